"""The lines of a text that is edited, and the changes of it. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import NamedTuple

_LINE_END = re.compile(r"\r\n?|\n")
NARROWEST, WIDEST = 80, 120
"""Characters of the lines that are wrapped anew: the text's own longest line, but within these."""


class TextChange(NamedTuple):
    """What of a text is replaced, and by what."""

    start: int
    end: int
    text: str

    def apply(self, text: str) -> str:
        """Return a text after the change."""
        return f"{text[: self.start]}{self.text}{text[self.end :]}"


class TextLines:
    """A text and where its lines begin; every place is an offset in the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.newline = find_newline(text)
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        longest = max(after - before for before, after in pairwise([*self._starts, len(text)])) if text else 0
        self.width = max(NARROWEST, min(WIDEST, longest - len(self.newline)))

    def line_start(self, at: int) -> int:
        """Return where the line begins that an offset is in."""
        return self._starts[bisect_right(self._starts, at) - 1]

    def next_line(self, at: int) -> int:
        """Return where the line after that of an offset begins, or the end of the text."""
        line = bisect_right(self._starts, at)
        return self._starts[line] if line < len(self._starts) else len(self.text)

    def line_end(self, at: int) -> int:
        """Return where the line of an offset ends, before its line end."""
        after = self.next_line(at)
        return before_line_end(self.text, after) if after > at else after

    def column(self, at: int) -> int:
        """Return how many characters are before an offset in its line."""
        return at - self.line_start(at)

    def is_first_in_line(self, at: int) -> bool:
        """Whether nothing but spaces is before an offset in its line."""
        return not self.text[self.line_start(at) : at].strip()

    def skip_spaces(self, at: int) -> int:
        """Return the offset behind spaces and tabs."""
        while self.text.startswith((" ", "\t"), at):
            at += 1
        return at

    def find_comments_above(self, at: int, floor: int) -> int:
        """Return where the comments directly above the line of an offset begin, or else that line.

        Not those that head the text, nor any that begin before ``floor``.
        """
        start = above = self.line_start(at)
        while above > floor:
            above = self.line_start(above - 1)
            if above < floor or not self.text.startswith("#", self.skip_spaces(above)):
                return start
            if above == 0:
                break
            start = above
        return start if floor or above else self.line_start(at)


def before_line_end(text: str, at: int) -> int:
    """Return the offset before the line end that ends at ``at``, or ``at`` where there is none."""
    if text.endswith("\r\n", 0, at):
        return at - 2
    return at - 1 if at and text[at - 1] in "\r\n" else at


def find_newline(text: str) -> str:
    """Return the line end that a text has most of."""
    crlf = text.count("\r\n")
    if crlf * 2 > text.count("\n"):
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else "\n"
