"""The content of feed entries: all of an issue or an item, as semantic HTML that needs no style sheet."""

from __future__ import annotations

import re
from dataclasses import replace

from markupsafe import Markup

from newsletter.outputs.feeds.model import clean
from newsletter.rendering.edition import Edition, Entry, lead_within
from newsletter.rendering.renderer import Renderer

_TEMPLATE = "web/feed_content.html"
_TAG = re.compile(r"<[^<>]*>")
_STYLING = re.compile(r' (?:class|style|role|data-label)="[^"<>]*"')


def write_issue(edition: Edition, renderer: Renderer) -> str:
    """Return the whole issue as HTML, its blocks below headings of level 2 and 3."""
    return _write(edition, renderer, [entry for top in edition.entries for entry in top.walk()], is_whole=True)


def write_item(edition: Edition, renderer: Renderer, item: Entry) -> str:
    """Return one item as HTML, as it reads alone: with its own content note, and without its title."""
    alone = replace(item, level=1, note=edition.note_for(item.block))
    return _write(edition, renderer, [alone], is_whole=False)


def _write(edition: Edition, renderer: Renderer, entries: list[Entry], *, is_whole: bool) -> str:
    def show(entry: Entry) -> Markup:
        return renderer.html(edition, entry, entry.level)

    page = renderer.page(_TEMPLATE, edition=edition, entries=entries, is_whole=is_whole, fragment=show)
    bare = _TAG.sub(lambda tag: _STYLING.sub("", tag[0]), page)
    return clean(lead_within(bare.strip(), edition.url))
