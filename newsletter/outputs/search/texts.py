"""The texts of an issue that can be found: its own and those of its items, in documents of a few sentences.

A document is a title, a paragraph or a point. It is the unit of a phrase, and what a hit is shown in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape

from newsletter.documents.issue import Correction
from newsletter.languages.directions import Direction
from newsletter.languages.wording import Wording
from newsletter.outputs.base import widen
from newsletter.rendering import markdown
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry
from newsletter.rendering.pictures import Medium
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording


@dataclass(frozen=True, slots=True)
class FoundPoint:
    """A finding or recommendation: the words of it, its anchor on the page, its kind and for whom it is."""

    text: str
    anchor: str
    kind: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """An issue or an item: its page, and its documents, the title first and the points last.

    ``facets`` are pairs of a facet's name and a value, such as theme and its id. ``direction`` is given if it is not
    the publication's. ``note`` says when it was last corrected.
    """

    path: str
    title: str
    language: str
    direction: Direction | None = None
    paragraphs: tuple[str, ...] = ()
    points: tuple[FoundPoint, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    note: str = ""

    @property
    def documents(self) -> tuple[str, ...]:
        """The text of every document."""
        return (self.title, *self.paragraphs, *(point.text for point in self.points))


@dataclass(frozen=True, slots=True)
class FoundIssue:
    """All texts of an issue; ``period`` is its name, ``labels`` are what readers call facets and their values."""

    period: str
    title: str
    day: str
    entries: tuple[FoundEntry, ...]
    labels: tuple[tuple[str, str], ...] = ()


def read_issue(edition: Edition, renderer: Renderer) -> FoundIssue:
    """Return the texts of an issue: its own, with its blocks that have no page of their own, and those of its items."""
    wording = choose_wording(edition.publication)
    entries = _read_whole(edition, renderer), *(_read_item(edition, renderer, entry) for entry in edition.items)
    labels = dict(pair for entry in edition.items for pair in _label_facets(entry, wording))
    day = wording.formats.day(edition.published)
    return FoundIssue(str(edition.issue.period), edition.title, day, entries, tuple(sorted(labels.items())))


def _read_whole(edition: Edition, renderer: Renderer) -> FoundEntry:
    """Read an issue's introduction, and its blocks that have no page of their own."""
    introduction = markdown.to_summary(edition.issue.intro) if edition.issue.intro else ""
    blocks = [entry for top in edition.entries for entry in top.walk() if entry.path is None]
    paragraphs = [text for entry in blocks for text in (entry.title or "", *_split(renderer.html(edition, entry)))]
    shown = (introduction, *paragraphs)
    return FoundEntry(
        path=edition.path,
        title=edition.title,
        language=edition.language,
        direction=_direct(edition, edition.direction),
        paragraphs=tuple(filter(None, shown)),
        note=_note(edition, edition.corrections),
    )


def _read_item(edition: Edition, renderer: Renderer, entry: Entry) -> FoundEntry:
    points = tuple(
        FoundPoint(markdown.to_summary(point.text), anchor, point.kind, point.owner) for anchor, point in entry.points
    )
    html = str(renderer.html(edition, entry, medium=Medium.ITEM))
    anchors = [point.anchor for point in points]
    return FoundEntry(
        path=str(entry.path),
        title=entry.title or "",
        language=entry.language or edition.language,
        direction=_direct(edition, entry.direction or edition.direction),
        paragraphs=tuple(_split(_HEADINGS.sub("", html) if points else html, anchors)),
        points=points,
        facets=tuple(_list_facets(edition, entry)),
        note=_note(edition, entry.corrections),
    )


def _note(edition: Edition, corrections: Sequence[Correction]) -> str:
    """Say when the last correction was; nothing if there was none."""
    if not corrections:
        return ""
    wording = choose_wording(edition.publication)
    return wording.gettext("Corrected on {day}", day=wording.formats.day(corrections[-1].at))


def _direct(edition: Edition, direction: Direction) -> Direction | None:
    return direction if direction != edition.publication.reading_direction else None


def _list_facets(edition: Edition, entry: Entry) -> Iterator[tuple[str, str]]:
    """Yield the themes of an item, the broader ones too, and what else its block is found by."""
    yield from (("theme", theme) for theme in widen(entry.block.categories(), edition.publication.themes))
    for facet, values in entry.block.facets(choose_wording(edition.publication)).items():
        yield from ((facet, value) for value in values)


def _label_facets(entry: Entry, wording: Wording) -> Iterator[tuple[str, str]]:
    kinds = {point.kind for _, point in entry.points}
    for name, label in entry.block.facet_labels(wording).items():
        yield f"point:{name}" if name in kinds else name, label


_HEADINGS = re.compile(r"<h[1-6]\b[^<>]*>.*?(?:</h[1-6]>|\Z)", re.DOTALL)
"""Headings beside points say only what follows, such as findings, in every item."""

_DRAWING = re.compile(r"<svg\b.*?(?:</svg>|\Z)", re.DOTALL)
_ENDS = re.compile(
    r"(</?(?:p|div|li|ul|ol|dl|dt|dd|h[1-6]|table|caption|tr|td|th|pre|blockquote|figure|figcaption|br|hr)\b[^<>]*>)"
)
"""Where one paragraph ends and another begins."""

_TAG = re.compile(r"<[^<>]*>")


def _split(html: str, anchors: Sequence[str] = ()) -> Iterator[str]:
    """Yield the words of each paragraph, list item and cell of HTML, without drawings and the points at anchors."""
    left_out = {f'<li id="{anchor}">' for anchor in anchors}
    first, *pieces = _ENDS.split(_DRAWING.sub("", html))
    for tag, piece in zip(("", *pieces[::2]), (first, *pieces[1::2]), strict=True):
        text = " ".join(unescape(_TAG.sub("", piece)).split())
        if text and tag not in left_out:
            yield text
