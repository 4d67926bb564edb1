"""Files in JSON that begin with a hash of their content, by which a browser knows that two files are of one build."""

from __future__ import annotations

import json

from newsletter.outputs.search.shards import hash_bytes


def make_json(content: dict[str, object]) -> bytes:
    """Return an object as compact JSON, with the hash of the rest as its first member, ``v``."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return f'{{"v":"{hash_bytes(body.encode()).hex()}",{body[1:]}'.encode()


def read_hash(content: bytes) -> str:
    """Return the hash with which a file of ``make_json`` begins."""
    return content[6:12].decode()
