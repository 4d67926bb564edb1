"""What a feed reader shows of an issue and of an item: all of it, as semantic HTML that needs no style sheet."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup

from newsletter.outputs.feeds.model import clean
from newsletter.rendering.edition import Edition, Entry
from newsletter.rendering.renderer import Renderer

_TEMPLATE = "web/feed_content.html"
_CLASS = re.compile(r' class="[^"<>]*"(?=[^<>]*>)')
_HEADING = re.compile(r"(</?h)([1-5])(?=[ >])")


def write_issue(edition: Edition, renderer: Renderer) -> str:
    """Return the whole issue as HTML, its blocks below headings of level 2 and 3."""
    return _write(edition, renderer, [entry for top in edition.entries for entry in top.walk()], is_whole=True)


def write_item(edition: Edition, renderer: Renderer, item: Entry) -> str:
    """Return one item as HTML, as it reads alone: with its own content note, and without its title."""
    alone = replace(item, level=1, note=edition.note_for(item.block))
    return _write(edition, renderer, [alone], is_whole=False)


def _write(edition: Edition, renderer: Renderer, entries: list[Entry], *, is_whole: bool) -> str:
    def show(entry: Entry) -> Markup:
        return _lower(renderer.html(edition, entry, level=1), by=entry.level - 1)

    page = renderer.page(_TEMPLATE, edition=edition, entries=entries, is_whole=is_whole, fragment=show)
    return clean(_CLASS.sub("", page).strip())


def _lower(html: Markup, by: int) -> Markup:
    """Move headings down: the renderer then has an item's fragment ready for its second feed."""
    return Markup(_HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + by}", html)) if by else html  # noqa: S704  # only digits change
