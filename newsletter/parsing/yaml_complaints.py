"""What a YAML parser complains of, and where in the text. Pure data."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import NamedTuple

from newsletter.parsing.document import Position


@dataclass(frozen=True, slots=True)
class Complaint:
    """A parser's own words: what it was reading since where, and what went wrong where; with the text's lines."""

    context: str
    problem: str
    at: Position
    since: Position
    lines: list[str]
    end: int = sys.maxsize
    """The line, from 0, at which what was read ends, where that is not all of the text."""

    @property
    def last(self) -> int:
        """The number of the last line, from 0."""
        return min(self.end, len(self.lines)) - 1

    @property
    def before(self) -> str:
        """What stands before the place in its line."""
        return self.line(self.at[0])[: self.at[1]]

    @property
    def after(self) -> str:
        """What stands from the place on in its line."""
        return self.line(self.at[0])[self.at[1] :]

    def line(self, number: int) -> str:
        """Return a line by its number, from 0; nothing where there is none."""
        return self.lines[number] if 0 <= number < min(self.end, len(self.lines)) else ""

    def filled_line_above(self) -> tuple[int, str]:
        """Return the nearest line above that holds something, and its number."""
        return next(((n, self.lines[n]) for n in range(self.at[0] - 1, -1, -1) if self.line(n).strip()), (0, ""))


class Finding(NamedTuple):
    """What a complaint means: where, by which rule, what is wrong, and what to write instead."""

    position: Position
    rule: str
    message: str
    hint: str
