"""Which tables hold data and not a page's layout, and which cells of them reach over several rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, Self

from newsletter.importing.sources.rows import ROWS

LONGEST_CELL = 120
"""Characters; what is longer is a column of a page."""

_LEAST = 2
_MOST_COLUMNS = 60
_MOST_SPAN = 1000
"""Columns and rows that one cell reaches over at most, as in HTML."""

_CELLS = ("td", "th")
_OF_PAGES = ("table", "img", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6")


class Element(Protocol):
    """What is asked of an element of a page."""

    def iter(self, *tags: str) -> Iterator[Self]:
        """Yield itself and all below it that have one of these tags."""

    def itertext(self) -> Iterator[str | bytes]:
        """Yield the texts in it."""

    def get(self, key: str) -> str | None:
        """Return an attribute."""


def holds_data(table: Element) -> bool:
    """Tell whether its rows are to be read as one line each: a writer drew it, or its short cells stand in columns."""
    if len(list(islice(table.iter(*_OF_PAGES), 2))) > 1 or table.get("role") == "presentation":  # one: the table itself
        return False
    if table.get(ROWS):
        return True
    rows = [list(row.iter(*_CELLS)) for row in table.iter("tr")]
    return (
        len(rows) >= _LEAST
        and all(_LEAST <= width <= _MOST_COLUMNS for width in _measure(rows))
        and any(len(cells) >= _LEAST for cells in rows)
        and all(_is_short(cell) for cells in rows for cell in cells)
    )


def _measure(rows: list[list[Element]]) -> Iterator[int]:
    """Yield how many columns each row has, with those that cells above reach down into."""
    below: list[tuple[int, int]] = []
    for cells in rows:
        yield sum(read_span(cell, "colspan") for cell in cells) + sum(width for width, _ in below)
        below = [(width, left - 1) for width, left in below if left > 1]
        spans = ((read_span(cell, "colspan"), read_span(cell, "rowspan") - 1) for cell in cells)
        below += [(width, left) for width, left in spans if left > 0]


def read_span(cell: Element, name: str) -> int:
    """Return over how many columns or rows a cell reaches."""
    said = (cell.get(name) or "").strip()
    return min(max(int(said), 1), _MOST_SPAN) if said.isdecimal() and len(said) < len(str(_MOST_SPAN)) + 1 else 1


def _is_short(cell: Element) -> bool:
    return len(" ".join("".join(map(str, cell.itertext())).split())) <= LONGEST_CELL


@dataclass(slots=True)
class Grid:
    """A table of data as it is read: what cells say that reach down into the rows below them is said there, too."""

    _below: dict[int, tuple[str, int, int]] = field(default_factory=dict)
    """By column: the words of a cell, the columns it is wide, and the rows that it still reaches into."""

    _column: int = 0
    _next: dict[int, tuple[str, int, int]] = field(default_factory=dict)

    def begin_row(self) -> None:
        """Go to the first column."""
        self._column, self._next = 0, {}

    def pass_over(self, *, to_end: bool = False) -> list[str]:
        """Return what cells from above say in the next columns; at the end of a row, in all that are left."""
        words = []
        while self._column in self._below or (to_end and any(at >= self._column for at in self._below)):
            self._column = (
                self._column if self._column in self._below else min(a for a in self._below if a > self._column)
            )
            text, width, left = self._below.pop(self._column)
            if left > 1:
                self._next[self._column] = (text, width, left - 1)
            words.append(text)
            self._column += width
        return words

    def end_cell(self, text: str, width: int, rows: int) -> None:
        """Note what a cell says, and over how much it reaches."""
        if rows > 1:
            self._next[self._column] = (text, width, rows - 1)
        self._column += width

    def end_row(self) -> None:
        """Go to the next row."""
        self._below = self._next
