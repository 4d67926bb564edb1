"""The ledger as the rest of sending sees it; where it is kept is a store's business."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Select, insert, select

from newsletter.documents.approvals import ContentSnapshot
from newsletter.sending.history import Event, History, gather
from newsletter.sending.ledger.schema import (
    event_to_row,
    events,
    letter_to_row,
    letters,
    row_to_event,
    row_to_letter,
)
from newsletter.sending.ledger.store import Store

_PAGE = 500
"""Events that are read at a time, so that a slow reader keeps nobody from writing."""

_LETTERS_SINCE = 2  # the version of the schema


class Ledger:
    """The ledger of one publication; nothing is written before the first event."""

    def __init__(self, store: Store) -> None:
        """Open the ledger in ``store``.

        Raises:
            LedgerError: it cannot be used.
        """
        self._store = store
        with self._store.reading() as (connection, _):
            if connection is not None:
                self._store.check_soundness(connection)

    def __repr__(self) -> str:
        return f"Ledger({self._store.name!r})"

    @property
    def exists(self) -> bool:
        """Whether anything was ever recorded."""
        with self._store.reading() as (connection, _):
            return connection is not None

    def read(self, marker: str) -> History:
        """Return everything that happened to the campaign ``marker``."""
        with self._store.reading() as (connection, _):
            return History() if connection is None else self._read(connection, marker)

    def read_issue(self, issue: str) -> tuple[History, ...]:
        """Return the history of each campaign of an issue: several, where the publication's address has changed."""
        with self._store.reading() as (connection, _):
            if connection is None:
                return ()
            wanted = select(events).where(events.c.issue == issue).order_by(events.c.id)
            return gather(event for _, event in self._read_events(connection, wanted))

    def append(self, marker: str, decide: Callable[[History], Event]) -> Event:
        """Add the event that ``decide`` makes of the history; nobody else can write to it in between.

        ``decide`` refuses by raising, and then nothing is written. The event is on the disk when this returns.
        """
        with self._store.writing(marker) as connection:
            added = decide(self._read(connection, marker))
            connection.execute(insert(events).values(**event_to_row(added)))
        return added

    def export(self) -> Iterator[Event]:
        """Yield every event of all issues, oldest first."""
        last = 0
        while page := self._read_page(last):
            yield from (event for _, event in page)
            last = page[-1][0]

    def keep_letter(self, letter: ContentSnapshot) -> None:
        """Keep the words of a digest, so that later ones can be compared with them; they are kept once."""
        with self._store.writing(letter.digest) as connection:
            if self._find_letter(connection, letter.digest) is None:
                connection.execute(insert(letters).values(**letter_to_row(letter)))

    def letter(self, digest: str) -> ContentSnapshot | None:
        """Return the words that were kept of a digest."""
        with self._store.reading() as (connection, version):
            return self._find_letter(connection, digest) if connection and version >= _LETTERS_SINCE else None

    def _read(self, connection: Connection, marker: str) -> History:
        wanted = select(events).where(events.c.marker == marker).order_by(events.c.id)
        return History(tuple(event for _, event in self._read_events(connection, wanted)))

    def _read_page(self, last: int) -> list[tuple[int, Event]]:
        wanted = select(events).where(events.c.id > last).order_by(events.c.id).limit(_PAGE)
        with self._store.reading() as (connection, _):
            return [] if connection is None else self._read_events(connection, wanted)

    def _read_events(self, connection: Connection, wanted: Select[tuple[object]]) -> list[tuple[int, Event]]:
        with self._making_sense("an event"):
            return [(row.id, row_to_event(row)) for row in connection.execute(wanted)]

    def _find_letter(self, connection: Connection, digest: str) -> ContentSnapshot | None:
        with self._making_sense("a letter"):
            row = connection.execute(select(letters).where(letters.c.digest == digest)).first()
            return None if row is None else row_to_letter(row)

    @contextmanager
    def _making_sense(self, what: str) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError) as error:
            raise self._store.error(f"it holds {what} that makes no sense ({error})") from error
