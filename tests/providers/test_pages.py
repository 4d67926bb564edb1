"""Lists that a service shows a page at a time come to an end, or are given up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import pytest

from newsletter.errors import ProviderError
from newsletter.providers._client import MOST_PAGES, count_pages, read_pages


def test_a_list_is_read_to_its_end() -> None:
    known = range(25)
    assert list(read_pages(lambda offset: known[offset : offset + 10], 10)) == list(known)
    assert list(read_pages(lambda offset: known[offset : offset + 5], 5)) == list(known)


def test_a_list_without_end_is_given_up() -> None:
    asked: list[int] = []

    def read(offset: int) -> Sequence[int]:
        asked.append(offset)
        return [offset]

    with pytest.raises(ProviderError, match="keeps listing after 10,000 pages"):
        list(read_pages(read, 1))
    assert len(asked) == MOST_PAGES


def test_pages_are_counted_from_one() -> None:
    assert list(islice(count_pages(), 3)) == [1, 2, 3]
    with pytest.raises(ProviderError):
        list(count_pages())
