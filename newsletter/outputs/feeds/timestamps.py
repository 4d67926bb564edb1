"""When feed entries were published and updated: in UTC, no two of a feed alike, or readers would shuffle them.

An issue's entries take the seconds from its publication on. Where issues would overlap the later one waits, so that a
new issue never moves the entries of an older one, and the documents of past years stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from newsletter.documents.issue import Correction
from newsletter.outputs.base import IssueSummary
from newsletter.rendering.edition import Edition

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Moments:
    """When an entry came out, and when what it says last changed; ``is_corrected`` if that was a correction."""

    published: datetime
    updated: datetime
    is_corrected: bool = False

    def wait(self, delay: int) -> Moments:
        """Return the moments of an entry that waits ``delay`` seconds; a correction keeps its time."""
        later = delay * _SECOND
        return replace(self, published=self.published + later, updated=self.updated + later * (not self.is_corrected))


def plan_delays(listings: Iterable[IssueSummary]) -> dict[str, int]:
    """Return, by period, how many seconds an issue must wait; issues that need not are left out."""
    delays: dict[str, int] = {}
    free = datetime.min.replace(tzinfo=UTC)
    for listing in sorted(listings, key=lambda one: (one.published.astimezone(UTC), one.period)):
        wanted = _to_seconds(listing.published)
        start = max(wanted, free)
        free = start + max(1, len(listing.items)) * _SECOND
        if start > wanted:
            delays[listing.period] = (start - wanted) // _SECOND
    return delays


def date_issue(edition: Edition) -> Moments:
    """Date the entry of an issue that need not wait."""
    published = _to_seconds(edition.published)
    if _is_corrected(edition, edition.issue.corrections):
        return Moments(published, _mark(edition, edition.updated), is_corrected=True)
    return Moments(published, published + max(0, len(edition.items) - 1) * _SECOND)


def date_items(edition: Edition) -> tuple[Moments, ...]:
    """Date the entries of an issue's items, the first a second newer than the next."""
    published = _to_seconds(edition.published)
    dated: list[Moments] = []
    taken: set[datetime] = set()
    for entry in reversed(edition.items):
        is_corrected = _is_corrected(edition, entry.corrections)
        updated = _mark(edition, entry.updated or published) if is_corrected else published
        while updated in taken:
            updated += _SECOND
        taken.add(updated)
        dated.append(Moments(published, updated, is_corrected))
        published += _SECOND
    return tuple(reversed(dated))


def _is_corrected(edition: Edition, corrections: Iterable[Correction]) -> bool:
    return any(correction.at.astimezone(UTC) > edition.published.astimezone(UTC) for correction in corrections)


def _mark(edition: Edition, corrected: datetime) -> datetime:
    """Tell apart corrections made to several issues in one second: the microseconds count the issue's months.

    A sheet sees no corrections but those of the issues it opens, so it cannot wait for the others to choose.
    """
    year, month = map(int, edition.issue.period.split("-"))
    return _to_seconds(corrected).replace(microsecond=year * 12 + month)


def _to_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
