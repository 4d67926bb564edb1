"""When an issue and its items go out, and when they last changed: derived, never typed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from newsletter.documents.issue import Correction, Issue
from newsletter.documents.publication import Publication


def publication_moment(publication: Publication, issue: Issue) -> datetime:
    """Return when the issue goes out, in the publication's zone.

    Where the document does not say, that is the day of the publication's rhythm; where it says no time, it is the
    publication's hour. If a clock change skips that hour, it is the one after it; if it comes twice, the first one.
    """
    if isinstance(issue.published, datetime):
        return issue.published.astimezone(publication.zone)
    day = issue.published or publication.rhythm.find_day(issue.period)
    if day is None:
        raise ValueError(issue.period)  # a document without the day that such a period needs is refused
    return (
        datetime.combine(day, publication.publish_time, publication.zone).astimezone(UTC).astimezone(publication.zone)
    )


def find_last_day(publication: Publication, issue: Issue) -> date:
    """Return the last day of what the issue is of; where that is a number, the day on which it goes out."""
    span = issue.period.span(publication.rhythm.hemisphere)
    return span.last if span else publication_moment(publication, issue).date()


def item_moments(publication: Publication, issue: Issue) -> dict[str, datetime]:
    """Return each item's ``updated``: its last correction, else publication.

    Items of one issue are a second apart, the first the newest, so that no reader shuffles them. All is reckoned in
    UTC: within a zone Python compares clock faces, which show one hour twice when summer time ends.
    """
    start = publication_moment(publication, issue).astimezone(UTC)
    items = issue.items()
    changed = {str(item.id): [start, *(_at(c) for c in issue.corrections if c.block == item.id)] for item in items}
    return {
        item_id: (max(moments) + timedelta(seconds=len(items) - place)).astimezone(publication.zone)
        for place, (item_id, moments) in enumerate(changed.items(), 1)
    }


def issue_moment(publication: Publication, issue: Issue, withdrawn: Iterable[datetime] = ()) -> datetime:
    """Return the issue's ``updated``: the newest of its items, corrections, withdrawals and its publication."""
    moments = [publication_moment(publication, issue), *item_moments(publication, issue).values(), *withdrawn]
    newest = max([*(moment.astimezone(UTC) for moment in moments), *(_at(c) for c in issue.corrections)])
    return newest.astimezone(publication.zone)


def _at(correction: Correction) -> datetime:
    return correction.at.astimezone(UTC)
