"""Pages of items. What they show of other issues is not known yet and is filled in later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from newsletter.outputs.base import Artifact, summarise
from newsletter.outputs.citations import cite_entry, list_links
from newsletter.outputs.web.bodies import render_body
from newsletter.outputs.web.page import SitePage, fill, offer
from newsletter.outputs.web.structured import describe_item
from newsletter.rendering.edition import Edition, lead_within
from newsletter.rendering.entries import Entry
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.social_card import make_card

ELSEWHERE = Markup("<!--elsewhere-->")
"""The placeholder for links to other issues. No text can look like it."""


def make_item_pages(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page for each item of an issue, without what they show of other issues."""
    neighbours = zip((None, *edition.items), edition.items, (*edition.items[1:], None), strict=False)
    for previous, entry, following in neighbours:
        yield _make_item_page(edition, renderer, entry, (previous, following))


def _make_item_page(
    edition: Edition, renderer: Renderer, entry: Entry, neighbours: tuple[Entry | None, Entry | None]
) -> Artifact:
    publication, item = edition.publication, entry.block
    note = edition.note_for(item)
    # Search results and previews of a link show the description with no note before it.
    description = summarise([item.lead(entry.wording)]) if not note else ""
    page = SitePage(
        publication,
        str(entry.path),
        str(item.heading),
        description or publication.description,
        edition.language,
        edition.direction,
    )
    body = lead_within(render_body(renderer, edition, page, entry, 1), f"{page.root}{edition.path}")
    facts, body = _split_facts(Markup(body))  # noqa: S704  # only addresses change
    return fill(
        renderer,
        page,
        "item",
        offer(has_issues=True, has_items=True),
        edition=edition,
        entry=entry,
        note=note,
        neighbours=neighbours,
        facts=facts,
        body=body,
        **_describe_item(edition, entry, renderer),
    )


def _describe_item(edition: Edition, entry: Entry, renderer: Renderer) -> dict[str, object]:
    """Return a page's references, related entries and structured data."""
    cited, known = cite_entry(edition, entry), edition.publication.themes
    themes = {theme: known[theme] for theme in entry.block.categories() if theme in known}
    known_to_others = {"structured": describe_item(edition, entry), "card": make_card(edition, renderer.pictures)}
    own = {"themes": themes, "cited": cited, "references": list_links(cited), "elsewhere": ELSEWHERE}
    return own | known_to_others


_FACTS = re.compile(r'(?:<!--block [0-9]{1,9}-->)?\s*+<p class="facts">.*?</p>', re.DOTALL)


def _split_facts(body: Markup) -> tuple[Markup, Markup]:
    """Return the line of facts with which many blocks begin, and the rest: a note goes between them.

    The preview has a mark before the block.
    """
    found = _FACTS.match(body)
    end = found.end() if found else 0
    return body[:end], body[end:]
