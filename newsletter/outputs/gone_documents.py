"""The documents that an issue links to and that are no longer at their publishers, as the record of visits has them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from newsletter.rendering.edition import Edition


@dataclass(frozen=True, slots=True)
class GoneDocument:
    """A document that was found gone: its address and title, the day of that, and the address of a copy.

    ``item`` is the id of the item that links to it; empty where no item does.
    """

    url: str
    title: str
    since: date
    archived: str | None = None
    item: str = ""


def list_gone(edition: Edition) -> Iterator[GoneDocument]:
    """Yield the documents of an edition that were found gone, in reading order."""
    known = edition.publication.sources
    for entry in (entry for top in edition.entries for entry in top.walk()) if known else ():
        for url, document in entry.block.outside_documents():
            found = known.get(url)
            if found and found.state == "gone":
                title = str(getattr(document, "title", "")) or url
                item = str(entry.block.id) if entry.block.is_item else ""
                yield GoneDocument(url, title, found.since, document.archived, item)
