"""Bytes to text: the checks that every document passes before anybody parses it. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.errors import Location, Problem, ProblemsFoundError

MAX_BYTES = 1_000_000
"""How large a document may be; a long issue is about 30,000 bytes."""

BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MANY = 3

_UNUSUAL = re.compile(r"[^\t\n\r -~]")
_LINE_BREAK = re.compile(r"\r\n?|\n")
_SEPARATORS = {"\u2028": "line separator", "\u2029": "paragraph separator", "\x85": "next line"}


def decode(data: bytes, file: str) -> str:
    """Return the text of a document, without its byte order mark.

    Raises:
        ProblemsFoundError: it is too large, not UTF-8, or holds characters that no text may hold.
    """
    check_size(len(data), file)
    if data.startswith(_WIDE_BOMS):
        raise ProblemsFoundError([_not_utf8(Location(file, 1, 1), "this file is saved as UTF-16")])
    data = data.removeprefix(BOM)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ProblemsFoundError([_explain_undecodable(error, data, file)]) from None
    if problems := list(_forbidden_characters(text, file)):
        raise ProblemsFoundError(problems)
    return text


def check_size(size: int, file: str) -> None:
    """Refuse a document of more than ``MAX_BYTES`` bytes.

    Raises:
        ProblemsFoundError: it is larger.
    """
    if size > MAX_BYTES:
        message = f"this file is larger than {MAX_BYTES:,} bytes"
        hint = "Split it into several, and keep pictures in files of their own."
        raise ProblemsFoundError([Problem(Location(file), "file.too-large", f"{message}.", hint)])


def find_forbidden_character(text: str) -> str:
    """Name the first character that no text may hold, or return nothing."""
    found = _forbidden_in(text)
    return _name(found[0]) if found else ""


def location_at(text: str, offset: int, file: str) -> Location:
    """Turn an offset in ``text`` into a place: line and column in characters, both from 1."""
    lines = _LINE_BREAK.split(text[:offset])
    return Location(file, len(lines), len(lines[-1]) + 1)


def _explain_undecodable(error: UnicodeDecodeError, data: bytes, file: str) -> Problem:
    before = data[: error.start].decode()
    place = location_at(before, len(before), file)
    return _not_utf8(place, f"the byte 0x{data[error.start]:02x} is not UTF-8 text")


def _not_utf8(place: Location, message: str) -> Problem:
    return Problem(place, "file.encoding", f"{message}.", "Save the file as UTF-8.")


def _forbidden_characters(text: str, file: str) -> Iterator[Problem]:
    """Yield one problem for each different character, at its first place."""
    for character in _forbidden_in(text):
        count = text.count(character)
        often = f" ({count:,} times)" if count > 1 else ""
        hint = "Delete it."
        if character in _SEPARATORS:
            hint = "Replace it with an ordinary line break or a space."
        elif character == "\0" and count > _MANY:
            hint = "Save the file as UTF-8 text."
        message = f"the text holds the invisible character {_name(character)}{often}."
        yield Problem(location_at(text, text.index(character), file), "file.character", message, hint)


def _forbidden_in(text: str) -> list[str]:
    """Return each character that no text may hold, in the order of their first places."""
    return [character for character in dict.fromkeys(_UNUSUAL.findall(text)) if _is_forbidden(character)]


def _is_forbidden(character: str) -> bool:
    """Whether it is a control, half a character, none at all, or a mark that parsers and editors read differently."""
    is_control = character < " " or "\x7f" <= character < "\xa0"
    is_half = "\ud800" <= character <= "\udfff"
    is_none = "\ufdd0" <= character <= "\ufdef" or ord(character) & 0xFFFE == 0xFFFE  # noqa: PLR2004  # Unicode's own
    return is_control or is_half or is_none or character in "\u2028\u2029\ufeff"


def _name(character: str) -> str:
    named = _SEPARATORS.get(character)
    return f"U+{ord(character):04X}" + (f" ({named})" if named else "")
