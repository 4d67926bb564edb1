"""The rows of the data files: issues, items and points. Their JSON Schemas are made from these models."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from newsletter.documents.issue import Correction
from newsletter.outputs.base import summarise
from newsletter.rendering import markdown
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry

VERSION = 1
"""The version of the data's format. To add a field does not change it."""


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True, defer_build=True)


class DataCorrection(_Row):
    """A change after publication."""

    at: datetime
    """When it was made."""
    note: str
    """What was changed, as plain text."""


class DataIssue(_Row):
    """An issue of the publication."""

    id: str
    """Its period, such as 2024-01; unique in the publication."""
    urn: str
    """Its id in feeds, which never changes."""
    url: str
    """The address of its page."""
    title: str
    """Its title."""
    summary: str
    """What is in it, as plain text."""
    language: str
    """BCP 47 tag of its language."""
    published: datetime
    """When it was published."""
    updated: datetime
    """When anything in it last changed."""
    items: int
    """The number of its items."""
    corrections: tuple[DataCorrection, ...]
    """The corrections of the issue as a whole, oldest first."""


class DataItem(_Row):
    """An item of an issue, which has a page of its own."""

    issue: str
    """The id of its issue."""
    id: str
    """Its id, unique in its issue."""
    urn: str
    """Its id in feeds, which never changes."""
    url: str
    """The address of its page."""
    type: str
    """The type of its block, such as article."""
    title: str
    """Its title."""
    summary: str
    """Its summary, as plain text; empty if it has none."""
    note: str
    """Its content note, if it may distress readers; otherwise empty."""
    language: str
    """BCP 47 tag of its language."""
    published: datetime
    """When its issue was published."""
    updated: datetime
    """When it last changed."""
    themes: tuple[str, ...]
    """The ids of its themes."""
    facets: dict[str, tuple[str, ...]]
    """Its other categories, such as area or kind, in readers' words."""
    owners: tuple[str, ...]
    """Who is asked to act, each once."""
    points: int
    """The number of its points."""
    corrections: tuple[DataCorrection, ...]
    """Its corrections, oldest first."""


class DataPoint(_Row):
    """One finding, recommendation or message. Facts about its item are in the item's own row."""

    issue: str
    """The id of its issue."""
    item: str
    """The id of its item in the issue."""
    id: str
    """Its id in the item, which is its anchor on the item's page."""
    url: str
    """Its address: that of the item's page, with its anchor."""
    kind: str
    """Its kind: finding, recommendation; point where there is only one kind."""
    text: str
    """Its words, as plain text."""
    owner: str
    """Who is asked to act; empty if nobody is named."""
    language: str
    """BCP 47 tag of its language."""


class DataOfIssue(_Row):
    """The data of one issue."""

    issue: DataIssue
    items: tuple[DataItem, ...]
    points: tuple[DataPoint, ...]


def describe_issue(edition: Edition) -> DataOfIssue:
    """Return the data of an issue."""
    points = tuple(point for entry in edition.items for point in _list_points(edition, entry))
    return DataOfIssue(issue=_make_issue(edition), items=tuple(_list_items(edition)), points=points)


def _make_issue(edition: Edition) -> DataIssue:
    issue = edition.issue
    return DataIssue(
        id=str(issue.period),
        urn=edition.urn,
        url=edition.url,
        title=issue.title,
        summary=summarise([issue.intro or issue.preheader or ""]),
        language=edition.language,
        published=edition.published,
        updated=edition.updated,
        items=len(edition.items),
        corrections=_list_corrections(edition.corrections),
    )


def _list_items(edition: Edition) -> Iterator[DataItem]:
    for entry in edition.items:
        item, note = entry.block, edition.note_for(entry.block)
        owners = dict.fromkeys(point.owner for point in item.points() if point.owner)
        yield DataItem(
            issue=str(edition.issue.period),
            id=str(item.id),
            urn=str(entry.urn),
            url=str(entry.url),
            type=item.type,
            title=str(item.heading),
            summary=summarise([item.lead(entry.wording)]),
            note=str(note.text) if note else "",
            language=entry.language or edition.language,
            published=edition.published,
            updated=entry.updated or edition.published,
            themes=item.categories(),
            facets=item.facets(entry.wording),
            owners=tuple(owners),
            points=len(item.points()),
            corrections=_list_corrections(entry.corrections),
        )


def _list_points(edition: Edition, entry: Entry) -> Iterator[DataPoint]:
    for anchor, point in entry.points:
        yield DataPoint(
            issue=str(edition.issue.period),
            item=str(entry.block.id),
            id=anchor,
            url=f"{entry.url}#{anchor}",
            kind=point.kind,
            text=markdown.to_summary(point.text),
            owner=point.owner,
            language=entry.language or edition.language,
        )


def _list_corrections(corrections: tuple[Correction, ...]) -> tuple[DataCorrection, ...]:
    return tuple(DataCorrection(at=one.at, note=markdown.to_summary(one.note)) for one in corrections)
