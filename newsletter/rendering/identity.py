"""Ids, addresses and times that outlive any change of words: derived from what never changes."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from newsletter.documents.issue import Correction, Issue
from newsletter.documents.publication import Publication


def issue_uuid(publication: Publication, period: str) -> UUID:
    """Name an issue for ever, from the publication's stored UUID and the issue's period (RFC 9562, version 5)."""
    return uuid5(publication.uuid, f"issue:{period}")


def item_uuid(publication: Publication, period: str, item_id: str) -> UUID:
    """Name an item for ever, from its issue and the id written in the document."""
    return uuid5(issue_uuid(publication, period), f"item:{item_id}")


def issue_path(period: str) -> str:
    """Return the issue's folder in the site, with a slash at its end and none before it."""
    return f"issues/{period}/"


def item_path(period: str, item_id: str) -> str:
    """Return the item's folder in the site."""
    return f"{issue_path(period)}{item_id}/"


def logo_path(file: str) -> str:
    """Return where the site serves the logo."""
    return f"logo.{file.rpartition('.')[2].lower()}"


def absolute(publication: Publication, path: str) -> str:
    """Return the address readers use for ``path`` in the site."""
    return f"{publication.base_url}/{path}"


def lead_within(rendered: str, page: str) -> str:
    """Let links to blocks of the issue, as fragments have them, lead to the page that holds the issue.

    ``page`` is that page's address from where the fragment is. In HTML no text can look like such a link, since
    every < in it is escaped; in plain text the id has to be in angle brackets, alone.
    """
    return _TO_BLOCK.sub(lambda link: f"{link[1]}{page}#{link[2]}", rendered)


_TO_BLOCK = re.compile(r"(<a href=\"|<)#([a-z0-9-]+)(?=[\">])")


def publication_moment(publication: Publication, issue: Issue) -> datetime:
    """Return when the issue goes out, in the publication's zone.

    Where the document does not say, that is the first day of the month after its period; where it says no time, it is
    the publication's hour.
    """
    if isinstance(issue.published, datetime):
        return issue.published.astimezone(publication.zone)
    year, month = map(int, issue.period.split("-"))
    day = issue.published or date(year + month // 12, month % 12 + 1, 1)
    return datetime.combine(day, publication.publish_time, publication.zone)


def item_moments(publication: Publication, issue: Issue) -> dict[str, datetime]:
    """Return each item's ``updated``: its last correction, else publication.

    Items of one issue are a second apart, the first the newest, so that no reader shuffles them. All is reckoned in
    UTC: within a zone Python compares clock faces, which show one hour twice when summer time ends.
    """
    start = publication_moment(publication, issue).astimezone(UTC)
    items = issue.items()
    changed = {item.id: [start, *(_at(c) for c in issue.corrections if c.block == item.id)] for item in items}
    return {
        item.id: (max(changed[item.id]) + timedelta(seconds=len(items) - place)).astimezone(publication.zone)
        for place, item in enumerate(items, 1)
    }


def issue_moment(publication: Publication, issue: Issue) -> datetime:
    """Return the issue's ``updated``: the newest of its items, its corrections and its publication."""
    moments = [publication_moment(publication, issue), *item_moments(publication, issue).values()]
    newest = max([*(moment.astimezone(UTC) for moment in moments), *(_at(c) for c in issue.corrections)])
    return newest.astimezone(publication.zone)


def _at(correction: Correction) -> datetime:
    return correction.at.astimezone(UTC)
