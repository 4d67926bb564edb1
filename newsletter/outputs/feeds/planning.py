"""Which documents a feed is made of: the current one, and an archive for each year that it has no room for.

Archives are those of RFC 5005, section 4. One holds all of its year, including what is still in the current document,
because a feed reader fetches it once only. Every year up to the newest that has an issue which the
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
"""Estimated size of the largest current document in bytes: some readers stop at 512 KB."""

_ESCAPED = 1.3
"""How much longer HTML is when escaped in XML."""

_ITEM_EXTRAS = 3_000
"""Bytes around an item's content: its content note with support contacts, summary, title, ids, links and times."""

_DELAY = "delay:"
_ITEMS = "items"
_PREVIOUS = {"issues": "previous", "items": "previous-items"}


def plan(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the current document, then the archives, the oldest first; nothing before the first issue.

    Without an entry a feed has no true date, and Atom requires one (RFC 4287, section 4.2.15).
    """
    if archive.issues:
        yield from _Planner(archive).plan()


class _Planner:
    """Plans the documents of an archive; computes its years and delays once for all of them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._delays = plan_delays(archive.issues)
        self._years: dict[str, list[IssueSummary]] = {}
        for issue in archive.issues:
            self._years.setdefault(_year(issue), []).append(issue)
        self._with_items = {year for year, issues in self._years.items() if _have_items(issues)}

    def plan(self) -> Iterator[AggregatePage]:
        window = _choose_window(self._archive.issues)
        current = {issue.period for issue in window}
        left_over = [_year(issue) for issue in self._archive.issues if issue.period not in current]
        years = sorted(year for year in self._years if year <= max(left_over, default=""))
        yield self._plan_document(CURRENT, window, years, has_items=bool(self._with_items))
        for place, year in enumerate(years):
            yield self._plan_document(year, self._years[year], years[:place], has_items=year in self._with_items)

    def _plan_document(
        self, name: str, issues: Sequence[IssueSummary], before: Sequence[str], *, has_items: bool
    ) -> AggregatePage:
        """Plan a document and its links to the archives before it, which are given by year."""
        periods = tuple(issue.period for issue in issues)
        waits = {f"{_DELAY}{period}": str(self._delays[period]) for period in periods if period in self._delays}
        last = {"issues": before[-1:], "items": [year for year in before if year in self._with_items][-1:]}
        links = {_PREVIOUS[scope]: year for scope, years in last.items() for year in years}
        items = {_ITEMS: "some"} if has_items else {}
        options = links | waits | items
        return AggregatePage(OUTPUT, name, self._archive.publication, periods=periods, options=options)


def _have_items(issues: Sequence[IssueSummary]) -> bool:
    return any(issue.items for issue in issues)


def has_items(aggregate: AggregatePage) -> bool:
    """Tell whether there is a feed of items: once there is an item, or for an archive where its year has one."""
    return _ITEMS in aggregate.options


def read_previous(aggregate: AggregatePage, scope: str) -> str | None:
    """Return the year of the archive before this document, of the feed of ``issues`` or of ``items``."""
    return aggregate.options.get(_PREVIOUS[scope])


def read_delay(aggregate: AggregatePage, period: str) -> int:
    """Return how many seconds the entries of an issue are delayed."""
    return int(aggregate.options.get(f"{_DELAY}{period}", 0))


def _choose_window(issues: Sequence[IssueSummary]) -> Sequence[IssueSummary]:
    """Take the issues that changed last, as many as a document has room for and one in any case; the newest first.

    An issue that is corrected counts from then: no subscriber would hear of it if it stayed in the archive alone.
    """
    size, chosen = 0.0, set[str]()
    latest = sorted(issues, key=lambda one: (one.updated.astimezone(UTC), one.period), reverse=True)
    for issue in latest[:MOST_ISSUES]:
        size += issue.weight * _ESCAPED + len(issue.items) * _ITEM_EXTRAS
        if chosen and size > MOST_BYTES:
            break
        chosen.add(issue.period)
    return [issue for issue in issues if issue.period in chosen]


def _year(issue: IssueSummary) -> str:
    return issue.period.partition("-")[0]
