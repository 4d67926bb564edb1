"""What is wrong with a document of feeds: RFC 4287, RSS 2.0 and its best practices, JSON Feed 1.1, OPML 2.0."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from lxml import etree
from pydantic import BaseModel, ConfigDict, Field, ValidationError

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_RFC_822 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d [+-]\d{4}"
)
_URI = re.compile(  # RFC 3986, appendix A: no bracket outside a host, one #, and every % begins an octet
    r"(https://|urn:uuid:)(?:[!$&'()*+,./:;=?@_~A-Za-z0-9-]|%[0-9A-Fa-f]{2})+(?:#(?:[!$&'()*+,./:;=?@_~A-Za-z0-9-]|%[0-9A-Fa-f]{2})*)?"
)

# How often an element may be there, least and most.
_ATOM_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, 9), "link": (1, 9), "generator": (0, 1)}
_ATOM_FEED |= {"subtitle": (0, 1), "entry": (0, 10**6)}
_ATOM_ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "content": (1, 1)}
_ATOM_ENTRY |= {"summary": (0, 1), "link": (1, 9), "category": (0, 99)}
_CHANNEL = {"title": (1, 1), "link": (1, 1), "description": (1, 1), "language": (0, 1), "lastBuildDate": (0, 1)}
_CHANNEL |= {"generator": (0, 1), "docs": (0, 1), "item": (0, 10**6), f"{ATOM}link": (1, 9), ARCHIVE: (0, 1)}
_ITEM = {"title": (1, 1), "link": (1, 1), "description": (1, 1), CONTENT: (1, 1), CREATOR: (1, 1), "guid": (1, 1)}
_ITEM |= {
    "pubDate": (1, 1),
    "enclosure": (0, 1),
    "category": (0, 99),
    "{http://purl.org/dc/elements/1.1/}language": (0, 1),
}

_Text = Annotated[str, Field(min_length=1)]
_Address = Annotated[str, Field(pattern="^https://")]
_Moment = Annotated[str, Field(pattern=f"^{_RFC_3339.pattern}$")]


class _Described(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Attachment(_Described):
    url: _Address
    mime_type: _Text
    title: _Text | None = None
    size_in_bytes: int | None = None


class _Author(_Described):
    name: _Text


class _Item(_Described):
    id: _Text
    url: _Address
    title: _Text
    summary: _Text
    content_html: str
    date_published: _Moment
    date_modified: _Moment
    language: _Text | None = None
    tags: Annotated[list[_Text], Field(min_length=1)] | None = None
    attachments: Annotated[list[_Attachment], Field(min_length=1)] | None = None


class _JsonFeed(_Described):
    version: Literal["https://jsonfeed.org/version/1.1"]
    title: _Text
    home_page_url: _Address
    feed_url: _Address
    description: _Text
    language: _Text
    authors: list[_Author]
    items: list[_Item]
    next_url: _Address | None = None


def find_problems(path: str, document: bytes) -> list[str]:
    """Return what is wrong with a feed document, by the format its path names."""
    judges = {"rss.xml": _judge_rss, "atom.xml": _judge_atom, "feed.json": _judge_json, "opml.xml": _judge_opml}
    return list(judges[path.rpartition("/")[2]](document))


def _judge_json(document: bytes) -> Iterator[str]:
    try:
        feed = _JsonFeed.model_validate_json(document)
    except ValidationError as error:
        yield str(error)
        return
    yield from _judge_uniqueness([item.id for item in feed.items], "id")
    yield from _judge_uniqueness([item.date_modified for item in feed.items], "date_modified")


def _judge_opml(document: bytes) -> Iterator[str]:
    root = etree.fromstring(document)
    outlines = root.findall("body/outline")
    if (root.tag, root.get("version"), [child.tag for child in root]) != ("opml", "2.0", ["head", "body"]):
        yield "this is not OPML 2.0"
    if not outlines:
        yield "it lists no feed"
    for outline in outlines:
        if outline.get("type") != "rss" or not outline.get("text"):
            yield f"an outline lacks something: {dict(outline.items())}"
        if not _URI.fullmatch(outline.get("xmlUrl") or ""):
            yield f"{outline.get('xmlUrl')} is not an absolute address"
    yield from _judge_uniqueness([outline.get("xmlUrl") for outline in outlines], "xmlUrl")


def _judge_atom(document: bytes) -> Iterator[str]:
    feed = etree.fromstring(document)
    entries = feed.findall(f"{ATOM}entry")
    if feed.tag != f"{ATOM}feed":
        yield f"the root is {feed.tag}"
    yield from _judge_children(feed, {f"{ATOM}{name}": times for name, times in _ATOM_FEED.items()} | {ARCHIVE: (0, 1)})
    is_archive = feed.find(ARCHIVE) is not None  # RFC 4287, section 4.1.2: what has a summary needs no content
    lenient = {f"{ATOM}content": (0, 1)} if is_archive else {}
    for entry in entries:
        yield from _judge_children(entry, {f"{ATOM}{name}": times for name, times in _ATOM_ENTRY.items()} | lenient)
        yield from _judge_type(entry, "content")
        yield from _judge_type(entry, "summary")
    yield from _judge_atom_values(feed)
    yield from _judge_uniqueness([entry.findtext(f"{ATOM}id") for entry in entries], "id")
    yield from _judge_uniqueness([entry.findtext(f"{ATOM}updated") for entry in entries], "updated")


def _judge_atom_values(feed: Any) -> Iterator[str]:  # noqa: ANN401  # an lxml element
    for moment in feed.iter(f"{ATOM}updated", f"{ATOM}published"):
        if not _RFC_3339.fullmatch(moment.text):
            yield f"{moment.text} is not a date"
    for address in [
        *(link.get("href") for link in feed.iter(f"{ATOM}link")),
        *(e.text for e in feed.iter(f"{ATOM}id")),
    ]:
        if not _URI.fullmatch(address):
            yield f"{address} is not an absolute address"
    for parent in feed.iter(f"{ATOM}feed", f"{ATOM}entry"):
        kinds = Counter((link.get("rel"), link.get("type")) for link in parent.findall(f"{ATOM}link"))
        if kinds["alternate", "text/html"] != 1 or max(kinds.values()) > 1:
            yield f"these links are not one of a kind: {kinds}"
    if feed.find(f"{ATOM}link[@rel='self']") is None:
        yield "no link to itself"


def _judge_type(entry: Any, name: str) -> Iterator[str]:  # noqa: ANN401  # an lxml element
    element = entry.find(f"{ATOM}{name}")
    if element is not None and (element.get("type") != "html" or len(element)):
        yield f"{name} is not escaped HTML"


def _judge_rss(document: bytes) -> Iterator[str]:
    root = etree.fromstring(document)
    if (root.tag, root.get("version"), len(root)) != ("rss", "2.0", 1):
        yield "this is not RSS 2.0"
    channel = root[0]
    items = channel.findall("item")
    yield from _judge_children(channel, _CHANNEL)
    for item in items:
        yield from _judge_children(item, _ITEM)
        yield from _judge_item(item)
    for moment in channel.iter("pubDate", "lastBuildDate"):
        if not _RFC_822.fullmatch(moment.text or ""):
            yield f"{moment.text} is not a date"
    if channel.find(f"{ATOM}link[@rel='self']") is None:
        yield "no link to itself"
    yield from _judge_uniqueness([item.findtext("guid") for item in items], "guid")
    yield from _judge_uniqueness([item.findtext("pubDate") for item in items], "pubDate")


def _judge_item(item: Any) -> Iterator[str]:  # noqa: ANN401  # an lxml element
    order = [child.tag for child in item]
    if order.index(CONTENT) < order.index("description"):
        yield "the content is before the description, and some readers take the last of the two"
    if item.find("guid").get("isPermaLink") != "false":
        yield "the guid passes for an address"
    for file in item.findall("enclosure"):
        if not (_URI.fullmatch(file.get("url")) and "/" in file.get("type") and file.get("length").isdigit()):
            yield f"an enclosure lacks something: {dict(file.attrib)}"


def _judge_children(parent: Any, allowed: dict[str, tuple[int, int]]) -> Iterator[str]:  # noqa: ANN401  # an lxml element
    found = Counter(child.tag for child in parent)
    yield from (f"{name} has no place in {parent.tag}" for name in found.keys() - allowed.keys())
    for name, (least, most) in allowed.items():
        if not least <= found[name] <= most:
            yield f"{parent.tag} has {found[name]} of {name}"


def _judge_uniqueness(values: list[Any], name: str) -> Iterator[str]:
    yield from (f"{name} {value} is there {times} times" for value, times in Counter(values).items() if times > 1)
