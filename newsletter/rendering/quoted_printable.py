"""Quoted-printable (RFC 2045, section 6.7) for UTF-8 text, in the robust form that RFC 2049 advises.

A line never starts with a dot or with ``From ``, never ends in white space, and never splits a character; so neither a
mail server nor an mbox file has a reason to touch what the reader gets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.errors import MessageError

MAX_LINE = 76

_UNSAFE = re.compile(rb"[^\t -~]|[\t ]\Z")
_SAFE = re.compile(rb"(?:[\t -~]*[!-~])?")
_ESCAPES = {bytes([byte]): b"=%02X" % byte for byte in range(256)}
_RISKY_STARTS = (b".", b"From ")
_PIECE = MAX_LINE - 3  # room for the soft break, and for a first character that has to be escaped


def encode_quoted_printable(text: str) -> bytes:
    """Encode ``text``; any kind of line end becomes CRLF.

    Raises:
        MessageError: the text holds half a character (a lone surrogate), which no encoding can carry.
    """
    try:
        data = re.sub("\r\n?", "\n", text).encode()
    except UnicodeEncodeError as error:
        raise MessageError(
            f"The text holds half a character, U+{ord(text[error.start]):04X}. Delete it and type the words again."
        ) from None
    lines = data.replace(b"=", b"=3D").split(b"\n")
    return b"\r\n".join([_fold(line if _SAFE.fullmatch(line) else _escape(line)) for line in lines])


def _escape(line: bytes) -> bytes:
    return _UNSAFE.sub(lambda found: _ESCAPES[found[0]], line)


def _fold(line: bytes) -> bytes:
    return _guard(line) if len(line) <= _PIECE + 1 else b"\r\n".join(_break_softly(line))


def _break_softly(line: bytes) -> Iterator[bytes]:
    start = 0
    while len(line) - start > _PIECE + 1:
        end = _step_back(line, start + _PIECE)
        yield _guard(line[start:end]) + b"="
        start = end
    yield _guard(line[start:])


def _step_back(line: bytes, end: int) -> int:
    """Move ``end`` in front of the character it would split: of an escape, or of a UTF-8 sequence of escapes."""
    end -= (line[end - 1 : end] == b"=") + 2 * (line[end - 2 : end - 1] == b"=")
    while line[end : end + 1] == b"=" and line[end + 1 : end + 2] in b"89AB":
        end -= 3
    return end


def _guard(piece: bytes) -> bytes:
    return _ESCAPES[piece[:1]] + piece[1:] if piece.startswith(_RISKY_STARTS) else piece
