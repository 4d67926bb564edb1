"""Which tables hold data and not a page's layout: those of a person, whose every cell is a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, Self

LONGEST_CELL = 120
"""Characters; what is longer is a column of a page."""

_LEAST = 2
_CELLS = ("td", "th")
_OF_PAGES = ("table", "img", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6")


class Element(Protocol):
    """What is asked of an element of a page."""

    def iter(self, *tags: str) -> Iterator[Self]:
        """Yield itself and all below it that have one of these tags."""

    def itertext(self) -> Iterator[str | bytes]:
        """Yield the texts in it."""


def holds_data(table: Element) -> bool:
    """Tell whether its rows are to be read as one line each."""
    rows = [list(row.iter(*_CELLS)) for row in table.iter("tr")]
    return (
        len(rows) >= _LEAST
        and all(len(cells) >= _LEAST for cells in rows)
        and sum(1 for _ in table.iter(*_OF_PAGES)) == 1  # itself
        and all(_is_short(cell) for cells in rows for cell in cells)
    )


def _is_short(cell: Element) -> bool:
    return len(" ".join("".join(map(str, cell.itertext())).split())) <= LONGEST_CELL
