"""A document's file: its bytes, or why they cannot be read, and the text in them, checked before it is parsed.

Never waits on a pipe or a device.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.files import LinkError, NotAFileError, read_below


def read_file(path: Path, name: str) -> bytes:
    """Return the bytes of the file at ``path``; ``name`` is what problems call it, and where it is in its publication.

    A link is followed as long as it stays in the publication: in what ``path`` has before ``name``.

    Raises:
        ProblemsFoundError: it is missing, unreadable, too large, or not a file.
    """
    try:
        data = read_below(*_find_root(path, name), MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        raise ProblemsFoundError([_explain_unreadable(error, path, name)]) from error
    check_size(len(data), name)
    return data


def _find_root(path: Path, name: str) -> tuple[Path, str]:
    parts = tuple(name.split("/"))
    if path.parts[-len(parts) :] != parts:
        return path.parent, path.name
    return path.parents[len(parts) - 1], name


def _explain_unreadable(error: OSError | ValueError, path: Path, name: str) -> Problem:
    if isinstance(error, FileNotFoundError):
        return _explain_missing(path, name)
    if isinstance(error, NotAFileError):
        return Problem(Location(name), "file.not-a-file", f"{error.strerror}.", "Give the path of a document.")
    if isinstance(error, LinkError):
        hint = "Put the file itself there: a publication is read only from its own folder."
        return Problem(Location(name), "file.link", f"{error.strerror}.", hint)
    if isinstance(error, PermissionError):
        hint = "Ask its owner, or change its permissions."
        return Problem(Location(name), "file.permission", "you may not read this file.", hint)
    reason = getattr(error, "strerror", None) or str(error)
    message = f"this file cannot be read: {reason}."
    return Problem(Location(name), "file.unreadable", message, "Check its name and its disk.")


def _explain_missing(path: Path, name: str) -> Problem:
    if path.is_symlink():
        hint = "Point it to a file, or delete it."
        return Problem(Location(name), "file.broken-link", "this is a link to a file that is not there.", hint)
    return Problem(Location(name), "file.missing", "there is no such file.", "Check its name and folder.")


MAX_BYTES = 1_000_000
"""How large a document may be; a long issue is about 30,000 bytes."""

BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")
_MANY = 3

_USUAL = b"\t\n\r" + bytes(range(ord(" "), ord("~") + 1))
_UNUSUAL = re.compile(rf"[^{re.escape(_USUAL.decode())}]")
_LINE_BREAK = re.compile(r"\r\n?|\n")
MARKS = "\ue000\ue001\ue002"
"""Private characters with which the preview marks words; without a meaning of their own, no text needs them."""

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
        elif character in MARKS:
            hint = "Delete it: it has no meaning of its own, and the preview marks words with it."
        message = f"the text contains the invisible character {_name(character)}{often}."
        yield Problem(location_at(text, text.index(character), file), "file.character", message, hint)


def _forbidden_in(text: str) -> list[str]:
    """Return each character that no text may hold, in the order of their first places."""
    if text.isascii() and not text.encode().translate(None, _USUAL):
        return []
    return [character for character in dict.fromkeys(_UNUSUAL.findall(text)) if _is_forbidden(character)]


def _is_forbidden(character: str) -> bool:
    """Whether it is a control, half a character, none at all, or a mark that parsers and editors read differently."""
    is_control = character < " " or "\x7f" <= character < "\xa0"
    is_half = "\ud800" <= character <= "\udfff"
    is_none = "\ufdd0" <= character <= "\ufdef" or ord(character) & 0xFFFE == 0xFFFE  # noqa: PLR2004  # Unicode's own
    return is_control or is_half or is_none or character in "\u2028\u2029\ufeff" or character in MARKS


def _name(character: str) -> str:
    named = _SEPARATORS.get(character)
    return f"U+{ord(character):04X}" + (f" ({named})" if named else "")
