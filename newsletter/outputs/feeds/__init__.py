"""RSS 2.0, Atom 1.0 and JSON Feed 1.1: an entry for each issue, and an entry for each item; one file for each format.

Which documents a feed is made of: the current one, and an archive for each year that it has no room for. Archives are
those of RFC 5005, section 4. One holds all of its year, including what is still in the current document, because a feed
reader fetches it once only. Every year up to the newest that has an issue which the current document leaves over has
one; of items, where it has any.

Archives are Atom alone, to which the current RSS leads too: readers that follow archives read both, and what is years
old need not be there three times. In that of issues each issue is whole; that of items says what each is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import uuid5

from markupsafe import Markup

from newsletter.documents.blocks.base import Enclosure
from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.languages.wording import mark
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary, make_adapter, summarise
from newsletter.outputs.feeds.model import (
    Category,
    Feed,
    FeedEntry,
    clean,
    date_issue,
    date_items,
    plan_delays,
)
from newsletter.outputs.feeds.tombstones import (
    MOST_TOMBSTONES,
    TOMBSTONES,
    list_deleted,
    read_tombstones,
    write_tombstones,
)
from newsletter.rendering.edition import Edition, lead_within
from newsletter.rendering.entries import Entry, Tombstone
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

OUTPUT = "feeds"
CURRENT = "current"
MOST_ISSUES = 12
MOST_BYTES = 500_000
"""Estimated size of the largest current document in bytes: some readers stop at 512 KB."""

_ESCAPED = 1.3
"""How much longer HTML is when escaped in XML."""

_ITEM_EXTRAS = 3_000
"""Bytes around an item's content: its content note with support contacts, summary, title, ids, links and times."""

_DELAY = "delay:"
_ITEMS = "items"
_PREVIOUS = {"issues": "previous", "items": "previous-items"}


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the current document, then the archives, the oldest first; nothing before the first issue.

    Without an entry a feed has no true date, and Atom requires one (RFC 4287, section 4.2.15).
    """
    if archive.issues:
        yield from _Planner(archive).plan()


class _Planner:
    """Plans the documents of an archive; computes its years and delays once for all of them."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._delays = plan_delays(archive.issues, archive.publication.rhythm)
        self._years: dict[str, list[IssueSummary]] = {}
        for issue in archive.issues:
            self._years.setdefault(issue.year, []).append(issue)
        self._with_items = {year for year, issues in self._years.items() if _have_items(issues)}

    def plan(self) -> Iterator[AggregatePage]:
        window = _choose_window(self._archive)
        current = {issue.period for issue in window}
        left_over = [issue.year for issue in self._archive.issues if issue.period not in current]
        years = sorted(year for year in self._years if year <= max(left_over, default=""))
        yield self._plan_document(CURRENT, window, years, has_items=bool(self._with_items))
        for place, year in enumerate(years):
            yield self._plan_document(year, self._years[year], years[:place], has_items=year in self._with_items)

    def _plan_document(
        self, name: str, issues: Sequence[IssueSummary], before: Sequence[str], *, has_items: bool
    ) -> AggregatePage:
        """Plan a document and its links to the archives before it, which are given by year."""
        periods = tuple(issue.period for issue in issues)
        waits = {f"{_DELAY}{period}": str(self._delays[period]) for period in periods if period in self._delays}
        last = {"issues": before[-1:], "items": [year for year in before if year in self._with_items][-1:]}
        links = {_PREVIOUS[scope]: year for scope, years in last.items() for year in years}
        items = {_ITEMS: "some"} if has_items else {}
        latest = self._archive.tombstones[:MOST_TOMBSTONES] if name == CURRENT else ()
        gone = {TOMBSTONES: write_tombstones(latest)} if latest else {}
        options = links | waits | items | gone
        return AggregatePage(OUTPUT, name, self._archive.publication, periods=periods, options=options)


def _have_items(issues: Sequence[IssueSummary]) -> bool:
    return any(issue.items for issue in issues)


def has_items(aggregate: AggregatePage) -> bool:
    """Tell whether there is a feed of items: once there is an item, or for an archive where its year has one."""
    return _ITEMS in aggregate.options


def read_previous(aggregate: AggregatePage, scope: str) -> str | None:
    """Return the year of the archive before this document, of the feed of ``issues`` or of ``items``."""
    return aggregate.options.get(_PREVIOUS[scope])


def read_delay(aggregate: AggregatePage, period: Period) -> int:
    """Return how many seconds the entries of an issue are delayed."""
    return int(aggregate.options.get(f"{_DELAY}{period}", 0))


def _choose_window(archive: Archive) -> Sequence[IssueSummary]:
    """Take the issues that changed last, as many as a document has room for and one in any case; the newest first.

    An issue that is corrected counts from then: no subscriber would hear of it if it stayed in the archive alone.
    """
    size, chosen, order = 0.0, set[Period](), archive.publication.rhythm.order
    latest = sorted(archive.issues, key=lambda one: (one.updated.astimezone(UTC), order(one.period)), reverse=True)
    for issue in latest[:MOST_ISSUES]:
        size += issue.weight * _ESCAPED + len(issue.items) * _ITEM_EXTRAS
        if chosen and size > MOST_BYTES:
            break
        chosen.add(issue.period)
    return [issue for issue in archive.issues if issue.period in chosen]


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # fragments are rendered already
    """Yield the feeds of issues and of items, in every format."""
    from newsletter.outputs.feeds.formats import list_writers  # noqa: PLC0415  # feedgen loads only if a feed is written

    for feed in assemble_feeds(aggregate, fragments):
        for file, write in list_writers(feed).items():
            yield Artifact(f"{SITE}{feed.folder}{file}", write(feed))


_TEMPLATE = "web/feed_content.html"
_CHOICE = re.compile(r"</?picture>|<source\b[^<>]*>")
"""Another picture for dark mode: feed readers have colours of their own."""

_TAG = re.compile(r"<[^<>]*>")
_CHART = re.compile(r'<td class="of-bar".*?(?:</td>|\Z)|<svg\b.*?(?:</svg>\s*|\Z)', re.DOTALL)
"""A drawing, whose figures are in a table beside it: readers of feeds have no style sheet to paint it with."""
_EMPTY = re.compile(r"<div\b[^<>]*></div>\s*")
"""What ends a float in a mail: in feeds nothing floats."""
_STYLING = re.compile(r' (?:class|style|role|data-label)="[^"<>]*"')


def write_issue(edition: Edition, renderer: Renderer) -> str:
    """Return the whole issue as HTML, its blocks below headings of level 2 and 3."""
    return _write_content(edition, renderer, [entry for top in edition.entries for entry in top.walk()], is_whole=True)


def write_item(edition: Edition, renderer: Renderer, item: Entry) -> str:
    """Return one item as HTML, as it reads alone: with its own content note, and without its title."""
    alone = replace(item, level=1, note=edition.note_for(item.block))
    return _write_content(edition, renderer, [alone], is_whole=False)


def _write_content(edition: Edition, renderer: Renderer, entries: list[Entry], *, is_whole: bool) -> str:
    def show(entry: Entry) -> Markup:
        return renderer.html(edition, entry, entry.level)

    page = renderer.page(_TEMPLATE, edition=edition, entries=entries, is_whole=is_whole, fragment=show)
    bare = _TAG.sub(lambda tag: _STYLING.sub("", tag[0]), _EMPTY.sub("", _CHOICE.sub("", _CHART.sub("", page))))
    return clean(lead_within(bare.strip(), edition.url))


Fragment: TypeAlias = dict[str, tuple[FeedEntry, ...]]
"""The entries of one issue in the feed of each scope."""


@dataclass(frozen=True, slots=True)
class FeedScope:
    """Issues or items: a name, the folder of the feed's current document, its title, and how its entries are made."""

    name: str
    folder: str
    title: str
    make_entries: Callable[[Edition, Renderer], Iterator[FeedEntry]]


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the feed entries of an issue as JSON, so that they are rendered once for all documents they are in."""
    return make_adapter(Fragment).dump_json(
        {scope.name: tuple(scope.make_entries(edition, renderer)) for scope in _SCOPES}
    )


def assemble_feeds(aggregate: AggregatePage, fragments: Sequence[bytes]) -> Iterator[Feed]:
    """Yield the feed of each scope, with the issues' entries in the order given."""
    entries: dict[str, list[FeedEntry]] = {scope.name: [] for scope in _SCOPES}
    for period, fragment in zip(aggregate.periods, fragments, strict=True):
        delay = read_delay(aggregate, period)
        for name, own in make_adapter(Fragment).validate_json(fragment).items():
            entries[name] += (replace(entry, timestamps=entry.timestamps.wait(delay)) for entry in own)
    changed = max(entry.updated for own in entries.values() for entry in own)
    for scope in _SCOPES:
        if scope.name != "items" or has_items(aggregate):
            yield _make_feed(aggregate, scope, tuple(entries[scope.name]), changed)


def _make_feed(aggregate: AggregatePage, scope: FeedScope, entries: tuple[FeedEntry, ...], changed: datetime) -> Feed:
    publication = aggregate.publication
    previous, tombstones = read_previous(aggregate, scope.name), _find_tombstones(aggregate, scope)
    if aggregate.name == CURRENT and scope.name == "issues":  # what was corrected is at the top again
        entries = tuple(sorted(entries, key=lambda entry: entry.updated, reverse=True))
    if aggregate.name != CURRENT and scope.name == "items":  # the archive of issues has every word of them
        entries = tuple(replace(entry, content=None) for entry in entries)
    moments = (*(entry.updated for entry in entries), *(one.at.astimezone(UTC) for one in tombstones))
    return Feed(
        id=uuid5(publication.uuid, f"feed:{scope.name}").urn,
        title=clean(choose_wording(publication).gettext(scope.title, title=publication.title)),
        description=clean(publication.description),
        author=clean(publication.publisher),
        language=publication.language,
        site=f"{publication.base_url}/",
        folder=scope.folder if aggregate.name == CURRENT else _archive_folder(scope, aggregate.name),
        current=scope.folder,
        previous=_archive_folder(scope, previous) if previous else None,
        entries=entries,
        updated=max(moments, default=changed),
        translations=tuple((other.language, f"{other.base_url}/") for other in publication.others),
        deleted=list_deleted(tombstones),
    )


def _find_tombstones(aggregate: AggregatePage, scope: FeedScope) -> list[Tombstone]:
    """Return what was withdrawn of the entries that a feed has, the latest first."""
    return [one for one in read_tombstones(aggregate) if bool(one.item_id) == (scope.name == "items")]


def _archive_folder(scope: FeedScope, year: str) -> str:
    return f"{scope.folder}archive/{year}/"


def _make_issue_entry(edition: Edition, renderer: Renderer) -> Iterator[FeedEntry]:
    issue = edition.issue
    yield FeedEntry(
        id=edition.urn,
        url=edition.url,
        title=clean(issue.title),
        summary=clean(summarise([issue.intro or issue.preheader or ""]) or issue.title),
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
        item = entry.block
        yield FeedEntry(
            id=str(entry.urn),
            url=str(entry.url),
            title=clean(str(item.heading)),
            summary=clean(_summarise(edition, entry) or str(item.heading)),
            content=write_item(edition, renderer, entry),
            timestamps=moments,
            language=_foreign_language(edition, entry.language),
            categories=_categorise(edition.publication, item.categories()),
            enclosure=item.enclosure(),
        )


def _summarise(edition: Edition, entry: Entry) -> str:
    note = edition.note_for(entry.block)
    return summarise([note.text if note else "", entry.block.lead(entry.wording)])


_SCOPES = (
    FeedScope("issues", "", "{title}", _make_issue_entry),
    FeedScope("items", "items/", mark("{title}: entries"), _make_item_entries),
)


def _categorise(publication: Publication, themes: Iterable[str]) -> tuple[Category, ...]:
    scheme = f"{publication.base_url}/themes/"
    labels = {id_: theme.label for id_, theme in publication.themes.items()}
    return tuple(Category(theme, clean(labels.get(theme, theme)), scheme) for theme in dict.fromkeys(themes))


def _foreign_language(edition: Edition, own: str | None = None) -> str | None:
    language = own or edition.language
    return language if language != edition.publication.language else None
