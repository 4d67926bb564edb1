"""The order in which aggregate pages are made: those that others need first, and of the rest the largest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from newsletter.outputs.base import AggregatePage


def name_page(aggregate: AggregatePage, name: str = "") -> str:
    """Return the name of an aggregate page, or of another of its output, among all pages of a build."""
    return f"{aggregate.publication.folder}{aggregate.output}/{name or aggregate.name}"


def list_needs(aggregate: AggregatePage) -> tuple[str, ...]:
    """Return the names of the pages whose fragments a page needs."""
    return tuple(name_page(aggregate, need) for need in aggregate.needs)


def weigh_page(aggregate: AggregatePage) -> int:
    """Return of how many issues or pages a page is made."""
    return max(len(aggregate.issues), len(aggregate.periods), len(aggregate.needs))


def order_pages(pages: Mapping[str, AggregatePage]) -> Iterator[list[str]]:
    """Yield the names of pages in groups: each needs only pages of groups before it, and begins with the largest."""

    @cache
    def find_depth(name: str) -> int:
        return max((find_depth(need) + 1 for need in list_needs(pages[name]) if need in pages), default=0)

    groups: dict[int, list[str]] = {}
    for name in pages:
        groups.setdefault(find_depth(name), []).append(name)
    for depth in sorted(groups):  # the largest first, so that the longest does not start last
        yield sorted(groups[depth], key=lambda name: weigh_page(pages[name]), reverse=True)
