"""The bodies of entries for pages: pictures with relative addresses, and notes about documents and responses."""

from __future__ import annotations

from markupsafe import Markup

from newsletter.outputs.web.page import SitePage
from newsletter.outputs.web.responses import note_responses
from newsletter.outputs.web.sources import note_sources
from newsletter.rendering.block_markers import number_entry
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.entries import Entry
from newsletter.rendering.filters import link_notes
from newsletter.rendering.pictures import Medium
from newsletter.rendering.renderer import Renderer


def render_body(renderer: Renderer, edition: Edition, page: SitePage, entry: Entry, level: int | None = None) -> Markup:
    """Render an entry for a page: its pictures have relative addresses, as everything in the site."""
    html = renderer.html(edition, entry, level, Medium.ITEM if level == 1 else Medium.PAGE)
    publication, path = edition.publication, pictures_path(edition.issue.period)
    html = html.replace(f"{publication.site_url}/{path}", f"{page.top}{path}")
    html = note_sources(html, edition, entry)
    html = note_responses(html, edition, entry) if level == 1 else html
    return link_notes(_let_scroll(html), entry.wording, entry.block.id or f"block_{number_entry(edition, entry)}")


def _let_scroll(html: str) -> Markup:
    """Let the keyboard reach listings, which scroll where they are wider than the page (WCAG 2.2, 2.1.1).

    In mail and feeds they wrap. In HTML no text can look like such a tag, since every < in it is escaped.
    """
    return Markup(str(html).replace('<pre class="code"', '<pre class="code" tabindex="0"'))  # noqa: S704  # already escaped
