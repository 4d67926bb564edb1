"""Letters that were damaged before they came here: told, with what they probably were, and never mended in silence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.importing.lines import Line
from newsletter.reading.document import shorten

_MOST = 5
"""Examples that are told; where there are more, the whole text is damaged, and all of it has to be looked at."""


def _as_windows(byte: int) -> str:
    """Return what windows-1252 makes of a byte; those that it leaves free are controls (WHATWG Encoding, 9)."""
    return bytes([byte]).decode("cp1252", errors="replace").replace("\ufffd", chr(byte))


_BYTES = {_as_windows(byte): byte for byte in range(0x80, 0x100)} | {chr(byte): byte for byte in range(0x80, 0x100)}


def _letters(first: int, last: int) -> str:
    return "".join(re.escape(letter) for letter, byte in _BYTES.items() if first <= byte <= last)


_GOES_ON = f"[{_letters(0x80, 0xBF)}]"
_TWO, _THREE, _FOUR = (f"[{_letters(*firsts)}]" for firsts in ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4)))
_MISREAD = re.compile(f"(?:{_TWO}{_GOES_ON}|{_THREE}{_GOES_ON}{{2}}|{_FOUR}{_GOES_ON}{{3}})++")
"""Characters of UTF-8 that were read as windows-1252, a byte each."""

_WORD = re.compile(r"\S{1,40}")


def find_misread(text: str) -> Iterator[tuple[str, str]]:
    """Yield each word that was misread, and what it probably was: ``Itâ€™s`` was ``It’s``."""
    for word in _WORD.finditer(text) if _MISREAD.search(text) else ():
        if (mended := _MISREAD.sub(_mend, word[0])) != word[0]:
            yield word[0], mended


def _mend(found: re.Match[str]) -> str:
    try:
        return bytes(_BYTES[letter] for letter in found[0]).decode()
    except UnicodeDecodeError:
        return found[0]


def describe_damage(lines: Iterable[Line]) -> Iterator[str]:
    """Say which words were damaged before they came here, or could not be read at all."""
    unread, misread = 0, dict[str, str]()
    for line in lines:
        unread += line.text.count("\ufffd")
        misread |= find_misread(line.text)
    for word, mended in list(misread.items())[:_MOST]:
        yield f'"{shorten(word)}" was damaged before it came here, and was probably "{shorten(mended)}"'
    if len(misread) > _MOST:
        yield f"{len(misread) - _MOST} more words were damaged in the same way"
    if unread:
        yield f"{unread} {'character' if unread == 1 else 'characters'} could not be read: \ufffd stands for each"
