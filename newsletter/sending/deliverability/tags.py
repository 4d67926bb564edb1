"""The tag lists that DKIM and DMARC write their records in (RFC 6376, section 3.2): ``v=DMARC1; p=none``."""

from __future__ import annotations

import re

_TAG = re.compile(r"\s*([A-Za-z][A-Za-z0-9_]*)\s*=\s*([^;]*?)\s*")


def read_tags(record: str) -> dict[str, str] | None:
    """Return the tags of a record in their order, or None where it is no list of tags, or names one twice."""
    tags: dict[str, str] = {}
    for part in record.rstrip().removesuffix(";").split(";"):
        tag = _TAG.fullmatch(part)
        if tag is None or tag[1] in tags:
            return None
        tags[tag[1]] = tag[2]
    return tags
