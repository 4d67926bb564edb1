"""A feed in no format: what RSS, Atom and JSON Feed have in common. Nothing is rendered here.

Times are in UTC, and no two alike in a feed, or feed readers would reorder the entries. An issue's entries take the
seconds from its publication on. If two issues would overlap, the later one is delayed, so that a new issue never moves
the entries of an older one, and the documents of past years do not change.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from newsletter.documents.blocks.base import Enclosure
from newsletter.documents.issue import Correction
from newsletter.documents.periods import Period
from newsletter.documents.rhythm import Rhythm
from newsletter.outputs.base import IssueSummary
from newsletter.rendering.edition import Edition

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Timestamps:
    """When an entry was published, and when its content last changed; ``is_corrected`` if by a correction."""

    published: datetime
    updated: datetime
    is_corrected: bool = False

    def wait(self, delay: int) -> Timestamps:
        """Return the timestamps of an entry delayed by ``delay`` seconds; a correction keeps its time."""
        later = delay * _SECOND
        return replace(self, published=self.published + later, updated=self.updated + later * (not self.is_corrected))


def plan_delays(issues: Iterable[IssueSummary], rhythm: Rhythm) -> dict[Period, int]:
    """Return, by period, how many seconds an issue is delayed; those that are not delayed are left out."""
    delays: dict[Period, int] = {}
    free = datetime.min.replace(tzinfo=UTC)
    for issue in sorted(issues, key=lambda one: (one.published.astimezone(UTC), rhythm.order(one.period))):
        wanted = _to_seconds(issue.published)
        start = max(wanted, free)
        free = start + max(1, len(issue.items) + issue.withdrawn) * _SECOND
        if start > wanted:
            delays[issue.period] = (start - wanted) // _SECOND
    return delays


def date_issue(edition: Edition) -> Timestamps:
    """Return the timestamps of an issue's entry, before any delay."""
    published = _to_seconds(edition.published)
    if _is_corrected(edition, edition.issue.corrections):
        return Timestamps(published, _mark(edition, edition.updated), is_corrected=True)
    return Timestamps(published, published + max(0, len(edition.items) + len(edition.withdrawn.items) - 1) * _SECOND)


def date_items(edition: Edition) -> tuple[Timestamps, ...]:
    """Return the timestamps of an issue's items, before any delay: the first is a second newer than the next."""
    start = _to_seconds(edition.published)
    dated: list[Timestamps] = []
    taken: set[datetime] = set()
    seconds = edition.withdrawn.keep_seconds(len(edition.items))
    for entry, second in zip(reversed(edition.items), reversed(seconds), strict=True):
        published = start + second * _SECOND
        is_corrected = _is_corrected(edition, entry.corrections)
        updated = _mark(edition, entry.updated or published) if is_corrected else published
        while updated in taken:
            updated += _SECOND
        taken.add(updated)
        dated.append(Timestamps(published, updated, is_corrected))
    return tuple(reversed(dated))


def _is_corrected(edition: Edition, corrections: Iterable[Correction]) -> bool:
    return any(correction.at.astimezone(UTC) > edition.published.astimezone(UTC) for correction in corrections)


def _mark(edition: Edition, corrected: datetime) -> datetime:
    """Make corrections of several issues in one second distinct: the microseconds count their periods.

    A page knows no corrections but those of its own issues, so it cannot delay them by those of others.
    """
    count = edition.issue.period.count(edition.publication.rhythm.hemisphere)
    return _to_seconds(corrected).replace(microsecond=count)


def _to_seconds(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


GENERATOR = "newsletter-publisher"
"""Names the program in a feed, without a version: the same issues must give the same bytes after an upgrade."""

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Category:
    """A theme: its id, the words for it, and the address of the vocabulary it is from."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """An issue or an item. ``title`` and ``summary`` are plain text, ``content`` is HTML; times are UTC.

    ``language`` is given only if it is not the feed's; without ``content``, its page has it.
    """

    id: str
    url: str
    title: str
    summary: str
    content: str | None
    timestamps: Timestamps
    language: str | None
    categories: tuple[Category, ...]
    enclosure: Enclosure | None

    @property
    def published(self) -> datetime:
        """When it was published."""
        return self.timestamps.published

    @property
    def updated(self) -> datetime:
        """When its content last changed."""
        return self.timestamps.updated


@dataclass(frozen=True, slots=True)
class DeletedEntry:
    """An entry that was withdrawn: its id, when that was, and why, in plain text."""

    id: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed document. ``folder`` is where it is, below the site; its formats are files of that folder.

    ``current`` is the folder of the document that readers subscribe to, and ``previous`` that of the archive document
    before this one, if there is one (RFC 5005, section 4). ``updated`` is the newest change of any entry.
    """

    id: str
    title: str
    description: str
    author: str
    language: str
    site: str
    folder: str
    current: str
    previous: str | None
    entries: tuple[FeedEntry, ...]
    updated: datetime
    translations: tuple[tuple[str, str], ...] = ()
    """The same feed in the other languages of its publication: each language, and the site that has it."""
    deleted: tuple[DeletedEntry, ...] = ()
    """Entries that were withdrawn; Atom alone has a way to say so."""

    @property
    def is_archive(self) -> bool:
        """Whether it holds a past year, and is not what readers subscribe to."""
        return self.folder != self.current

    def address(self, file: str) -> str:
        """Return the address of this document in a format."""
        return f"{self.site}{self.folder}{file}"

    def list_translations(self, file: str) -> tuple[tuple[str, str], ...]:
        """Return the language and address of the same feed in other languages; an archive names none."""
        return () if self.is_archive else tuple((tag, f"{site}{self.folder}{file}") for tag, site in self.translations)

    def archive_links(self, file: str) -> dict[str, str]:
        """Return where the rest of the feed is, a file of this name, by link relation (RFC 5005, section 4)."""
        previous = {"prev-archive": f"{self.site}{self.previous}{file}"} if self.previous is not None else {}
        current = {"current": f"{self.site}{self.current}{file}"} if self.is_archive else {}
        return previous | current


def clean(text: str) -> str:
    """Mend or drop the characters that XML 1.0 refuses or discourages (section 2.2).

    Characters of the C1 range are read as Windows-1252, as in the HTML standard.
    """
    return _UNWANTED.sub(lambda match: _mend(match[0]), text)


def _mend(character: str) -> str:
    return character.encode("latin-1").decode("cp1252", "ignore") if "\x80" <= character <= "\x9f" else ""
