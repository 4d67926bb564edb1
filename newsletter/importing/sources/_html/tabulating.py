"""The rows of a table of data, one line each, its cells apart."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.importing.sources._html.collecting import Collector
from newsletter.importing.sources._html.elements import Element
from newsletter.importing.sources.tables import Grid, holds_data, read_span

_BETWEEN = " · "
_CELLS = frozenset({"td", "th"})


@dataclass(slots=True)
class Rows:
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

    def begin(self, element: Element, tag: str, out: Collector) -> bool:
        """Begin a table, row or cell, if it is one of data, and tell whether a row begins."""
        if tag == "table" and self._table is None and holds_data(element):
            self._table, self._grid = element, Grid()
            self.number += 1
            out.tell("a table became a list, an item for each row")
        elif tag == "tr" and self._table is not None and self._row is None:
            self._row, self._cells = element, 0
            self._grid.begin_row()
            return True
        elif tag in _CELLS and self.is_open and self._cell is None:
            self._repeat(self._grid.pass_over(), out)
            self._begin_cell(out)
            self._cell, self._start = element, out.running.length
        return False

    def end(self, element: Element, out: Collector) -> None:
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

    def _begin_cell(self, out: Collector) -> None:
        if self._cells:
            out.add(_BETWEEN, None)
        self._cells += 1

    def _repeat(self, words: list[str], out: Collector) -> None:
        for text in words:
            self._begin_cell(out)
            out.add(text, None)
