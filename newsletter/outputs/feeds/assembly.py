"""From editions to feeds of no format yet: one with an entry for each issue, one with an entry for each item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias
from uuid import uuid5

from pydantic import TypeAdapter

from newsletter.documents.blocks.base import Enclosure
from newsletter.documents.publication import Publication
from newsletter.outputs.base import AggregatePage, summarise
from newsletter.outputs.feeds.content import write_issue, write_item
from newsletter.outputs.feeds.model import Category, Feed, FeedEntry, clean
from newsletter.outputs.feeds.planning import CURRENT, has_items, read_delay, read_previous
from newsletter.outputs.feeds.timestamps import date_issue, date_items
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

Fragment: TypeAlias = dict[str, tuple[FeedEntry, ...]]
"""The entries of one issue in the feed of each scope."""

_FRAGMENT = TypeAdapter(Fragment)


@dataclass(frozen=True, slots=True)
class FeedScope:
    """Issues or items: a name, the folder of the feed's current document, its title, and how its entries are made."""

    name: str
    folder: str
    title: str
    make_entries: Callable[[Edition, Renderer], Iterator[FeedEntry]]


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the feed entries of an issue as JSON, so that they are rendered once for all documents they are in."""
    return _FRAGMENT.dump_json({scope.name: tuple(scope.make_entries(edition, renderer)) for scope in _SCOPES})


def assemble_feeds(aggregate: AggregatePage, fragments: Sequence[bytes]) -> Iterator[Feed]:
    """Yield the feed of each scope, with the issues' entries in the order given."""
    entries: dict[str, list[FeedEntry]] = {scope.name: [] for scope in _SCOPES}
    for period, fragment in zip(aggregate.periods, fragments, strict=True):
        delay = read_delay(aggregate, period)
        for name, own in _FRAGMENT.validate_json(fragment).items():
            entries[name] += (replace(entry, timestamps=entry.timestamps.wait(delay)) for entry in own)
    changed = max(entry.updated for own in entries.values() for entry in own)
    for scope in _SCOPES:
        if scope.name != "items" or has_items(aggregate):
            yield _make_feed(aggregate, scope, tuple(entries[scope.name]), changed)


def _make_feed(aggregate: AggregatePage, scope: FeedScope, entries: tuple[FeedEntry, ...], changed: datetime) -> Feed:
    publication = aggregate.publication
    previous = read_previous(aggregate, scope.name)
    return Feed(
        id=uuid5(publication.uuid, f"feed:{scope.name}").urn,
        title=clean(scope.title.format(publication.title)),
        description=clean(publication.description),
        author=clean(publication.publisher),
        language=publication.language,
        site=f"{publication.base_url}/",
        folder=scope.folder if aggregate.name == CURRENT else _archive_folder(scope, aggregate.name),
        current=scope.folder,
        previous=_archive_folder(scope, previous) if previous else None,
        entries=entries,
        updated=max((entry.updated for entry in entries), default=changed),
    )


def _archive_folder(scope: FeedScope, year: str) -> str:
    return f"{scope.folder}archive/{year}/"


def _make_issue_entry(edition: Edition, renderer: Renderer) -> Iterator[FeedEntry]:
    issue = edition.issue
    yield FeedEntry(
        id=edition.urn,
        url=edition.url,
        title=clean(issue.title),
        summary=clean(summarise([issue.intro or issue.preheader or ""], edition.url) or issue.title),
        content=write_issue(edition, renderer),
        timestamps=date_issue(edition),
        language=_foreign_language(edition),
        categories=_categorise(edition.publication, (t for entry in edition.items for t in entry.block.categories())),
        enclosure=_find_enclosure(edition),
    )


def _find_enclosure(edition: Edition) -> Enclosure | None:
    """Return the first recording of the issue: RSS has room for one, and items have entries of their own."""
    blocks = (entry.block for top in edition.entries for entry in top.walk() if entry.path is None)
    return next(filter(None, (block.enclosure() for block in blocks)), None)


def _make_item_entries(edition: Edition, renderer: Renderer) -> Iterator[FeedEntry]:
    for entry, moments in zip(edition.items, date_items(edition), strict=True):
        item, note = entry.block, edition.note_for(entry.block)
        yield FeedEntry(
            id=str(entry.urn),
            url=str(entry.url),
            title=clean(str(item.heading)),
            summary=clean(summarise([note.text if note else "", item.lead()], edition.url) or str(item.heading)),
            content=write_item(edition, renderer, entry),
            timestamps=moments,
            language=_foreign_language(edition, entry.language),
            categories=_categorise(edition.publication, item.categories()),
            enclosure=item.enclosure(),
        )


_SCOPES = (
    FeedScope("issues", "", "{}", _make_issue_entry),
    FeedScope("items", "items/", "{}: entries", _make_item_entries),
)


def _categorise(publication: Publication, themes: Iterable[str]) -> tuple[Category, ...]:
    scheme = f"{publication.base_url}/themes/"
    labels = {id_: theme.label for id_, theme in publication.themes.items()}
    return tuple(Category(theme, clean(labels.get(theme, theme)), scheme) for theme in dict.fromkeys(themes))


def _foreign_language(edition: Edition, own: str | None = None) -> str | None:
    language = own or edition.language
    return language if language != edition.publication.language else None
