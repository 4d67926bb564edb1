"""What outputs are given and what they yield. No file is written here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication, Theme
from newsletter.documents.rhythm import IssuePeriod
from newsletter.languages.directions import Direction
from newsletter.rendering import markdown
from newsletter.rendering.borrowed_words import mark_wording
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry, Tombstone
from newsletter.rendering.gone_documents import GoneDocument, list_gone
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import ShownPicture

SITE = "site/"
EMAIL = "email/"
FRAGMENTS = "fragments/"
"""The folder in which outputs can keep fragments between builds. It is not part of the site."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file to be written: its path below the output folder, with forward slashes, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """What archive pages and feeds show of an item without loading its issue.

    ``language`` and ``direction`` are given if they are not the publication's.
    """

    id: str
    title: str
    path: str
    categories: tuple[str, ...]
    language: str | None
    direction: Direction | None
    outline: tuple[str, ...] = ()
    """The few facts that a list of contents has below its title."""
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What it can be filtered by besides themes and year, in readers' words."""
    owners: tuple[str, ...] = ()
    """Everyone it asks to act, each named once."""


@dataclass(frozen=True, slots=True)
class CorrectionSummary:
    """A correction: its day, what was changed, as plain text, and the item that was; empty for the whole issue."""

    day: date
    note: str
    item: str = ""


@dataclass(frozen=True, slots=True)
class IssueSummary:
    """What archive pages and feeds show of an issue without loading it; ``weight`` is the size of its content in bytes.

    ``language`` and ``direction`` are given if they are not the publication's.
    """

    period: IssuePeriod
    title: str
    summary: str
    path: str
    published: datetime
    updated: datetime
    weight: int
    language: str | None
    direction: Direction | None
    items: tuple[ItemSummary, ...]
    corrected: tuple[CorrectionSummary, ...] = ()
    """The corrections of it and its items, the oldest first."""
    withdrawn: int = 0
    """How many of its items were withdrawn; each keeps its second in the feeds."""
    events: int = 0
    """How many events readers can add to their calendars."""
    corrects: str = ""
    """For an e-mail about a correction: the issue that was corrected and, after a #, the id of the item."""
    gone: tuple[GoneDocument, ...] = ()
    """The documents that it links to and that are no longer at their publishers."""
    cover: ShownPicture | None = None
    """Its first picture, with addresses from the top of the site."""

    @property
    def year(self) -> str:
        """The year it is filed under: that of its period or, for a numbered issue, that in which it was published."""
        return str(self.period.year or self.published.year)


@dataclass(frozen=True, slots=True)
class Archive:
    """Every published issue of a publication, the newest first; what was withdrawn is not among them."""

    publication: Publication
    issues: tuple[IssueSummary, ...]
    notices: tuple[IssueSummary, ...] = ()
    """E-mails about corrections. Each has a page, and is listed nowhere."""
    tombstones: tuple[Tombstone, ...] = ()
    """What was withdrawn, issues and items, the latest first."""
    reports: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """An editor's own words for the report of each year: Markdown by the id of the paragraph."""
    as_of: date | None = None
    """The day it is built for. Only a page about that day, such as one of overdue responses, may depend on it."""


LONGEST_PART = 200
"""The most issues that one data file lists. A longer archive is split into a file for each year."""


def split_archive(archive: Archive) -> dict[str, list[IssueSummary]]:
    """Return the issues of each part by its folder: all in none, or those of a year in ``2024/``; the newest first."""
    parts: dict[str, list[IssueSummary]] = {}
    for issue in archive.issues:
        parts.setdefault("" if len(archive.issues) <= LONGEST_PART else f"{issue.year}/", []).append(issue)
    return parts


@dataclass(frozen=True, slots=True)
class AggregatePage:
    """A group of files made together from several issues.

    ``periods`` are the issues whose fragments they need, ``issues`` all that they show of others. A page is made again
    only if its name, options, issues or fragments have changed.
    """

    output: str
    name: str
    publication: Publication
    issues: tuple[IssueSummary, ...] = ()
    periods: tuple[Period, ...] = ()
    options: dict[str, str] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    """What it shows of each entry in a list, as text that its output writes and reads."""
    fragments_of: str = ""
    """The output whose fragments it needs, if not its own."""

    needs: tuple[str, ...] = ()
    """Pages of this output, planned before it, whose fragments it is given after those of the issues."""

    @property
    def kind(self) -> str:
        """The part of its name before a colon: the kind of page, where an output has several."""
        return self.name.partition(":")[0]

    @property
    def path(self) -> str:
        """The part of its name after the colon: the path of the page in the site."""
        return self.name.partition(":")[2]


def name_fragment(output: str, name: str) -> str:
    """Return the path of a kept fragment: an issue's is named by its period, a page's by its name."""
    return f"{FRAGMENTS}{output}/{name}"


@cache
def make_adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401  # Python has no type for any type, such as tuple[int, ...]
    """Return the adapter that reads and writes values of a type as JSON. To make one is slow, so each is made once."""
    return TypeAdapter(kind)


def summarise_issue(edition: Edition, renderer: Renderer) -> IssueSummary:
    """Return what archive pages and feeds show of an issue."""
    weight = sum(len(renderer.html(edition, entry).encode()) for top in edition.entries for entry in top.walk())
    return IssueSummary(
        period=edition.issue.period,
        title=edition.issue.title,
        summary=markdown.to_summary(edition.issue.intro or edition.issue.preheader or ""),
        path=edition.path,
        published=edition.published,
        updated=edition.updated,
        weight=weight,
        language=_unless(edition.language, edition.publication.language),
        direction=_unless(edition.direction, edition.publication.reading_direction),
        items=tuple(_list_item(edition, entry) for entry in edition.items),
        corrected=tuple(_list_corrections(edition)),
        withdrawn=len(edition.withdrawn.items),
        events=len(edition.events),
        corrects=edition.issue.corrects or "",
        gone=tuple(list_gone(edition, renderer)),
        cover=renderer.show_cover(edition)[0],
    )


def _list_corrections(edition: Edition) -> Iterator[CorrectionSummary]:
    for correction in sorted(edition.issue.corrections, key=lambda one: one.at):
        day = correction.at.astimezone(edition.publication.zone).date()
        yield CorrectionSummary(day, markdown.to_summary(correction.note), correction.block or "")


def _list_item(edition: Edition, entry: Entry) -> ItemSummary:
    item, publication = entry.block, edition.publication
    return ItemSummary(
        id=str(item.id),
        title=str(item.heading),
        path=str(entry.path),
        categories=item.categories(),
        language=_unless(entry.language or edition.language, publication.language),
        direction=_unless(entry.direction or edition.direction, publication.reading_direction),
        outline=item.outline(mark_wording(entry.wording)),
        facets=item.facets(entry.wording),
        owners=tuple(dict.fromkeys(point.owner for point in item.points() if point.owner)),
    )


_Value = TypeVar("_Value", bound=str)


def _unless(value: _Value, default: _Value) -> _Value | None:
    """Return a value unless it is the default."""
    return value if value != default else None


def summarise(markdowns: Iterable[str]) -> str:
    """Return the words of some Markdown on one line, for feeds and the descriptions of pages."""
    return " ".join(map(markdown.to_summary, markdowns)).strip()


def make_widener(themes: Mapping[str, Theme]) -> Callable[[tuple[str, ...]], tuple[str, ...]]:
    """Return what widens categories, the same ones once: many items have the same."""
    return cache(lambda categories: widen(categories, themes))


def widen(categories: Sequence[str], themes: Mapping[str, Theme]) -> tuple[str, ...]:
    """Return the themes among some categories, and every broader theme: an item is also about those."""
    wide = [theme for theme in categories if theme in themes]
    for theme in wide:  # grows while it is walked, and never holds a theme twice
        broader = themes[theme].broader or ""
        if broader in themes and broader not in wide:
            wide.append(broader)
    return tuple(wide)
