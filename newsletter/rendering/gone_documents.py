"""The documents that an issue links to and that are no longer at their publishers, as the record of visits has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape

from markupsafe import Markup

from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from newsletter.rendering.markdown import find_links
from newsletter.rendering.renderer import Renderer

LINK = re.compile(r'<a (?:[a-z-]+="[^"<>]*" )*href="(https://[^"<>]*)"[^<>]*>')
"""The beginning of a link in a fragment. In HTML no text can look like it, since every < in it is escaped."""


@dataclass(frozen=True, slots=True)
class GoneDocument:
    """A document that was found gone: its address and title, the day of that, and the address of a copy.

    ``item`` is the id of the item that links to it; empty where no item does.
    """

    url: str
    title: str
    since: date
    archived: str | None = None
    item: str = ""


def list_gone(edition: Edition, renderer: Renderer) -> Iterator[GoneDocument]:
    """Yield the documents of an edition that were found gone, in reading order."""
    gone = {url: found.since for url, found in edition.publication.visited.items() if found.state == "gone"}
    if not gone:
        return
    for link in find_links(edition.issue.intro or ""):
        if link.url in gone:
            yield GoneDocument(link.url, link.words or link.url, gone[link.url])
    for entry in (entry for top in edition.entries for entry in top.walk()):
        block = entry.block
        item = str(block.id) if block.is_item else ""
        for url, title, archived in _list_documents(entry, edition, renderer):
            if url in gone:
                yield GoneDocument(url, title or url, gone[url], archived, item)


def _list_documents(entry: Entry, edition: Edition, renderer: Renderer) -> Iterator[tuple[str, str, str | None]]:
    """Yield what a block links to, each once: its address, its title or the words of the link, and that of a copy."""
    listed = dict(entry.block.outside_documents())
    for url, document in listed.items():
        yield url, str(getattr(document, "title", "")), document.archived
    if not entry.entries:  # those have links of their own
        html = str(renderer.html(edition, entry))
        found = {unescape(link[1]): html[link.end() : html.find("</a>", link.end())] for link in LINK.finditer(html)}
        yield from ((url, Markup(words).striptags(), None) for url, words in found.items() if url not in listed)  # noqa: S704  # only its words are taken
