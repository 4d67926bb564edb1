"""A feed in no format: what RSS, Atom and JSON Feed have in common. Nothing is rendered here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from newsletter.documents.blocks.base import Enclosure
from newsletter.outputs.feeds.timestamps import Timestamps

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

    ``language`` is given only if it is not the feed's.
    """

    id: str
    url: str
    title: str
    summary: str
    content: str
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

    @property
    def is_archive(self) -> bool:
        """Whether it holds a past year, and is not what readers subscribe to."""
        return self.folder != self.current

    def address(self, file: str) -> str:
        """Return the address of this document in a format."""
        return f"{self.site}{self.folder}{file}"

    def archive_links(self, file: str) -> dict[str, str]:
        """Return where the rest of the feed is, by link relation (RFC 5005, section 4)."""
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
