"""Lists that go on for many pages: 50 entries on each, the newest first, and numbers that count from the oldest.

A page that is full therefore never changes again: a new entry is on the first page alone, which has the address of the
list itself. When that is full, it becomes the page with the next number, and the page before it gets a new link.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from newsletter.outputs.base import AggregatePage

MOST = 50
"""Entries on one page of a list."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: which entries it has, counted from the oldest, and the pages beside it, if there are any."""

    path: str
    first: int
    last: int
    newer: str = ""
    older: str = ""

    @property
    def is_head(self) -> bool:
        """Whether it is the newest page, which has the address of the list."""
        return not self.newer

    @property
    def is_whole(self) -> bool:
        """Whether it is the only page."""
        return not self.newer and not self.older

    def cut(self, count: int) -> slice:
        """Return its part of all ``count`` entries, which are in order, the newest first."""
        return slice(count - self.last, count - self.first + 1)

    @property
    def options(self) -> dict[str, str]:
        """What an aggregate page has to store of it."""
        return {"first": str(self.first), "last": str(self.last), "newer": self.newer, "older": self.older}

    @classmethod
    def of(cls, aggregate: AggregatePage, path: str) -> Self:
        """Return the page of a list that an aggregate page is."""
        kept = aggregate.options
        return cls(path, int(kept["first"]), int(kept["last"]), kept["newer"], kept["older"])


def divide(base: str, count: int) -> Iterator[ListPage]:
    """Yield the pages of a list with its address and number of entries, the newest page first."""
    pages = max(1, -(-count // MOST))
    addresses = ["", *(f"{base}page/{number}/" for number in range(1, pages)), base, ""]
    for number in range(pages, 0, -1):
        first, last = (number - 1) * MOST + 1, min(count, number * MOST)
        yield ListPage(addresses[number], first, last, addresses[number + 1], addresses[number - 1])
