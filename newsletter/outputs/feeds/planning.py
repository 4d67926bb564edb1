"""Which documents a feed is made of: what readers subscribe to, and an archive a year for what it is too small for.

Archives are those of RFC 5005, section 4. One holds all of its year, also what is still in the current document,
because a reader who has fetched it once will not do so again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from newsletter.outputs.base import Archive, Listing, Sheet
from newsletter.outputs.feeds.moments import plan_delays

OUTPUT = "feeds"
CURRENT = "current"
MOST_ISSUES = 12
MOST_BYTES = 500_000
"""Of the largest current document, as estimated: some readers stop at 512 KB."""

_ESCAPED = 1.3
"""How much longer HTML is once XML has escaped it."""

_ITEM_EXTRAS = 3_000
"""Bytes around an item's content: its content note with support contacts, summary, title, ids, links and times."""

_DELAY = "delay:"


def plan(archive: Archive) -> Iterator[Sheet]:
    """Yield the current document, then the archives, the oldest first."""
    delays = plan_delays(archive.listings)
    window = _choose_window(archive.listings)
    years = _find_archived_years(archive.listings, archive.listings[len(window) :])
    yield _plan_sheet(archive, CURRENT, window, {"previous": years[-1]} if years else {}, delays)
    for previous, year in pairwise(["", *years]):
        listings = [listing for listing in archive.listings if _year(listing) == year]
        yield _plan_sheet(archive, year, listings, {"previous": previous} if previous else {}, delays)


def read_delay(sheet: Sheet, period: str) -> int:
    """Return how many seconds the entries of an issue wait."""
    return int(sheet.options.get(f"{_DELAY}{period}", 0))


def _plan_sheet(
    archive: Archive, name: str, listings: Sequence[Listing], options: dict[str, str], delays: dict[str, int]
) -> Sheet:
    periods = tuple(listing.period for listing in listings)
    waits = {f"{_DELAY}{period}": str(delays[period]) for period in periods if period in delays}
    return Sheet(OUTPUT, name, archive.publication, periods=periods, options=options | waits)


def _choose_window(listings: Sequence[Listing]) -> Sequence[Listing]:
    """Take the newest issues that a document has room for, and the newest one in any case."""
    size, count = 0.0, 0
    for listing in listings[:MOST_ISSUES]:
        size += listing.weight * _ESCAPED + len(listing.items) * _ITEM_EXTRAS
        if count and size > MOST_BYTES:
            break
        count += 1
    return listings[:count]


def _find_archived_years(listings: Sequence[Listing], left_over: Sequence[Listing]) -> list[str]:
    """Return every year up to the newest that has an issue the current document leaves over."""
    newest = max((_year(listing) for listing in left_over), default="")
    return sorted({_year(listing) for listing in listings if _year(listing) <= newest})


def _year(listing: Listing) -> str:
    return listing.period.partition("-")[0]
