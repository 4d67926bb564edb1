"""Every word of a Word document has a number, so that it can be seen afterwards which were read and which were not.

The numbers travel through the conversion within the words, written in characters that no text may hold (noncharacters
of Unicode, section 23.7).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from newsletter.importing.lines import Kind, RunningText
from newsletter.importing.sources._html.lists import NUMBER

_FIRST = 0xFDD0
_OPEN, _CLOSE = "\ufdda", "\ufddb"
_NUMBER = re.compile(f"{_OPEN}([{chr(_FIRST)}-{chr(_FIRST + 9)}]+){_CLOSE}")
_ALL = re.compile("[\ufdd0-\ufdef]")
_MARKER = re.compile("<(?P<tag>li|p|h[1-6])>\ufddc(?P<list>[0-9]+)\ufdde(?P<marker>[^\ufddc\ufddd]*)\ufddd")
_DIGITS = str.maketrans("0123456789", "".join(chr(_FIRST + digit) for digit in range(10)))
_VALUES = {_FIRST + digit: str(digit) for digit in range(10)}
_ORDER: tuple[Kind, ...] = ("margin", "remark", "hidden", "deleted", "formula", "drawing", "unread", "unreadable")


@dataclass(frozen=True, slots=True)
class _UnreadWords:
    kind: Kind
    paragraph: int
    text: str


@dataclass(slots=True)
class WordTracker:
    """The words of a document by their numbers, and the kind of those that are not read."""

    paragraph: int = 0
    """Which paragraph they are in, counted over all parts."""
    _words: list[_UnreadWords] = field(default_factory=list)

    def mark(self, text: str) -> str:
        """Return words with their number; if it does not come through, they could not be read."""
        self.leave(text, "unreadable")
        return f"{_OPEN}{str(len(self._words) - 1).translate(_DIGITS)}{_CLOSE}{text}"

    def leave(self, text: str, kind: Kind) -> None:
        """Note words that are not given on, and what they are."""
        self._words.append(_UnreadWords(kind, self.paragraph, text))

    def find_unread(self, page: str) -> Iterator[tuple[Kind, str]]:
        """Yield what is not on a page, a paragraph at a time, with what it is."""
        read = {int(found[1].translate(_VALUES)) for found in _NUMBER.finditer(page)}
        unread = [words for number, words in enumerate(self._words) if number not in read]
        unread.sort(key=lambda words: (_ORDER.index(words.kind), words.paragraph))
        for (kind, _), group in groupby(unread, key=lambda words: (words.kind, words.paragraph)):
            running = RunningText()
            for words in group:
                running.add(words.text)
            if text := running.finish()[0]:
                yield kind, text


def strip_marks(text: str) -> str:
    """Return text without the characters that carry numbers."""
    return _ALL.sub("", text)


def strip_numbers(page: str) -> str:
    """Return a page without the numbers of its words."""
    return _NUMBER.sub("", page)


def format_marker(number: int, marker: str) -> str:
    """Format the marker of a paragraph and its list, so that they travel with its words."""
    return f"\ufddc{number}\ufdde{marker}\ufddd"


def read_markers(page: str) -> str:
    """Put the markers of items where a page has them: as an attribute if it counts, else before their words."""
    return _ALL.sub("", _MARKER.sub(_place, page))


def _place(found: re.Match[str]) -> str:
    tag, marker = found["tag"], found["marker"]
    counts = NUMBER.fullmatch(marker) is not None
    if tag == "li":
        return f'<li data-list="{found["list"]}" data-marker="{marker if counts else "•"}">' + (
            "" if counts or marker == "•" else f"{marker} "
        )
    if marker == "•":
        return f"<{tag}>"
    return f'<{tag} data-marker="{marker}">' if counts and tag != "p" else f"<{tag}>{marker} "
