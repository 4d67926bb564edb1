"""Editions to neutral feeds: one with an entry an issue, one with an entry an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias
from uuid import uuid5

from pydantic import TypeAdapter

from newsletter.documents.publication import Publication
from newsletter.outputs.base import AggregatePage, summarise
from newsletter.outputs.feeds.content import write_issue, write_item
from newsletter.outputs.feeds.model import Category, Feed, FeedEntry, clean
from newsletter.outputs.feeds.planning import CURRENT, has_items, read_delay, read_previous
from newsletter.outputs.feeds.timestamps import date_issue, date_items
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

Clip: TypeAlias = dict[str, tuple[FeedEntry, ...]]
"""The entries one issue brings to the feed of each grain."""

_CLIP = TypeAdapter(Clip)


@dataclass(frozen=True, slots=True)
class FeedScope:
    """What a feed makes an entry of: its name, the folder of its current document, its title and its entries."""

    name: str
    folder: str
    title: str
    make_entries: Callable[[Edition, Renderer], Iterator[FeedEntry]]


def clip(edition: Edition, renderer: Renderer) -> bytes:
    """Return what an issue brings to feeds, as JSON, so that it is rendered once for all documents it is in."""
    return _CLIP.dump_json({grain.name: tuple(grain.make_entries(edition, renderer)) for grain in _GRAINS})


def assemble_feeds(sheet: AggregatePage, clips: Sequence[bytes]) -> Iterator[Feed]:
    """Yield the feed of each grain, with the issues' entries in the order given."""
    entries: dict[str, list[FeedEntry]] = {grain.name: [] for grain in _GRAINS}
    for period, brought in zip(sheet.periods, clips, strict=True):
        delay = read_delay(sheet, period)
        for name, own in _CLIP.validate_json(brought).items():
            entries[name] += (replace(entry, moments=entry.moments.wait(delay)) for entry in own)
    changed = max(entry.updated for own in entries.values() for entry in own)
    for grain in _GRAINS:
        if grain.name != "items" or has_items(sheet):
            yield _make_feed(sheet, grain, tuple(entries[grain.name]), changed)


def _make_feed(sheet: AggregatePage, grain: FeedScope, entries: tuple[FeedEntry, ...], changed: datetime) -> Feed:
    publication = sheet.publication
    previous = read_previous(sheet, grain.name)
    return Feed(
        id=uuid5(publication.uuid, f"feed:{grain.name}").urn,
        title=clean(grain.title.format(publication.title)),
        description=clean(publication.description),
        author=clean(publication.publisher),
        language=publication.language,
        site=f"{publication.base_url}/",
        folder=grain.folder if sheet.name == CURRENT else _archive_folder(grain, sheet.name),
        current=grain.folder,
        previous=_archive_folder(grain, previous) if previous else None,
        entries=entries,
        updated=max((entry.updated for entry in entries), default=changed),
    )


def _archive_folder(grain: FeedScope, year: str) -> str:
    return f"{grain.folder}archive/{year}/"


def _make_issue_entry(edition: Edition, renderer: Renderer) -> Iterator[FeedEntry]:
    issue = edition.issue
    yield FeedEntry(
        id=edition.urn,
        url=edition.url,
        title=clean(issue.title),
        summary=clean(summarise([issue.intro or issue.preheader or ""], edition.url) or issue.title),
        content=write_issue(edition, renderer),
        moments=date_issue(edition),
        language=_foreign_language(edition),
        categories=_categorise(edition.publication, (t for entry in edition.items for t in entry.block.categories())),
        enclosure=None,
    )


def _make_item_entries(edition: Edition, renderer: Renderer) -> Iterator[FeedEntry]:
    for entry, moments in zip(edition.items, date_items(edition), strict=True):
        item, note = entry.block, edition.note_for(entry.block)
        yield FeedEntry(
            id=str(entry.urn),
            url=str(entry.url),
            title=clean(str(item.heading)),
            summary=clean(summarise([note.text if note else "", item.lead()], edition.url) or str(item.heading)),
            content=write_item(edition, renderer, entry),
            moments=moments,
            language=_foreign_language(edition, entry.language),
            categories=_categorise(edition.publication, item.categories()),
            enclosure=item.enclosure(),
        )


_GRAINS = (
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
