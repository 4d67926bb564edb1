"""Items as references: on the page of each, and in files: of each theme, or of each year of a long archive.

In a long archive the files of themes would hold every item many times over, and all change with each issue. Those of
its years have every item once, with its themes as keywords, by which programs that keep references sort them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from newsletter.documents.publication import Publication
from newsletter.outputs.base import (
    SITE,
    AggregatePage,
    Archive,
    Artifact,
    IssueSummary,
    ItemSummary,
    split_archive,
    widen,
)
from newsletter.outputs.citations.formats import FORMATS, Citation, CitationFormat
from newsletter.rendering.edition import Edition, absolute
from newsletter.rendering.entries import Entry
from newsletter.rendering.renderer import Renderer

FOLDER = "cite/"


@dataclass(frozen=True, slots=True)
class CitationLink:
    """A reference to download: its format, the name of the file, and the file itself as an address (RFC 2397)."""

    name: str
    file: str
    address: str


def cite_entry(edition: Edition, entry: Entry) -> Citation:
    """Return the facts that a reference to an item needs."""
    publication, themes = edition.publication, edition.publication.themes
    return Citation(
        id=f"{edition.issue.period}-{entry.block.id}",
        title=str(entry.block.heading),
        container=publication.title,
        publisher=publication.publisher,
        published=edition.published.date(),
        url=str(entry.url),
        language=entry.language or edition.language,
        keywords=tuple(themes[theme].label for theme in entry.block.categories() if theme in themes),
    )


def list_links(cited: Citation) -> list[CitationLink]:
    """Return links to download a reference. The link itself holds the file, so nothing else is written for it."""
    return [CitationLink(one.name, f"{cited.id}.{one.extension}", _hold(one, cited)) for one in FORMATS]


def _hold(chosen: CitationFormat, cited: Citation) -> str:
    return f"data:{chosen.media_type},{quote(chosen.format([cited]), safe='')}"


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Plan the files for each part of the archive that has an item."""
    for part, issues in split_archive(archive).items():
        bare = tuple(replace(issue, summary="", updated=issue.published, weight=0, cover=None) for issue in issues)
        if any(item.categories or part for issue in bare for item in issue.items):
            yield AggregatePage("citations", f"part {part}", archive.publication, bare, options={"part": part})


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # nothing is rendered
    """Yield the references for each theme, or for a year, in each format."""
    year, filed = aggregate.options["part"].rstrip("/"), dict[str, list[int]]()
    pairs = [(issue, item) for issue in aggregate.issues for item in issue.items]
    for number, (_, item) in enumerate(pairs):
        for name in [year] if year else widen(item.categories, aggregate.publication.themes):
            filed.setdefault(name, []).append(number)
    cited = [_cite_summary(aggregate.publication, issue, item) for issue, item in pairs]
    for one in FORMATS:
        entries = [one.format_entry(citation) for citation in cited]
        for name, numbers in filed.items():
            yield Artifact(f"{SITE}{FOLDER}{name}.{one.extension}", one.join(entries[number] for number in numbers))


def _cite_summary(publication: Publication, issue: IssueSummary, item: ItemSummary) -> Citation:
    return Citation(
        id=f"{issue.period}-{item.id}",
        title=item.title,
        container=publication.title,
        publisher=publication.publisher,
        published=issue.published.date(),
        url=absolute(publication, item.path),
        language=item.language or issue.language or publication.language,
        keywords=tuple(publication.themes[one].label for one in item.categories if one in publication.themes),
    )
