"""An issue with everything derived from it: numbers, contents, addresses, ids, times, content note.

An ``Edition`` is what every output renders, so that none can say something another does not. Ids, addresses and times
are derived from what never changes, so that they outlive any change of words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import TypedDict
from uuid import UUID, uuid5

from newsletter.documents.blocks import Block, Section
from newsletter.documents.blocks.event import Event
from newsletter.documents.dates import name_period
from newsletter.documents.issue import Correction, Issue
from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication, SupportContact
from newsletter.languages.directions import Direction, direction_of
from newsletter.languages.wording import Wording, has_catalogue
from newsletter.parsing.document import DataPath
from newsletter.rendering.borrowed_words import mark_wording
from newsletter.rendering.entries import NOTHING_WITHDRAWN, Entry, EntryNote, Withdrawn
from newsletter.rendering.words import choose_wording, set_words

_TO_BLOCK = re.compile(r"(<a (?:[a-z-]+=\"[^\"<>]*\" )*href=\"|<)#([a-z0-9-]+)(?=[\">])")


class LanguageAttributes(TypedDict):
    """What an entry is written and shown in."""

    wording: Wording
    language: str | None
    direction: Direction | None
    typography: str


@dataclass(frozen=True)
class Edition:
    """An issue of a publication, derived. Two of the same issue are equal on every machine."""

    publication: Publication
    issue: Issue
    companions: tuple[Edition, ...] = ()
    """The same issue in the other languages of its publication; they know no companions."""
    withdrawn: Withdrawn = NOTHING_WITHDRAWN
    """What was withdrawn of it, which is not in ``issue`` any more."""

    @property
    def language(self) -> str:
        """BCP 47 language tag of the issue."""
        return self.issue.language or self.publication.language

    @cached_property
    def wording(self) -> Wording:
        """The program's own words in its language."""
        return choose_wording(self.publication, self.language)

    @property
    def direction(self) -> Direction:
        """The direction the issue is read in."""
        publication, issue = self.publication, self.issue
        is_own = self.language == publication.language
        return issue.direction or (publication.reading_direction if is_own else direction_of(self.language))

    @property
    def period_name(self) -> str:
        """What the issue is of, in words, such as its month."""
        return name_period(self.wording, self.issue.period, self.publication.rhythm.hemisphere)

    @property
    def typography(self) -> str:
        """The language by whose rules quotation marks are set, if the publication asks for it."""
        return self.language if self.publication.smart_punctuation else ""

    @property
    def title(self) -> str:
        """The title as mail and page show it; subject and feeds have it as it is typed."""
        return set_words(self.issue.title, self.typography)

    @property
    def subject(self) -> str:
        """The subject line; an unfinished draft borrows the title."""
        return self.issue.subject or self.issue.title

    @property
    def path(self) -> str:
        """The issue's folder in the site."""
        return issue_path(self.issue.period)

    @property
    def url(self) -> str:
        """The issue's page in the web archive."""
        return absolute(self.publication, self.path)

    @property
    def urn(self) -> str:
        """The issue's id in every feed."""
        return issue_uuid(self.publication, self.issue.period).urn

    @cached_property
    def published(self) -> datetime:
        """When it goes out."""
        return publication_moment(self.publication, self.issue)

    @cached_property
    def updated(self) -> datetime:
        """When anything in it last changed for its readers."""
        return issue_moment(self.publication, self.issue, self.withdrawn)

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """Corrections of the issue as a whole, oldest first."""
        return self._corrections_of(None)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The issue's blocks in order, sections holding theirs."""
        return tuple(self._derive_entries())

    @cached_property
    def mail_entries(self) -> tuple[Entry, ...]:
        """The entries as e-mails show them, some of them shortened."""
        return tuple(entry.shorten(self.publication.mail) for entry in self.entries)

    @cached_property
    def items(self) -> tuple[Entry, ...]:
        """The entries that have a page and a feed entry of their own."""
        return tuple(entry for top in self.entries for entry in top.walk() if entry.block.is_item)

    def place(self, entries: Sequence[Entry]) -> Iterator[tuple[DataPath, Entry]]:
        """Yield entries of this edition, from the first on, with their paths in the document."""
        for path, entry in self._number((), entries):
            yield path, entry
            yield from self._number(path, entry.entries)

    def _number(self, around: DataPath, entries: Sequence[Entry]) -> Iterator[tuple[DataPath, Entry]]:
        """Count the entries of the issue, or of a section, past what was withdrawn."""
        paths = ((*around, "blocks", number) for number in count())
        return zip((path for path in paths if path not in self.withdrawn.places), entries, strict=False)

    def contents(self) -> tuple[Entry, ...]:
        """Return the entries a contents list names, or none where there is too little to need one."""
        enough = 3
        return self.items if len(self.items) >= enough else ()

    @cached_property
    def events(self) -> tuple[Entry, ...]:
        """The events that readers can add to their calendars: those with an id."""
        return tuple(entry for top in self.entries for entry in top.walk() if self.calendar_url(entry))

    def calendar_url(self, entry: Entry) -> str | None:
        """Return the address of an event's iCalendar file; None for an event without an id, and for other blocks."""
        if not isinstance(entry.block, Event) or entry.block.id is None:
            return None
        return absolute(self.publication, calendar_path(self.issue.period, entry.block.id))

    def note_for(self, block: Block) -> EntryNote | None:
        """Return the content note an entry needs where it is read alone."""
        return self._note_about([*_leaves(block)])

    def _derive_entries(self) -> Iterator[Entry]:
        noted = False
        for block in self.issue.blocks:
            distressing = any(leaf.sensitivities() for leaf in _leaves(block))
            note = self._note_about(list(self.issue.walk())) if distressing and not noted else None
            noted = noted or distressing
            yield self._derive_entry(block, 2, note)

    def _derive_entry(self, block: Block, level: int, note: EntryNote | None = None) -> Entry:
        if block.is_item:
            return self._derive_item(block, level, note)
        below = block.blocks if isinstance(block, Section) else ()
        entries = tuple(self._derive_entry(child, level + 1) for child in below)
        return Entry(block, level, note=note, entries=entries, **self._speak(block))

    def _derive_item(self, item: Block, level: int, note: EntryNote | None) -> Entry:
        item_id = str(item.id)
        path = item_path(self.issue.period, item_id)
        return Entry(
            block=item,
            level=level,
            number=self._numbers.get(item_id),
            path=path,
            url=absolute(self.publication, path),
            urn=item_uuid(self.publication, self.issue.period, item_id).urn,
            updated=self._moments[item_id],
            note=note,
            corrections=self._corrections_of(item_id),
            **self._speak(item),
        )

    def _speak(self, block: Block) -> LanguageAttributes:
        """Return the language and direction of a block where they are not the issue's."""
        language = block.spoken_language if block.spoken_language != self.language else None
        direction = block.direction or (direction_of(language) if language else None)
        direction = direction if direction != self.direction else None
        typography = (language or self.language) if self.typography else ""
        wording = self._choose_wording(language) if language else self.wording
        return {"wording": wording, "language": language, "direction": direction, "typography": typography}

    def _choose_wording(self, language: str) -> Wording:
        """Return the program's own words for a block in another language: the issue's, if it does not speak that."""
        return choose_wording(self.publication, language) if has_catalogue(language) else self.wording.beside(language)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        items = self.issue.items()
        return {str(item.id): number for number, item in enumerate(items, 1)} if len(items) > 1 else {}

    @cached_property
    def _moments(self) -> dict[str, datetime]:
        return item_moments(self.publication, self.issue, self.withdrawn)

    def _corrections_of(self, block_id: str | None) -> tuple[Correction, ...]:
        """Return corrections in the publication's own time, so that every output shows the same day."""
        found = sorted((c for c in self.issue.corrections if c.block == block_id), key=lambda c: c.at)
        return tuple(c.model_copy(update={"at": c.at.astimezone(self.publication.zone)}) for c in found)

    def _note_about(self, blocks: list[Block]) -> EntryNote | None:
        stated, themes = self.publication.content_note, self.publication.themes
        wording = mark_wording(self.wording)
        found = Counter(sensitivity for block in blocks for sensitivity in block.sensitivities())
        first = [stated.name(sensitivity, count, wording) for sensitivity, count in found.items()]
        named = [themes[theme].content_note for theme in found if theme in themes]
        topics = list(dict.fromkeys(filter(None, [*first, *named])))
        if not topics:
            return None
        text = wording.gettext(stated.text, **{stated.placeholder: wording.formats.list_and(topics)})
        return EntryNote(wording.gettext(stated.title), text, self._contacts())

    def _contacts(self) -> tuple[SupportContact, ...]:
        return choose_contacts(self.publication, self.publication.content_note.contacts)


def choose_contacts(publication: Publication, ids: tuple[str, ...]) -> tuple[SupportContact, ...]:
    """Return the support contacts with these ids, in that order; all of them where none is named."""
    known = {contact.id: contact for contact in publication.support_contacts}
    return tuple(known[i] for i in ids if i in known) if ids else publication.support_contacts


def _leaves(block: Block) -> Iterator[Block]:
    yield from block.blocks if isinstance(block, Section) else (block,)


def publication_moment(publication: Publication, issue: Issue) -> datetime:
    """Return when the issue goes out, in the publication's zone.

    Where the document does not say, that is the day of the publication's rhythm; where it says no time, it is the
    publication's hour. If a clock change skips that hour, it is the one after it; if it comes twice, the first one.
    """
    if isinstance(issue.published, datetime):
        return issue.published.astimezone(publication.zone)
    day = issue.published or publication.rhythm.find_day(issue.period)
    if day is None:
        raise ValueError(issue.period)  # a document without the day that such a period needs is refused
    return (
        datetime.combine(day, publication.publish_time, publication.zone).astimezone(UTC).astimezone(publication.zone)
    )


def find_last_day(publication: Publication, issue: Issue) -> date:
    """Return the last day of what the issue is of; where that is a number, the day on which it goes out."""
    span = issue.period.span(publication.rhythm.hemisphere)
    return span.last if span else publication_moment(publication, issue).date()


def item_moments(
    publication: Publication, issue: Issue, withdrawn: Withdrawn = NOTHING_WITHDRAWN
) -> dict[str, datetime]:
    """Return each item's ``updated``: its last correction, else publication.

    Items of one issue are a second apart, the first the newest, so that no reader shuffles them. All is reckoned in
    UTC: within a zone Python compares clock faces, which show one hour twice when summer time ends.
    """
    start = publication_moment(publication, issue).astimezone(UTC)
    items = issue.items()
    changed = {str(item.id): [start, *(_at(c) for c in issue.corrections if c.block == item.id)] for item in items}
    return {
        item_id: (max(moments) + timedelta(seconds=second)).astimezone(publication.zone)
        for second, (item_id, moments) in zip(withdrawn.keep_seconds(len(items)), changed.items(), strict=False)
    }


def issue_moment(publication: Publication, issue: Issue, withdrawn: Withdrawn = NOTHING_WITHDRAWN) -> datetime:
    """Return the issue's ``updated``: the newest of its items, corrections, withdrawals and its publication."""
    moments = [publication_moment(publication, issue), *item_moments(publication, issue, withdrawn).values()]
    moments += (one.at for one in withdrawn.tombstones)
    newest = max([*(moment.astimezone(UTC) for moment in moments), *(_at(c) for c in issue.corrections)])
    return newest.astimezone(publication.zone)


def _at(correction: Correction) -> datetime:
    return correction.at.astimezone(UTC)


def issue_uuid(publication: Publication, period: Period | str) -> UUID:
    """Name an issue for ever, from the publication's stored UUID and the issue's period (RFC 9562, version 5)."""
    return uuid5(publication.uuid, f"issue:{period}")


def item_uuid(publication: Publication, period: Period | str, item_id: str) -> UUID:
    """Name an item for ever, from its issue and the id written in the document."""
    return uuid5(issue_uuid(publication, period), f"item:{item_id}")


def issue_path(period: Period | str) -> str:
    """Return the issue's folder in the site, with a slash at its end and none before it."""
    return f"issues/{period}/"


def item_path(period: Period | str, item_id: str) -> str:
    """Return the item's folder in the site."""
    return f"{issue_path(period)}{item_id}/"


def calendar_path(period: Period | str, event_id: str) -> str:
    """Return where the site serves the iCalendar file of an event."""
    return f"{issue_path(period)}{event_id}.ics"


def pictures_path(period: Period | str) -> str:
    """Return the folder in which the site serves the pictures of an issue."""
    return f"{issue_path(period)}images/"


def absolute(publication: Publication, path: str) -> str:
    """Return the address readers use for ``path`` in the site."""
    return f"{publication.base_url}/{path}"


def lead_within(rendered: str, page: str) -> str:
    """Let links to blocks of the issue, as fragments have them, lead to the page that holds the issue.

    ``page`` is that page's address from where the fragment is. In HTML no text can look like such a link, since
    every < in it is escaped; in plain text the id has to be in angle brackets, alone.
    """
    return _TO_BLOCK.sub(lambda link: f"{link[1]}{page}#{link[2]}", rendered)
