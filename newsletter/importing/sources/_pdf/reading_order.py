"""The order in which the rows of a page are read: column by column, under what goes across them; tables row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from newsletter.importing.markers import read_item
from newsletter.importing.sources._pdf.rows import Box, PageRow

_LEAST_GUTTER = 0.7
"""How wide the gap between two columns is at least, in sizes of the letters."""

_LEAST_ALIGNED = 2
"""How many rows of a column begin at its left edge at least."""

_LEAST_GAP = 0.8
"""How high the gap is at least that ends columns, in sizes of the letters."""

_LEAST_ROWS = 3
"""How many rows a column has at least; fewer beside each other are a table, or one row with a gap."""

_FULL = 0.62
"""The part of a column that half of its rows fill at least; cells of a table are shorter."""

_SHORT = 16
"""How many characters half of its rows have at least; a column of text is not narrower."""

_RAISED = 0.8
"""How large the letters of a raised number are at most, beside those of its word."""

_MARKER_REACH = 4
"""How far the words of a list item are from its bullet at most, in sizes of the letters."""


@dataclass(frozen=True)
class Region:
    """Rows one below the other, in the order in which they are read."""

    rows: tuple[PageRow, ...]
    is_table: bool = False

    @property
    def right(self) -> float:
        """The right edge, to which full rows go."""
        return max(row.box.x1 for row in self.rows)


def put_in_order(rows: list[PageRow]) -> list[Region]:
    """Return the rows of a page in regions, in reading order."""
    return list(_divide(join_neighbours(rows))) if rows else []


def join_neighbours(rows: list[PageRow]) -> list[PageRow]:
    """Join what is one row to a reader: a bullet and its words, a raised number and the word before it."""
    waiting = sorted(rows, key=lambda row: (-round(row.box.y1), row.box.x0))
    joined: list[PageRow] = []
    while waiting:
        row = waiting.pop(0)
        while neighbour := next((other for other in waiting if _belongs(row, other)), None):
            waiting.remove(neighbour)
            row = row.beside(neighbour, "" if _is_raised(row, neighbour) else " ")
        joined.append(row)
    return joined


def _belongs(row: PageRow, other: PageRow) -> bool:
    gap = other.box.x0 - row.box.x1
    if not row.box.shares_height(other.box) or gap < -1:
        return False
    is_marker = read_item(f"{row.text.strip()} x") is not None and len(row.text.strip()) <= _MARKER_REACH
    return (is_marker and gap < _MARKER_REACH * other.size) or _is_raised(row, other)


def _is_raised(row: PageRow, other: PageRow) -> bool:
    is_small = min(row.size, other.size) < _RAISED * max(row.size, other.size)
    return is_small and other.box.x0 - row.box.x1 < row.size / 3


def _divide(rows: list[PageRow]) -> Iterator[Region]:
    start = _find_column(rows)
    if start is None:
        yield from _divide_without_columns(rows)
        return
    ordered = sorted(rows, key=lambda row: -row.box.y1)
    for is_across, group in groupby(ordered, key=lambda row: row.box.x0 < start - 1 < row.box.x1):
        for part in [list(group)] if is_across else _cut_where_columns_end(list(group), start):
            yield from _divide(part) if is_across else _read_band(part, start)


def _divide_without_columns(rows: list[PageRow]) -> Iterator[Region]:
    """Read rows one below the other; where rows are beside each other again and again between them, it is a table."""
    text: list[PageRow] = []
    for is_beside, group in groupby(_group_levels(rows), key=lambda level: len(level) > 1):
        levels = list(group)
        if not is_beside or len(levels) == 1:
            text += _join_cells(levels, " ")
            continue
        if text:
            yield Region(tuple(text))
        yield Region(tuple(_join_cells(levels)), is_table=True)
        text = []
    if text:
        yield Region(tuple(text))


def _group_levels(rows: list[PageRow]) -> Iterator[list[PageRow]]:
    """Yield the rows that are beside each other, from left to right, from the top down."""
    waiting = sorted(rows, key=lambda row: -row.box.y1)
    while waiting:
        level = [row for row in waiting if row.box.shares_height(waiting[0].box)]
        waiting = [row for row in waiting if row not in level]
        yield sorted(level, key=lambda row: row.box.x0)


def _read_band(rows: list[PageRow], start: float) -> Iterator[Region]:
    """Read two columns that nothing crosses: one after the other, or a table row by row."""
    left, right = _part(rows, start)
    if left and right and _is_table(left, right):
        yield Region(tuple(_join_cells(_group_levels(rows))), is_table=True)
        return
    for column in filter(None, (left, right)):
        yield from _divide(column)


def _part(rows: list[PageRow], start: float) -> tuple[list[PageRow], list[PageRow]]:
    """Return the rows before the column that starts there, and those in it and after it."""
    return [row for row in rows if row.box.x0 < start - 1], [row for row in rows if row.box.x0 >= start - 1]


def _cut_where_columns_end(rows: list[PageRow], start: float) -> list[list[PageRow]]:
    """Cut rows, from the top down, at gaps over the whole width above or below which there is one column alone."""
    for above, below in ((rows[:at], rows[at:]) for at in range(1, len(rows))):
        gap = min(row.box.y0 for row in above) - max(row.box.y1 for row in below)
        is_end = not all(all(_part(part, start)) for part in (above, below))
        if is_end and gap > _LEAST_GAP * below[0].size:
            return [above, *_cut_where_columns_end(below, start)]
    return [rows]


def _find_column(rows: list[PageRow]) -> float | None:
    """Return where a column starts that most rows are beside: their left edges are in line, and a gap is before it."""
    starts = Counter(round(row.box.x0) for row in rows)
    found = [(_count_beside(rows, start), start) for start, times in starts.items() if times >= _LEAST_ALIGNED]
    count, start = max(found, default=(0, 0))
    return start if count >= _LEAST_ALIGNED else None


def _count_beside(rows: list[PageRow], start: float) -> int:
    """Count the rows of a column that begins there which are beside a row that ends before it."""
    left = [row for row in rows if row.box.x1 < start - _LEAST_GUTTER * row.size]
    column = [row for row in rows if abs(row.box.x0 - start) <= 1]
    return sum(any(row.box.shares_height(other.box) for other in left) for row in column)


def _is_table(left: list[PageRow], right: list[PageRow]) -> bool:
    """Return whether rows beside each other are cells: few, or too short for running text."""
    if min(len(left), len(right)) < _LEAST_ROWS:
        return True
    return any(_find_fill(column) < _FULL or _find_length(column) < _SHORT for column in (left, right))


def _find_length(column: list[PageRow]) -> float:
    return median(len(row.text) for row in column)


def _find_fill(column: list[PageRow]) -> float:
    """Return how much of its width a column's rows fill; a row whose words are far apart came in pieces."""
    levels = [_around(level) for level in _group_levels(column)]
    return median(box.width for box in levels) / max(_around(column).width, 1)


def _around(rows: list[PageRow]) -> Box:
    box = rows[0].box
    for row in rows:
        box = box.around(row.box)
    return box


def _join_cells(levels: Iterable[list[PageRow]], between: str = " · ") -> Iterator[PageRow]:
    """Join the cells that are beside each other, as tables of other sources are joined."""
    for first, *others in levels:
        joined = first
        for cell in others:
            joined = joined.beside(cell, between)
        yield joined
