"""The documents of others that are gone, for the report of a year: those of its issues, and those that went in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

from newsletter.documents.publication import Publication
from newsletter.languages.directions import Direction
from newsletter.languages.wording import Wording
from newsletter.outputs.base import IssueSummary, ItemSummary
from newsletter.rendering.edition import absolute


class YearSource(NamedTuple):
    """A document that is gone: since when, its title and address, that of a copy, and the page that links to it.

    ``found_on`` is the title of that page; its language and direction are those of both titles.
    """

    since: date
    title: str
    url: str
    archived: str | None
    path: str
    found_on: str
    language: str | None
    direction: Direction | None

    @property
    def host(self) -> str:
        """The site on which it was."""
        return urlsplit(self.url).hostname or self.url


def list_gone_of_years(issues: Iterable[IssueSummary], until: date) -> dict[str, list[YearSource]]:
    """Return what was found gone until a day, by the year of the issue that links to it, longest gone first.

    What two pages of a year link to is there once.
    """
    years: dict[str, dict[str, YearSource]] = {}
    for issue in issues:
        for source in _list_gone(issue) if issue.gone else ():
            if source.since <= until:
                years.setdefault(issue.year, {}).setdefault(source.url, source)
    return {year: sort_sources(found.values()) for year, found in years.items()}


def list_found_in(year: str, gone: dict[str, list[YearSource]]) -> list[YearSource]:
    """Return what was found gone in a year, each once, of the issues of all years."""
    found = {one.url: one for listed in gone.values() for one in listed if one.since.year == int(year)}
    return sort_sources(found.values())


def sort_sources(sources: Iterable[YearSource]) -> list[YearSource]:
    """Return sources in the order in which they went."""
    return sorted(sources, key=lambda one: (one.since, one.path, one.url))


def _list_gone(issue: IssueSummary) -> Iterator[YearSource]:
    items = {item.id: item for item in issue.items}
    for one in issue.gone:
        page: IssueSummary | ItemSummary = items.get(one.item, issue)
        yield YearSource(
            one.since, one.title, one.url, one.archived, page.path, page.title, page.language, page.direction
        )


def describe_source(source: YearSource, publication: Publication) -> dict[str, object]:
    """Return a source as the data of a report has it."""
    page = {"page": absolute(publication, source.path), "page_title": source.found_on}
    return {"since": source.since, "title": source.title, "url": source.url, "archived": source.archived, **page}


def format_source(source: YearSource, wording: Wording) -> str:
    """Return a source as the text of a report has it."""
    copy = f"{wording.gettext('A copy in an archive')}: {source.archived}" if source.archived else ""
    day = wording.formats.day(source.since)
    return "\n  ".join(filter(None, [f"{day}: {source.title} ({source.found_on})", source.url, copy]))
