"""A feed as RSS, Atom and JSON Feed; the only module that imports feedgen, which writes the first two.

feedgen 1.0.0 flips the process's locale while it writes dates, so feeds are written on one thread.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from feedgen.entry import FeedEntry as FeedgenEntry
from feedgen.ext.dc import DcEntryExtension, DcExtension
from feedgen.feed import FeedGenerator
from feedgen.util import xml_elem

from newsletter.documents.blocks.base import Enclosure
from newsletter.outputs.feeds.model import GENERATOR, Feed, FeedEntry

RSS, ATOM, JSON = "rss.xml", "atom.xml", "feed.json"
"""The names of the files in a feed's folder."""

_ATOM = "http://www.w3.org/2005/Atom"
_ATOM_TYPE = "application/atom+xml"
_JSON_VERSION = "https://jsonfeed.org/version/1.1"
_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
_HISTORY = "http://purl.org/syndication/history/1.0"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def write_rss(feed: Feed) -> bytes:
    """Return the feed as RSS 2.0, with the content, Dublin Core and Atom modules."""
    written: bytes = _make_generator(feed, RSS, "application/rss+xml").rss_str()
    return written


def write_atom(feed: Feed) -> bytes:
    """Return the feed as Atom 1.0 (RFC 4287)."""
    written: bytes = _make_generator(feed, ATOM, _ATOM_TYPE).atom_str()
    return written


class _History:
    """Links the archives of the feed, and marks a document as one (RFC 5005, section 4 and appendix B)."""

    def __init__(self, feed: Feed, file: str, media_type: str) -> None:
        self._feed, self._media_type = feed, media_type
        self._links, self._translations = feed.archive_links(ATOM), feed.list_translations(file)

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
            xml_elem(tag, parent, href=address, rel=relation, type=_ATOM_TYPE)
        for language, address in self._translations:
            xml_elem(tag, parent, href=address, rel="alternate", hreflang=language, type=self._media_type)
        if self._feed.is_archive:
            xml_elem(f"{{{_HISTORY}}}archive", parent)


class _Tombstones:
    """Says which entries were withdrawn, so that readers that know of it remove their copies (RFC 6721, section 3)."""

    def __init__(self, feed: Feed) -> None:
        self._deleted = feed.deleted

    def extend_ns(self) -> dict[str, str]:
        return {"at": _TOMBSTONES} if self._deleted else {}

    def extend_atom(self, root: Any) -> Any:  # noqa: ANN401  # an lxml element
        for entry in self._deleted:
            made = xml_elem(f"{{{_TOMBSTONES}}}deleted-entry", root, ref=entry.id, when=entry.at.isoformat())
            xml_elem(f"{{{_TOMBSTONES}}}comment", made).text = entry.reason
        return root


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


def _make_generator(feed: Feed, file: str, media_type: str) -> Any:  # noqa: ANN401  # feedgen has no types
    """Return the ``FeedGenerator`` that writes ``feed`` as ``file``, in either of its formats."""
    made = FeedGenerator()
    made.register_extension("dc", DcExtension, atom=False)
    made.register_extension("history", lambda: _History(feed, file, media_type))
    made.register_extension("tombstones", lambda: _Tombstones(feed), rss=False)
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
    if entry.content is not None:
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


def write_json(feed: Feed) -> bytes:
    """Return the feed as JSON Feed 1.1, which knows no archives in another format."""
    document: dict[str, object] = {
        "version": _JSON_VERSION,
        "title": feed.title,
        "home_page_url": feed.site,
        "feed_url": feed.address(JSON),
        "description": feed.description,
        "authors": [{"name": feed.author}],
        "language": feed.language,
        "items": [_describe_entry(entry) for entry in feed.entries],
    }
    return json.dumps(_without_gaps(document), ensure_ascii=False).encode() + b"\n"


def _describe_entry(entry: FeedEntry) -> dict[str, object]:
    return _without_gaps(
        {
            "id": entry.id,
            "url": entry.url,
            "title": entry.title,
            "summary": entry.summary,
            "content_html": entry.content,
            "date_published": entry.published.isoformat(),
            "date_modified": entry.updated.isoformat(),
            "language": entry.language,
            "tags": [category.label for category in entry.categories] or None,
            "attachments": [_describe_file(entry.enclosure)] if entry.enclosure else None,
        }
    )


def _describe_file(file: Enclosure) -> dict[str, object]:
    return _without_gaps(
        {"url": file.url, "mime_type": file.media_type, "title": file.title, "size_in_bytes": file.length}
    )


def _without_gaps(described: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in described.items() if value is not None}


WRITERS: Mapping[str, Callable[[Feed], bytes]] = {RSS: write_rss, ATOM: write_atom, JSON: write_json}
"""The files of a feed that readers subscribe to, and what writes each."""


def list_writers(feed: Feed) -> Mapping[str, Callable[[Feed], bytes]]:
    """Return the files of a feed, and what writes each: an archive is Atom alone."""
    return {ATOM: write_atom} if feed.is_archive else WRITERS
