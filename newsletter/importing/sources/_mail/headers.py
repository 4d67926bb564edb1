"""Fields of a mail's header as people read them, in whatever encoding they were sent (RFC 2047, or raw bytes)."""

from __future__ import annotations

from email.errors import MessageError
from email.header import decode_header
from email.message import Message

from newsletter.importing.sources.charsets import decode_as, find_codec
from newsletter.importing.sources.decoding import decode_anything, decode_labelled

_LONGEST = 20_000
"""Characters of a field; nobody writes a longer subject."""


def read_field(message: Message, name: str) -> str:
    """Return a field decoded, or nothing where there is none."""
    raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    return decode_words(str(raw)[:_LONGEST].replace("\0", ""), _find_label(message))


def decode_words(raw: str, label: str | None = None) -> str:
    """Decode encoded words, and bytes that somebody put there as they were, which are UTF-8 or what the mail is in."""
    try:
        pieces = decode_header(_from_bytes(raw, label))
    except (MessageError, ValueError):
        return _from_bytes(raw, label)
    return "".join(_decode(piece, charset) for piece, charset in pieces)


def _decode(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:
        return piece.decode("raw_unicode_escape", errors="replace")  # as decode_header has just written it
    codec = find_codec(charset.partition("*")[0])  # RFC 2231, section 5: a language may follow
    return decode_as(piece, codec) if codec else decode_anything(piece, "")[0]


def _from_bytes(raw: str, label: str | None) -> str:
    data = raw.encode("utf-8", "surrogateescape")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return decode_labelled(data, label, "")[0]


def _find_label(message: Message) -> str | None:
    """Return what the first text of a mail is written in: so are raw bytes in its header."""
    return next((str(part.get_content_charset()) for part in message.walk() if part.get_content_charset()), None)
