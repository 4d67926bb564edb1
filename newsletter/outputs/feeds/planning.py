"""Which documents a feed is made of: what readers subscribe to, and an archive a year for what it is too small for.

Archives are those of RFC 5005, section 4. One holds all of its year, also what is still in the current document,
because a reader who has fetched it once will not do so again. Every year up to the newest that has an issue which the
current document leaves over has one; of items, where it has any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC

from newsletter.outputs.base import AggregatePage, Archive, IssueSummary
from newsletter.outputs.feeds.timestamps import plan_delays

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
_ITEMS = "items"
_PREVIOUS = {"issues": "previous", "items": "previous-items"}


def plan(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the current document, then the archives, the oldest first; nothing before the first issue.

    Without an entry a feed has no date that is true, and Atom demands one (RFC 4287, section 4.2.15).
    """
    if archive.listings:
        yield from _Planner(archive).plan()


class _Planner:
    """Plans the documents of an archive; knows its years and delays once for all of them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._delays = plan_delays(archive.listings)
        self._years: dict[str, list[IssueSummary]] = {}
        for listing in archive.listings:
            self._years.setdefault(_year(listing), []).append(listing)
        self._with_items = {year for year, listings in self._years.items() if _have_items(listings)}

    def plan(self) -> Iterator[AggregatePage]:
        window = _choose_window(self._archive.listings)
        current = {listing.period for listing in window}
        left_over = [_year(listing) for listing in self._archive.listings if listing.period not in current]
        years = sorted(year for year in self._years if year <= max(left_over, default=""))
        yield self._plan_sheet(CURRENT, window, years, has_items=bool(self._with_items))
        for place, year in enumerate(years):
            yield self._plan_sheet(year, self._years[year], years[:place], has_items=year in self._with_items)

    def _plan_sheet(
        self, name: str, listings: Sequence[IssueSummary], before: Sequence[str], *, has_items: bool
    ) -> AggregatePage:
        """Plan a document and its links to the archives before it, which are given by year."""
        periods = tuple(listing.period for listing in listings)
        waits = {f"{_DELAY}{period}": str(self._delays[period]) for period in periods if period in self._delays}
        last = {"issues": before[-1:], "items": [year for year in before if year in self._with_items][-1:]}
        links = {_PREVIOUS[grain]: year for grain, years in last.items() for year in years}
        items = {_ITEMS: "some"} if has_items else {}
        options = links | waits | items
        return AggregatePage(OUTPUT, name, self._archive.publication, periods=periods, options=options)


def _have_items(listings: Sequence[IssueSummary]) -> bool:
    return any(listing.items for listing in listings)


def has_items(sheet: AggregatePage) -> bool:
    """Tell whether there is a feed of items: once there is an item, or for an archive where its year has one."""
    return _ITEMS in sheet.options


def read_previous(sheet: AggregatePage, grain: str) -> str | None:
    """Return the year of the archive before this document, of the feed of ``issues`` or of ``items``."""
    return sheet.options.get(_PREVIOUS[grain])


def read_delay(sheet: AggregatePage, period: str) -> int:
    """Return how many seconds the entries of an issue wait."""
    return int(sheet.options.get(f"{_DELAY}{period}", 0))


def _choose_window(listings: Sequence[IssueSummary]) -> Sequence[IssueSummary]:
    """Take the issues that changed last, as many as a document has room for and one in any case; the newest first.

    An issue that is corrected counts from then: no subscriber would hear of it if it stayed in the archive alone.
    """
    size, chosen = 0.0, set[str]()
    latest = sorted(listings, key=lambda one: (one.updated.astimezone(UTC), one.period), reverse=True)
    for listing in latest[:MOST_ISSUES]:
        size += listing.weight * _ESCAPED + len(listing.items) * _ITEM_EXTRAS
        if chosen and size > MOST_BYTES:
            break
        chosen.add(listing.period)
    return [listing for listing in listings if listing.period in chosen]


def _year(listing: IssueSummary) -> str:
    return listing.period.partition("-")[0]
