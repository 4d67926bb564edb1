"""For search engines: a sitemap of every page (sitemaps.org, protocol 0.9), and ``robots.txt`` (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import islice

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.rendering.edition import absolute
from newsletter.rendering.renderer import Renderer

MOST_PAGES = 50_000
"""How many pages one sitemap may hold by the protocol; with more, ``sitemap.xml`` is an index of sitemaps."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield one page, which needs of an issue only its path and when it last changed."""
    bare = tuple(replace(one, title="", summary="", weight=0, corrected=(), cover=None) for one in archive.issues)
    yield AggregatePage("sitemap", "sitemap", archive.publication, bare)


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # no issue is loaded, nothing is rendered
    """Yield the sitemap, in parts if it is too long, and ``robots.txt``."""
    publication = aggregate.publication
    if not publication.folder:  # crawlers read the one at the top alone
        named = [f"Sitemap: {absolute(one, 'sitemap.xml')}\n" for one in (publication, *publication.others)]
        yield Artifact(f"{SITE}robots.txt", f"User-agent: *\nDisallow:\n\n{''.join(named)}".encode())
    pages = _list_pages(aggregate)
    parts = list(iter(lambda: list(islice(pages, MOST_PAGES)), []))
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)] if len(parts) > 1 else ["sitemap.xml"]
    for name, part in zip(names, parts, strict=True):
        yield _write(name, "urlset", "url", part)
    if len(parts) > 1:
        yield _write(
            "sitemap.xml", "sitemapindex", "sitemap", [(absolute(aggregate.publication, n), "") for n in names]
        )


def _list_pages(aggregate: AggregatePage) -> Iterator[tuple[str, str]]:
    """Yield the address of every page, and when it last changed if that is known."""
    publication = aggregate.publication
    years = (f"years/{year}/" for year in dict.fromkeys(issue.year for issue in aggregate.issues))
    vocabulary = (("themes/",) if publication.themes else ()) + (("glossary/",) if publication.glossary else ())
    for path in ("", "subscribe/", "years/", *vocabulary, *years):
        yield absolute(publication, path), ""
    for issue in aggregate.issues:
        for path in (issue.path, *(item.path for item in issue.items)):
            yield absolute(publication, path), issue.updated.isoformat()


def _write(name: str, root: str, entry: str, pages: Sequence[tuple[str, str]]) -> Artifact:
    lines = [
        f"<{entry}><loc>{escape(address)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{entry}>"
        for address, changed in pages
    ]
    document = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *lines, f"</{root}>", ""]
    return Artifact(f"{SITE}{name}", "\n".join(document).encode())
