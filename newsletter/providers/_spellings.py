"""Every way in which a secret may come back in what somebody says: as it is, quoted, escaped, encoded."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

_LEAST = 3  # characters: a shorter "secret" would strike out half of every message
_LEAST_INSIDE = 8  # characters of base64 without its edges: fewer may well be something else


def spell_secrets(secrets: Iterable[str], users: Iterable[str]) -> list[str]:
    """Return every spelling of every secret, alone and behind each user name, the longest first."""
    known = [secret for secret in secrets if len(secret) >= _LEAST]
    pairs = [form for user in users for secret in known for form in (f"{user}:{secret}", f"\0{user}\0{secret}")]
    spellings = {spelling for secret in known for spelling in _spell(secret)}
    spellings |= {spelling for pair in pairs for spelling in _encode(pair)}
    return sorted((it for it in spellings if len(it) >= _LEAST), key=lambda it: (-len(it), it))


def _spell(secret: str) -> Iterator[str]:
    data = _bytes(secret)
    yield secret
    yield from (repr(secret)[1:-1], repr(data)[2:-1])
    for plain in (json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]):
        yield from (plain, plain.replace("/", "\\/"))
    yield from (html.escape(secret), html.escape(secret, quote=False))
    yield from (quote(data, safe=""), quote(data), quote_plus(data))
    yield data.hex()
    yield from _encode(secret)
    yield from _encode_inside(secret)


def _encode(secret: str) -> Iterator[str]:
    """Yield base64, standard and for addresses (RFC 4648, sections 4 and 5), with and without what fills it up."""
    data = _bytes(secret)
    for encoded in (base64.b64encode(data), base64.urlsafe_b64encode(data)):
        text = encoded.decode()
        yield from (text, text.rstrip("="), quote(text, safe=""))


def _encode_inside(secret: str) -> Iterator[str]:
    """Yield what base64 makes of a secret in the midst of other bytes, at each of the three places it may begin."""
    data = _bytes(secret)
    for before in range(3):
        text = base64.b64encode(b"\0" * before + data).decode().rstrip("=")
        first, last = -(-before * 8 // 6), (before + len(data)) * 8 // 6
        inside = text[first:last]
        if len(inside) >= _LEAST_INSIDE:
            yield from (inside, inside.replace("+", "-").replace("/", "_"))


def _bytes(secret: str) -> bytes:
    return secret.encode("utf-8", errors="surrogateescape")  # as the environment holds what is no UTF-8
