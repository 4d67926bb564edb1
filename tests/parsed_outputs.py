"""What readers of each output see: words, headings, links and themes, got out of its bytes by other means than ours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import feedparser
from lxml import etree, html
from lxml.html import builder

from newsletter.documents.issue import Issue

_BLOCK = re.compile(r"(?=</?(?:p|h[1-6]|ul|ol|li|dl|dt|dd|pre|blockquote|br|div|td|tr|table)\b)")
_ADDRESS = re.compile(r"\s+<(?:https://|[^>\s]+@)[^>\s]*>")
_LIST_MARK = re.compile(r"(?m)^\s*(?:> |- |\d+\. )*")
_HIDDEN = ("head", "style", "script")


@dataclass(frozen=True)
class Seen:
    """Everything one output shows of an issue, or of one item; words without case and with single spaces."""

    words: str
    headings: frozenset[str]
    links: frozenset[str]
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ParsedFile:
    """What is seen in one file, of the whole issue or of one item alone."""

    path: str
    item: str | None
    seen: Seen


NOTHING = Seen("", frozenset(), frozenset())


def look_at(files: Mapping[str, bytes], issue: Issue) -> Iterator[ParsedFile]:
    """Yield what every output shows of a whole issue, and what those by item show of each."""
    yield ParsedFile(f"email/{issue.period}.html", None, see_html(files[f"email/{issue.period}.html"].decode()))
    yield ParsedFile(f"email/{issue.period}.txt", None, see_text(files[f"email/{issue.period}.txt"].decode()))
    page = f"issues/{issue.period}/"
    yield from _look_at_site(files, None, page, "site/")
    for item in issue.items():
        yield from _look_at_site(files, item.id, f"{page}{item.id}/", "site/items/")


def _look_at_site(files: Mapping[str, bytes], item: str | None, address: str, feeds: str) -> Iterator[ParsedFile]:
    path = f"site/{address}index.html"
    yield ParsedFile(path, item, see_html(files[path].decode()) if path in files else NOTHING)
    readers = {"rss.xml": read_xml_feed, "atom.xml": read_xml_feed, "feed.json": read_json_feed}
    for name, read in readers.items():
        entries = read(files[f"{feeds}{name}"])
        found = (seen for link, seen in entries.items() if link.endswith(f"/{address}"))
        yield ParsedFile(f"{feeds}{name}", item, next(found, NOTHING))


def flatten(text: str) -> str:
    """Return words as they are compared: without case and marks of direction, with single common spaces."""
    return " ".join(text.translate(_ISOLATES).split()).casefold()


_ISOLATES = dict.fromkeys((0x2068, 0x2069))


@cache
def see_html(content: str, title: str = "", themes: tuple[str, ...] = ()) -> Seen:
    """See a page, a mail, or the content of a feed entry with its title and themes."""
    heading = html.tostring(builder.H1(title), encoding="unicode") if title else ""
    root = html.document_fromstring(_BLOCK.sub(" ", heading + content))
    etree.strip_elements(root, etree.Comment, *_HIDDEN, with_tail=False)
    for picture in root.iter("img"):  # a reader who cannot see it gets these words in its place
        picture.tail = f" {picture.get('alt', '')} {picture.tail or ''}"
    headings = (_words_of(found) for found in root.iter("h1", "h2", "h3", "h4", "h5", "h6"))
    tags = [_words_of(link) for tags in root.iter("ul") if tags.get("class") == "tags" for link in tags.iter("a")]
    links = (str(link.get("href")) for link in root.iter("a"))
    return Seen(
        _words_of(root),
        frozenset(re.sub(r"^\d+\. ", "", heading) for heading in headings),
        frozenset(link.removeprefix("mailto:").removeprefix("tel:") for link in links),
        frozenset([*tags, *map(flatten, themes)]),
    )


def _words_of(element: etree._Element) -> str:
    return flatten("".join(map(str, element.itertext())))


@cache
def see_text(content: str) -> Seen:
    """See a plain text: a heading stands alone between blank lines, or is an item of the contents."""
    content = content.translate(_ISOLATES)
    alone = (re.sub(r"\n[=-]+$", "", part.strip("\n")) for part in re.split(r"\n\s*\n|\n(?=\s*(?:- |\d+\. ))", content))
    addresses = (word.strip("<>.,:;!?") for word in content.split())
    return Seen(
        flatten(_LIST_MARK.sub(" ", _ADDRESS.sub("", content))),
        frozenset(flatten(_LIST_MARK.sub("", part, count=1)) for part in alone),
        frozenset(addresses),
    )


@cache
def read_xml_feed(content: bytes) -> dict[str, Seen]:
    """Return what RSS or Atom shows, by the address of each entry. Cleaned by feedparser, an alt with quotes is cut."""
    return {
        entry["link"]: _see_xml_entry(entry)
        for entry in feedparser.parse(content, resolve_relative_uris=False, sanitize_html=False)["entries"]
    }


def _see_xml_entry(entry: Mapping[str, Any]) -> Seen:
    themes = (tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", ()))
    return see_html(entry["content"][0]["value"], entry["title"], tuple(themes))


@cache
def read_json_feed(content: bytes) -> dict[str, Seen]:
    """Return what a JSON Feed shows, by the address of each entry."""
    entries: Iterable[Mapping[str, Any]] = json.loads(content)["items"]
    return {e["url"]: see_html(e["content_html"], e["title"], tuple(e.get("tags", ()))) for e in entries}
