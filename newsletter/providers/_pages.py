"""Lists that a service shows a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from newsletter.errors import ProviderError

MOST_PAGES = 10_000
"""A million readers, at a hundred on a page; a list that goes on after that has no end."""

T = TypeVar("T")


def read_pages(read: Callable[[int], Sequence[T]], size: int) -> Iterator[T]:
    """Yield everything that ``read`` returns from an offset on, ``size`` at most at a time.

    Raises:
        ProviderError: there is no end.
    """
    offset = 0
    for _ in count_pages():
        page = read(offset)
        yield from page
        offset += len(page)
        if len(page) < size:
            return


def count_pages() -> Iterator[int]:
    """Yield the numbers of pages from 1 on.

    Raises:
        ProviderError: there is no end.
    """
    yield from range(1, MOST_PAGES + 1)
    raise ProviderError(f"The service goes on listing after {MOST_PAGES:,} pages. Nothing was sent; ask its support.")
