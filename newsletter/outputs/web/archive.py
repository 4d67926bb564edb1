"""The list of issues, by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.documents.publication import Publication
from newsletter.outputs.base import AggregatePage, Artifact, IssueSummary
from newsletter.outputs.web.page import describe, fill, offered
from newsletter.rendering.renderer import Renderer


def order(publication: Publication, issues: Iterable[IssueSummary]) -> list[IssueSummary]:
    """Return issues in the order in which the archive lists them, the newest first."""
    return sorted(issues, key=lambda issue: publication.rhythm.order(issue.period), reverse=True)


def make_archive(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the list of all issues, which is the first page of the site."""
    publication = aggregate.publication
    newest_first = order(publication, aggregate.issues)
    filed: dict[str, list[IssueSummary]] = {}
    for issue in newest_first[1:]:
        filed.setdefault(issue.year, []).append(issue)
    years = list(filed.items())
    page = describe(publication, "", "", publication.description)
    yield fill(renderer, page, "index", offered(aggregate), newest=next(iter(newest_first), None), years=years)
