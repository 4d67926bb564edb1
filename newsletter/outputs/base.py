"""What outputs are given and what they yield. No file is written here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from newsletter.documents.publication import Publication
from newsletter.rendering import markdown
from newsletter.rendering.edition import Edition, Entry
from newsletter.rendering.identity import lead_within
from newsletter.rendering.renderer import Renderer

SITE = "site/"
EMAIL = "email/"


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be: its path below the output folder, with forward slashes, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ItemListing:
    """What archive pages and feeds must know of an item without opening its issue."""

    id: str
    title: str
    path: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """What archive pages and feeds must know of an issue without opening it; ``weight`` is its content in bytes."""

    period: str
    title: str
    summary: str
    path: str
    published: datetime
    updated: datetime
    weight: int
    items: tuple[ItemListing, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """Every published issue of a publication, the newest first."""

    publication: Publication
    listings: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A group of files made together from several issues.

    ``periods`` are the issues whose clips they need, ``listings`` all they show of others. A sheet whose name,
    listings, options and issues are as they were need not be made again.
    """

    output: str
    name: str
    publication: Publication
    listings: tuple[Listing, ...] = ()
    periods: tuple[str, ...] = ()
    options: dict[str, str] = field(default_factory=dict)


def list_issue(edition: Edition, renderer: Renderer) -> Listing:
    """Return what others must know of an issue."""
    weight = sum(len(renderer.html(edition, entry).encode()) for top in edition.entries for entry in top.walk())
    return Listing(
        period=edition.issue.period,
        title=edition.issue.title,
        summary=summarise([edition.issue.intro or edition.issue.preheader or ""], edition.url),
        path=edition.path,
        published=edition.published,
        updated=edition.updated,
        weight=weight,
        items=tuple(_list_item(entry) for entry in edition.items),
    )


def _list_item(entry: Entry) -> ItemListing:
    item = entry.block
    return ItemListing(str(item.id), str(item.heading), str(entry.path), item.categories())


def summarise(markdowns: Iterable[str], page: str) -> str:
    """Return the words of some Markdown of an issue on one line; ``page`` is the address of the issue's page."""
    said = " ".join(" ".join(markdown.to_text(words).split()) for words in markdowns).strip()
    return lead_within(said, page)
