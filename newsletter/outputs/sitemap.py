"""A sitemap of every page for search engines (sitemaps.org, protocol 0.9), and ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from itertools import islice

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary
from newsletter.outputs.web.archive_order import group_by_year, order
from newsletter.outputs.web.collections import THEMES, Collection, list_collections
from newsletter.outputs.web.lists import divide
from newsletter.outputs.web.responses import PATH, are_answered
from newsletter.rendering.edition import absolute
from newsletter.rendering.renderer import Renderer

MOST_PAGES = 50_000
"""How many pages one sitemap may hold by the protocol; with more, ``sitemap.xml`` is an index of sitemaps."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield one page, which needs of each page of the site its path and when it last changed."""
    rows = tuple(f"{path}{_BETWEEN}{changed}" for path, changed in list_pages(archive))
    yield AggregatePage("sitemap", "sitemap", archive.publication, rows=rows)


_BETWEEN = " "


def list_pages(archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield the path of every page that is about what was published, and when it last changed if that is known."""
    publication, newest_first = archive.publication, order(archive.publication, archive.issues)
    changed = {issue.path: issue.updated.astimezone(UTC) for issue in newest_first}
    yield "", _find_latest(changed.values())
    yield "subscribe/", ""
    yield from (("glossary/", ""),) if publication.glossary else ()
    yield from ((PATH, ""),) if are_answered(archive) else ()
    yield from _list_years(newest_first)
    for collection in list_collections(publication, newest_first):
        yield from _list_topics(collection)
    for issue in newest_first:
        yield issue.path, changed[issue.path].isoformat()
        corrected = {one.item: one.day.isoformat() for one in issue.corrected}
        published = issue.published.astimezone(UTC).isoformat()
        yield from ((item.path, corrected.get(item.id, published)) for item in issue.items)


def _list_years(newest_first: Sequence[IssueSummary]) -> Iterator[tuple[str, str]]:
    """Yield the pages of the list of years, and those of each year."""
    years = group_by_year(newest_first)
    yield from ((page.path, "") for page in divide("years/", len(years)))
    for year, issues in years.items():
        for page in divide(f"years/{year}/", len(issues)):
            shown = issues if page.is_head else issues[page.cut(len(issues))]  # the head reports on the whole year
            yield page.path, _find_latest(issue.updated for issue in shown)


def _list_topics(collection: Collection) -> Iterator[tuple[str, str]]:
    """Yield the pages of the list of topics, and those of each topic."""
    index = collection.index
    parts = 1 if collection.name == THEMES else len(index.topics)  # a vocabulary is shown whole
    yield from ((page.path, "") for page in divide(collection.base, parts))
    for id_, topic in index.topics.items():
        for page in divide(f"{collection.base}{id_}/", len(topic.entries)):
            numbers = topic.entries[page.cut(len(topic.entries))]
            yield page.path, _find_latest(index.filed[number].issue.updated for number in numbers)


def _find_latest(moments: Iterable[datetime]) -> str:
    latest = max((moment.astimezone(UTC) for moment in moments), default=None)
    return latest.isoformat() if latest else ""


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # no issue is loaded, nothing is rendered
    """Yield the sitemap, in parts if it is too long, and ``robots.txt``."""
    publication = aggregate.publication
    if not publication.folder:  # crawlers read the one at the top alone
        named = [f"Sitemap: {absolute(one, 'sitemap.xml')}\n" for one in (publication, *publication.others)]
        yield Artifact(f"{SITE}robots.txt", f"User-agent: *\nDisallow:\n\n{''.join(named)}".encode())
    pages = ((absolute(publication, path), changed) for path, _, changed in _read_rows(aggregate))
    parts = list(iter(lambda: list(islice(pages, MOST_PAGES)), []))
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)] if len(parts) > 1 else ["sitemap.xml"]
    for name, part in zip(names, parts, strict=True):
        yield _write(name, "urlset", "url", part)
    if len(parts) > 1:
        yield _write(
            "sitemap.xml", "sitemapindex", "sitemap", [(absolute(aggregate.publication, n), "") for n in names]
        )


def _read_rows(aggregate: AggregatePage) -> Iterator[tuple[str, str, str]]:
    return (row.partition(_BETWEEN) for row in aggregate.rows)


def _write(name: str, root: str, entry: str, pages: Sequence[tuple[str, str]]) -> Artifact:
    lines = [
        f"<{entry}><loc>{escape(address)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{entry}>"
        for address, changed in pages
    ]
    document = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *lines, f"</{root}>", ""]
    return Artifact(f"{SITE}{name}", "\n".join(document).encode())
