"""What search engines ask for: a list of every page (sitemaps.org, protocol 0.9), and who may read it (RFC 9309)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import islice

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.rendering.edition import absolute
from newsletter.rendering.renderer import Renderer

MOST_PAGES = 50_000
"""How many pages one list may hold by the protocol; where there are more, ``sitemap.xml`` lists the lists."""

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def plan_sheets(archive: Archive) -> Iterator[AggregatePage]:
    """Yield one sheet, which asks of an issue only where it is and when it last changed."""
    bare = tuple(replace(listing, title="", summary="", weight=0) for listing in archive.listings)
    yield AggregatePage("sitemap", "sitemap", archive.publication, bare)


def make_sheet(sheet: AggregatePage, clips: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # no issue is opened, nothing rendered
    """Yield the sitemap, in parts where it has to be, and ``robots.txt``."""
    address = absolute(sheet.publication, "sitemap.xml")
    yield Artifact(f"{SITE}robots.txt", f"User-agent: *\nDisallow:\n\nSitemap: {address}\n".encode())
    pages = _list_pages(sheet)
    parts = list(iter(lambda: list(islice(pages, MOST_PAGES)), []))
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)] if len(parts) > 1 else ["sitemap.xml"]
    for name, part in zip(names, parts, strict=True):
        yield _write(name, "urlset", "url", part)
    if len(parts) > 1:
        yield _write("sitemap.xml", "sitemapindex", "sitemap", [(absolute(sheet.publication, n), "") for n in names])


def _list_pages(sheet: AggregatePage) -> Iterator[tuple[str, str]]:
    """Yield the address of every page, and when it last changed where that is known."""
    publication = sheet.publication
    for path in ("", "subscribe/", *(("themes/",) if publication.themes else ())):
        yield absolute(publication, path), ""
    for listing in sheet.listings:
        for path in (listing.path, *(item.path for item in listing.items)):
            yield absolute(publication, path), listing.updated.isoformat()


def _write(name: str, root: str, entry: str, pages: Sequence[tuple[str, str]]) -> Artifact:
    lines = [
        f"<{entry}><loc>{escape(address)}</loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}</{entry}>"
        for address, changed in pages
    ]
    document = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{_NAMESPACE}">', *lines, f"</{root}>", ""]
    return Artifact(f"{SITE}{name}", "\n".join(document).encode())
