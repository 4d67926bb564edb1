"""Feeds for each theme and for everyone who is asked to act, as RSS and Atom, and a list of all feeds (OPML 2.0).

An entry holds what an item is about and leads to its page, so that no issue that has not changed is loaded for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from html import escape
from typing import Any
from uuid import uuid5

from newsletter.documents.publication import Publication
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary, widen
from newsletter.outputs.data import find_fragment_file, make_fragment
from newsletter.outputs.feeds.model import Category, Feed, FeedEntry, Timestamps, clean
from newsletter.outputs.feeds.tombstones import (
    MOST_TOMBSTONES,
    TOMBSTONES,
    list_deleted,
    read_tombstones,
    write_tombstones,
)
from newsletter.outputs.web.collections import OWNERS, THEMES, slugify
from newsletter.outputs.web.page import FEEDS
from newsletter.rendering.edition import absolute
from newsletter.rendering.entries import keep_seconds
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

__all__ = ["find_fragment_file", "make_aggregate_page", "make_fragment", "plan_aggregate_pages"]

OUTPUT = "topic_feeds"
MOST_ENTRIES = 20
"""The most entries in a feed. A new follower sees the latest; the topic's page has all."""


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Plan the feed of each topic with an item, and the list of all feeds."""
    topics = _file_items(archive)
    gone, places = _tell_withdrawn(archive), _find_places(archive)
    for (collection, id_), (label, issues) in sorted(topics.items()):
        periods = tuple(dict.fromkeys(issue.period for issue in issues))
        kept = {f"{_PLACES}{issue.period}": places[issue.path] for issue in issues if issue.path in places}
        options = {"of": collection, "id": id_, "label": label} | gone | kept
        yield AggregatePage(OUTPUT, f"{collection}/{id_}", archive.publication, periods=periods, options=options)
    if archive.issues:
        named = {f"feeds/{collection}/{id_}/": label for (collection, id_), (label, _) in sorted(topics.items())}
        items = {"items": "some"} if any(issue.items for issue in archive.issues) else {}
        yield AggregatePage(OUTPUT, "opml", archive.publication, options=named | items)


def _tell_withdrawn(archive: Archive) -> dict[str, str]:
    """Return the latest withdrawn items of any topic: a feed must not give away what they were about."""
    latest = [one for one in archive.tombstones if one.item_id][:MOST_TOMBSTONES]
    return {TOMBSTONES: write_tombstones(latest)} if latest else {}


def _find_places(archive: Archive) -> dict[str, str]:
    """Return the places of the items that were withdrawn of an issue, by its folder."""
    places: dict[str, list[str]] = {}
    for one in archive.tombstones:
        if one.item_id:
            places.setdefault(f"{one.path.rstrip('/').rpartition('/')[0]}/", []).append(str(one.place))
    return {path: " ".join(sorted(found)) for path, found in places.items()}


_PLACES = "places:"
_Topics = dict[tuple[str, str], tuple[str, list[IssueSummary]]]


def _file_items(archive: Archive) -> _Topics:
    """Return the label of each topic, and the issues with its latest items."""
    topics: _Topics = {}
    list_once = cache(lambda themes, owners: tuple(_list_topics(archive.publication, themes, owners)))
    for issue in archive.issues:
        for item in issue.items:
            for collection, id_, label in list_once(item.categories, item.owners):
                _, issues = topics.setdefault((collection, id_), (label, []))
                if len(issues) < MOST_ENTRIES:
                    issues.append(issue)
    return topics


def _list_topics(
    publication: Publication, categories: Sequence[str], owners: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    for theme in widen(categories, publication.themes):
        yield THEMES, theme, publication.themes[theme].label
    for owner in owners:
        yield OWNERS, slugify(owner), owner


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # nothing is rendered
    """Yield the list of feeds, or the feed of a topic."""
    if aggregate.name == "opml":
        yield Artifact(f"{SITE}opml.xml", _format_opml(aggregate))
        return
    from newsletter.outputs.feeds.formats import ATOM, RSS, WRITERS  # noqa: PLC0415  # feedgen loads only if a feed is written

    feed = _make_feed(aggregate, [_read_issue(fragment) for fragment in fragments])
    for file in (RSS, ATOM):
        yield Artifact(f"{SITE}{feed.folder}{file}", WRITERS[file](feed))


@lru_cache(maxsize=128)  # an issue is in the feeds of all of its topics
def _read_issue(fragment: bytes) -> dict[str, Any]:
    """Return what is known of an issue, without its points, of which a feed tells nothing."""
    read: dict[str, Any] = json.loads(fragment)
    return {name: value for name, value in read.items() if name != "points"}


def _make_feed(aggregate: AggregatePage, issues: Sequence[Mapping[str, Any]]) -> Feed:
    publication, folder = aggregate.publication, f"feeds/{aggregate.name}/"
    wording = choose_wording(publication)
    found = [entry for issue in issues for entry in _list_entries(aggregate, issue)][:MOST_ENTRIES]
    title = wording.gettext("{title}: {topic}", title=publication.title, topic=aggregate.options["label"])
    deleted = list_deleted(read_tombstones(aggregate))
    return Feed(
        id=uuid5(publication.uuid, f"feed:{aggregate.name}").urn,
        title=clean(title),
        description=clean(publication.description),
        author=clean(publication.publisher),
        language=publication.language,
        site=absolute(publication, ""),
        folder=folder,
        current=folder,
        previous=None,
        entries=tuple(found),
        updated=max([*(entry.updated for entry in found), *(one.at.astimezone(UTC) for one in deleted)]),
        deleted=deleted,
    )


def _list_entries(aggregate: AggregatePage, issue: Mapping[str, Any]) -> Iterator[FeedEntry]:
    """Yield the entries of an issue about a topic. Each is a second newer than the next, to keep their order."""
    publication = aggregate.publication
    places = [*map(int, aggregate.options.get(f"{_PLACES}{issue['issue']['id']}", "").split())]
    for second, item in zip(keep_seconds(len(issue["items"]), places), issue["items"], strict=True):
        if not _is_about(aggregate, item):
            continue
        published = datetime.fromisoformat(item["published"]) + timedelta(seconds=second + 1)
        updated = max(published, datetime.fromisoformat(item["updated"]))
        note = f"<p><strong>{escape(item['note'])}</strong></p>" if item["note"] else ""
        corrected = "".join(_tell_corrections(aggregate, item))
        yield FeedEntry(
            id=item["urn"],
            url=item["url"],
            title=clean(item["title"]),
            summary=clean(f"{item['note']} {item['summary']}".strip() or item["title"]),
            content=clean(f"{note}<p>{escape(item['summary'] or item['title'])}</p>{corrected}"),
            timestamps=Timestamps(published, updated, updated > published),
            language=item["language"] if item["language"] != publication.language else None,
            categories=tuple(_categorise(publication, item["themes"])),
            enclosure=None,
        )


def _tell_corrections(aggregate: AggregatePage, item: Mapping[str, Any]) -> Iterator[str]:
    """Yield a paragraph for each correction of an item, the oldest first."""
    wording = choose_wording(aggregate.publication)
    for one in item["corrections"]:
        said = wording.gettext("Corrected on {day}:", day=wording.formats.day(datetime.fromisoformat(one["at"])))
        yield f"<p><strong>{escape(said)}</strong> {escape(one['note'])}</p>"


def _is_about(aggregate: AggregatePage, item: Mapping[str, Any]) -> bool:
    if aggregate.options["of"] == THEMES:
        return aggregate.options["id"] in widen(item["themes"], aggregate.publication.themes)
    return aggregate.options["id"] in map(slugify, item["owners"])


def _categorise(publication: Publication, themes: Sequence[str]) -> Iterator[Category]:
    for theme in themes:
        if theme in publication.themes:
            yield Category(theme, clean(publication.themes[theme].label), f"{publication.base_url}/themes/")


def _format_opml(aggregate: AggregatePage) -> bytes:
    """Return the list of all feeds (OPML 2.0), which a feed reader can import."""
    publication, wording = aggregate.publication, choose_wording(aggregate.publication)
    topics = {path: label for path, label in aggregate.options.items() if path != "items"}
    main = [feed for feed in FEEDS if feed.name == "Atom" and (feed.grain == "issues" or "items" in aggregate.options)]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"<head><title>{escape(clean(publication.title))}</title></head>",
        "<body>",
        *(_outline(feed.offer(wording, publication.title), absolute(publication, feed.path)) for feed in main),
        *(_outline(label, absolute(publication, f"{path}atom.xml")) for path, label in topics.items()),
        "</body>",
        "</opml>",
    ]
    return "\n".join([*lines, ""]).encode()


def _outline(title: str, address: str) -> str:
    return f'<outline type="rss" text="{escape(clean(title))}" xmlUrl="{escape(address)}" />'
