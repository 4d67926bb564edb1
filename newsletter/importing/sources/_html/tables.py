"""Tables of a page: which hold data and not its layout, and their rows, one line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from newsletter.importing.sources._html.elements import ROWS, Element
from newsletter.importing.sources._html.line_builder import LineBuilder

LONGEST_CELL = 120
"""Characters; what is longer is a column of a page."""

_LEAST = 2
_MOST_COLUMNS = 60
_MOST_SPAN = 1000
"""Columns and rows that one cell reaches over at most, as in HTML."""

_CELLS = ("td", "th")
_OF_PAGES = ("table", "img", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6")


def holds_data(table: Element) -> bool:
    """Return whether its rows are to be read as one line each: a writer drew it, or its short cells are in columns."""
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
    written = (cell.get(name) or "").strip()
    if not written.isdecimal() or len(written) > len(str(_MOST_SPAN)):
        return 1
    return min(max(int(written), 1), _MOST_SPAN)


def _is_short(cell: Element) -> bool:
    return len(" ".join("".join(map(str, cell.itertext())).split())) <= LONGEST_CELL


@dataclass(slots=True)
class Grid:
    """A table of data as it is read: cells that reach into rows below are repeated there."""

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
        """Record a cell's text, and its columns and rows."""
        if rows > 1:
            self._next[self._column] = (text, width, rows - 1)
        self._column += width

    def end_row(self) -> None:
        """Go to the next row."""
        self._below = self._next


_BETWEEN = " · "


@dataclass(slots=True)
class TableReader:
    """The table of data that is open, if one is, with its row and cell."""

    number: int = 0
    """Which table of the page it is."""
    _table: Element | None = None
    _row: Element | None = None
    _cell: Element | None = None
    _cells: int = 0
    _start: int = 0
    _grid: Grid = field(default_factory=Grid)

    @property
    def is_open(self) -> bool:
        """Whether what comes is part of a row."""
        return self._row is not None

    def begin(self, element: Element, tag: str, out: LineBuilder) -> bool:
        """Begin a table, row or cell, if it is one of data; return whether a row begins."""
        if tag == "table" and self._table is None and holds_data(element):
            self._table, self._grid = element, Grid()
            self.number += 1
            out.add_note("a table became a list, an item for each row")
        elif tag == "tr" and self._table is not None and self._row is None:
            self._row, self._cells = element, 0
            self._grid.begin_row()
            return True
        elif tag in _CELLS and self.is_open and self._cell is None:
            self._repeat(self._grid.pass_over(), out)
            self._begin_cell(out)
            self._cell, self._start = element, out.running.length
        return False

    def end(self, element: Element, out: LineBuilder) -> None:
        """End whatever an element began."""
        if element is self._cell:
            text = out.running.cut(self._start).strip()
            self._grid.end_cell(text, read_span(element, "colspan"), read_span(element, "rowspan"))
            self._cell = None
        elif element is self._row:
            self._repeat(self._grid.pass_over(to_end=True), out)
            self._grid.end_row()
            self._row = None
        elif element is self._table:
            self._table = None

    def _begin_cell(self, out: LineBuilder) -> None:
        if self._cells:
            out.add(_BETWEEN, None)
        self._cells += 1

    def _repeat(self, words: list[str], out: LineBuilder) -> None:
        for text in words:
            self._begin_cell(out)
            out.add(text, None)
