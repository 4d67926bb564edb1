"""When feed entries were published and updated: in UTC, and no two alike in a feed, or feed readers would reorder them.

An issue's entries take the seconds from its publication on. If two issues would overlap, the later one is delayed, so
that a new issue never moves the entries of an older one, and the documents of past years do not change.
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
class Timestamps:
    """When an entry was published, and when its content last changed; ``is_corrected`` if by a correction."""

    published: datetime
    updated: datetime
    is_corrected: bool = False

    def wait(self, delay: int) -> Timestamps:
        """Return the timestamps of an entry delayed by ``delay`` seconds; a correction keeps its time."""
        later = delay * _SECOND
        return replace(self, published=self.published + later, updated=self.updated + later * (not self.is_corrected))


def plan_delays(issues: Iterable[IssueSummary]) -> dict[str, int]:
    """Return, by period, how many seconds an issue is delayed; those that are not delayed are left out."""
    delays: dict[str, int] = {}
    free = datetime.min.replace(tzinfo=UTC)
    for issue in sorted(issues, key=lambda one: (one.published.astimezone(UTC), one.period)):
        wanted = _to_seconds(issue.published)
        start = max(wanted, free)
        free = start + max(1, len(issue.items)) * _SECOND
        if start > wanted:
            delays[issue.period] = (start - wanted) // _SECOND
    return delays


def date_issue(edition: Edition) -> Timestamps:
    """Return the timestamps of an issue's entry, before any delay."""
    published = _to_seconds(edition.published)
    if _is_corrected(edition, edition.issue.corrections):
        return Timestamps(published, _mark(edition, edition.updated), is_corrected=True)
    return Timestamps(published, published + max(0, len(edition.items) - 1) * _SECOND)


def date_items(edition: Edition) -> tuple[Timestamps, ...]:
    """Return the timestamps of an issue's items, before any delay: the first is a second newer than the next."""
    published = _to_seconds(edition.published)
    dated: list[Timestamps] = []
    taken: set[datetime] = set()
    for entry in reversed(edition.items):
        is_corrected = _is_corrected(edition, entry.corrections)
        updated = _mark(edition, entry.updated or published) if is_corrected else published
        while updated in taken:
            updated += _SECOND
        taken.add(updated)
        dated.append(Timestamps(published, updated, is_corrected))
        published += _SECOND
    return tuple(reversed(dated))


def _is_corrected(edition: Edition, corrections: Iterable[Correction]) -> bool:
    return any(correction.at.astimezone(UTC) > edition.published.astimezone(UTC) for correction in corrections)


def _mark(edition: Edition, corrected: datetime) -> datetime:
    """Make corrections of several issues in one second distinct: the microseconds count the issue's months.

    A page knows no corrections but those of its own issues, so it cannot delay them by those of others.
    """
    year, month = map(int, edition.issue.period.split("-"))
    return _to_seconds(corrected).replace(microsecond=year * 12 + month)


def _to_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
