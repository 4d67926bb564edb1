"""A block at its place in an issue, as every output shows it: what is said before it, and the anchors of its points."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count

from markupsafe import Markup

from newsletter.documents.blocks import Block
from newsletter.documents.blocks.base import Point
from newsletter.documents.issue import Correction
from newsletter.documents.mail_settings import EmailSettings
from newsletter.documents.publication import SupportContact
from newsletter.languages.directions import Direction
from newsletter.languages.formats import DateTile
from newsletter.languages.wording import ENGLISH, Wording, find_wording
from newsletter.parsing.document import DataPath
from newsletter.rendering.words import set_words


@dataclass(frozen=True, slots=True)
class EntryNote:
    """What a reader should know before a distressing entry, and where to turn."""

    title: str
    text: str
    contacts: tuple[SupportContact, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A block at its place in the issue.

    ``level`` is the level of its heading in the issue (2, or 3 inside a section); ``note`` is the content note that
    belongs before it. ``language`` and ``direction`` are given where they are not the issue's. Items carry a
    ``number``, a site ``path``, a ``urn`` and an ``updated``; other blocks do not.
    """

    block: Block
    level: int
    number: int | None = None
    path: str | None = None
    url: str | None = None
    urn: str | None = None
    updated: datetime | None = None
    note: EntryNote | None = None
    corrections: tuple[Correction, ...] = ()
    language: str | None = None
    direction: Direction | None = None
    entries: tuple[Entry, ...] = ()
    whole: Block | None = None
    """In an e-mail, the block as it is on its page, if ``block`` is a shortened copy."""
    wording: Wording = field(default=find_wording(ENGLISH), compare=False)
    """The program's own words in its language, or in the issue's where there are none."""
    typography: str = ""
    """The language by whose rules quotation marks are set; none if they stay as they are typed."""

    @property
    def title(self) -> str | None:
        """The heading of the block, its quotation marks set."""
        return self.title_in(self.wording)

    def title_in(self, wording: Wording) -> str | None:
        """Return the heading with what the program adds to it as a wording says that."""
        headline = self.block.headline(wording)
        return set_words(headline, self.typography) if headline else None

    @property
    def heading(self) -> str | None:
        """The heading as the issue shows it, numbered where the entry is an item."""
        title = self.title
        return f"{self.number}. {title}" if self.number and title else title

    @property
    def outer_heading(self) -> str | None:
        """The heading that HTML shows before the entry; none where its template shows it inside a frame."""
        return None if self.block.frames_heading else self.heading

    @property
    def kicker(self) -> str | None:
        """The words above its heading, for a block that has any."""
        return getattr(self.block, "kicker", None)

    @property
    def tile(self) -> DateTile | None:
        """The day that is shown beside it."""
        return self.block.tile(self.wording)

    def count(self, items: int) -> str:
        """Return its place among the items of the issue, in words; an empty string if it is none of them."""
        if not self.number:
            return ""
        return self.wording.gettext("{number} of {count}", number=self.number, count=items)

    @property
    def points(self) -> tuple[tuple[str, Point], ...]:
        """What can be found and cited by itself, each with its anchor on the page of the item."""
        return anchor_points(self.block.points())

    def shorten(self, settings: EmailSettings) -> Entry:
        """Return it as e-mails show it, with those below it."""
        short, entries = self.block.shorten(settings), tuple(entry.shorten(settings) for entry in self.entries)
        return (
            self
            if short is self.block and entries == self.entries
            else replace(self, block=short, whole=None if short is self.block else self.block, entries=entries)
        )

    def walk(self) -> Iterator[Entry]:
        """Yield the entry, then those below it."""
        yield self
        yield from self.entries


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What is left of an issue or an item that was withdrawn; ``title`` is empty unless its publication names it.

    ``path`` is where its page was, and still is; ``item_id`` is empty for an issue. ``place`` is how many items of its
    issue that are still there come before it.
    """

    path: str
    urn: str
    at: datetime
    reason: str
    title: str = ""
    item_id: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was withdrawn of an issue: what is said in its place, and where it is in the document.

    ``files`` are those of the publication that nothing else in the issue shows.
    """

    tombstones: tuple[Tombstone, ...] = ()
    places: frozenset[DataPath] = frozenset()
    files: tuple[str, ...] = ()

    @property
    def items(self) -> tuple[Tombstone, ...]:
        """The tombstones of items."""
        return tuple(one for one in self.tombstones if one.item_id)

    def keep_seconds(self, count: int) -> tuple[int, ...]:
        """Return the second of each item that is still there, given how many are: the last of all has 0.

        What was withdrawn keeps its own, so that feeds show nothing else as changed.
        """
        return keep_seconds(count, [one.place for one in self.items])


def keep_seconds(count: int, withdrawn: Collection[int]) -> tuple[int, ...]:
    """See ``Withdrawn.keep_seconds``; ``withdrawn`` are the places of the tombstones."""
    return tuple(count - 1 - number + sum(place > number for place in withdrawn) for number in range(count))


NOTHING_WITHDRAWN = Withdrawn()


def anchor_points(points: Sequence[Point]) -> tuple[tuple[str, Point], ...]:
    """Give each point its anchor, unique on the page of its item: its own id, or its kind and its place among these.

    A number that is taken by an id is passed over, so that an editor can keep ``finding-3`` for the point that had it.
    """
    taken = {point.id for point in points if point.id}
    counted: Counter[str] = Counter()
    anchored = []
    for point in points:
        counted[point.kind] += 1
        anchored.append((point.id or _find_free(point.kind, counted[point.kind], taken), point))
        taken.add(anchored[-1][0])
    return tuple(anchored)


def _find_free(kind: str, number: int, taken: Collection[str]) -> str:
    return next(name for n in count(number) if (name := f"{kind}-{n}") not in taken)


_NO_ANCHOR = Markup()


def mark_anchor(anchored: Sequence[tuple[str, Point]], place: tuple[str | int, ...], number: int) -> Markup:
    """Return the attribute by which links lead to a point, which is ``number`` in a list of its block, or nothing."""
    if not anchored:  # as in every mail
        return _NO_ANCHOR
    found = (Markup(' id="{}"').format(anchor) for anchor, point in anchored if point.place == (*place, number))
    return next(found, _NO_ANCHOR)
