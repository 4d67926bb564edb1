"""Lists that a service shows a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def read_pages(read: Callable[[int], Sequence[T]], size: int) -> Iterator[T]:
    """Yield everything that ``read`` returns from an offset on, ``size`` at most at a time."""
    offset = 0
    while True:
        page = read(offset)
        yield from page
        offset += len(page)
        if len(page) < size:
            return
