"""A feed by feedgen, which writes both RSS and Atom; the only module that imports it.

feedgen 1.0.0 flips the process's locale while it writes dates, so feeds are written on one thread.
"""

from __future__ import annotations

import html
from functools import lru_cache
from typing import Any

from feedgen.entry import FeedEntry as FeedgenEntry
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from newsletter.outputs.feeds.model import GENERATOR, Feed, FeedEntry

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class _History:
    """Links the archives of the feed, and marks a document as one (RFC 5005, section 4 and appendix B)."""

    def __init__(self, feed: Feed, file: str, media_type: str) -> None:
        self._feed, self._media_type = feed, media_type
        self._links = feed.archive_links(file)

    def extend_ns(self) -> dict[str, str]:
        return {"fh": _HISTORY} if self._feed.is_archive else {}

    def extend_rss(self, root: Any) -> Any:  # noqa: ANN401  # an lxml element
        self._extend(root[0], f"{{{_ATOM}}}link")
        return root

    def extend_atom(self, root: Any) -> Any:  # noqa: ANN401  # an lxml element
        self._extend(root, "link")  # feedgen builds Atom without a namespace, and declares one at the end
        return root

    def _extend(self, parent: Any, tag: str) -> None:  # noqa: ANN401  # an lxml element
        for relation, address in self._links.items():
            xml_elem(tag, parent, href=address, rel=relation, type=self._media_type)
        if self._feed.is_archive:
            xml_elem(f"{{{_HISTORY}}}archive", parent)


class _AtomEntry:
    """Restores what feedgen 1.0.0 loses of an entry's links, all but their address, and sets its language."""

    def __init__(self, made: Any, language: str | None) -> None:  # noqa: ANN401  # feedgen has no types
        self._made, self._language = made, language

    def extend_atom(self, element: Any) -> Any:  # noqa: ANN401  # an lxml element
        for link, attributes in zip(element.findall("link"), self._made.link(), strict=True):
            link.attrib.update(attributes)
        if self._language:
            element.attrib[_XML_LANG] = self._language
        return element


def make_generator(feed: Feed, file: str, media_type: str) -> Any:  # noqa: ANN401  # feedgen has no types
    """Return the ``FeedGenerator`` that writes ``feed`` as ``file``, in either of its formats."""
    made = FeedGenerator()
    made.register_extension("dc", DcExtension, atom=False)
    made.register_extension("history", lambda: _History(feed, file, media_type))
    made.id(feed.id)
    made.title(feed.title)
    made.subtitle(feed.description)
    made.author(name=feed.author)
    made.language(feed.language)
    made.generator(GENERATOR)
    made.updated(feed.updated)
    made.link(href=feed.address(file), rel="self", type=media_type)
    made.link(href=feed.site, rel="alternate", type="text/html")  # the last one is the channel's link in RSS
    for entry in _make_entries(feed.entries, feed.author):
        made.add_entry(entry, order="append")
    return made


@lru_cache(maxsize=1)  # RSS and Atom are written one after the other from the same entries
def _make_entries(entries: tuple[FeedEntry, ...], author: str) -> tuple[Any, ...]:
    return tuple(_make_entry(entry, author) for entry in entries)


def _make_entry(entry: FeedEntry, author: str) -> Any:  # noqa: ANN401  # feedgen has no types
    made = FeedgenEntry()
    made.register_extension("dc", DcEntryExtension, atom=False)
    made.register_extension("atom_entry_mended", lambda: _AtomEntry(made, entry.language), rss=False)
    made.id(entry.id)
    made.title(entry.title)
    made.summary(html.escape(entry.summary, quote=False), type="html")
    made.content(entry.content, type="html")
    made.published(entry.published)
    made.updated(entry.updated)
    made.dc.dc_creator(author)
    _add_links(made, entry)
    for category in entry.categories:
        made.category(term=category.term, label=category.label, scheme=category.scheme)
    if entry.language:
        made.dc.dc_language(entry.language)
    return made


def _add_links(made: Any, entry: FeedEntry) -> None:  # noqa: ANN401  # feedgen has no types
    """Link the page, and the file that belongs to it.

    An unknown length is left out in Atom (RFC 4287, section 4.2.7.6); RSS requires one, for which feedgen writes 0, as
    the RSS Advisory Board's best practices advise.
    """
    made.link(href=entry.url, rel="alternate", type="text/html")
    if file := entry.enclosure:
        length = {"length": str(file.length)} if file.length else {}
        made.link(href=file.url, rel="enclosure", type=file.media_type, title=file.title, **length)
