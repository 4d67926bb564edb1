"""The ledger as the rest of sending uses it; where it is kept is a matter for its store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from newsletter.documents.approvals import ContentSnapshot
from newsletter.sending.history import History, LedgerEvent, group_by_campaign
from newsletter.sending.ledger.schema import (
    INSERT_EVENT,
    INSERT_SNAPSHOT,
    SELECT_CAMPAIGN,
    SELECT_ISSUE,
    SELECT_PAGE,
    SELECT_SNAPSHOT,
    event_to_row,
    row_to_event,
    row_to_snapshot,
    snapshot_to_row,
)
from newsletter.sending.ledger.store import Store, Transaction

_PAGE = 500
"""Events that are read at a time, so that a slow reader keeps nobody from writing."""

_SNAPSHOTS_SINCE = 2  # the version of the schema


class Ledger:
    """The ledger of one publication; nothing is written before the first event."""

    def __init__(self, store: Store) -> None:
        """Open the ledger in ``store``.

        Raises:
            LedgerError: it cannot be used.
        """
        self._store = store
        with self._store.reading() as (transaction, _):
            if transaction is not None:
                self._store.check_integrity(transaction)

    def __repr__(self) -> str:
        return f"Ledger({self._store.name!r})"

    @property
    def exists(self) -> bool:
        """Whether anything was ever recorded."""
        with self._store.reading() as (transaction, _):
            return transaction is not None

    def read(self, marker: str) -> History:
        """Return everything that happened to the campaign ``marker``."""
        with self._store.reading() as (transaction, _):
            return History() if transaction is None else self._read(transaction, marker)

    def read_issue(self, issue: str) -> tuple[History, ...]:
        """Return the history of each campaign of an issue: several, where the publication's address has changed."""
        with self._store.reading() as (transaction, _):
            if transaction is None:
                return ()
            events = self._select_events(transaction, SELECT_ISSUE, {"issue": issue})
            return group_by_campaign(event for _, event in events)

    def append(self, marker: str, decide: Callable[[History], LedgerEvent]) -> LedgerEvent:
        """Add the event that ``decide`` makes of the history; nobody else can write to it in between.

        ``decide`` refuses by raising, and then nothing is written. The event is on the disk when this returns.
        """
        with self._store.writing(marker) as transaction:
            added = decide(self._read(transaction, marker))
            transaction.execute(INSERT_EVENT, event_to_row(added))
        return added

    def export(self) -> Iterator[LedgerEvent]:
        """Yield every event of all issues, oldest first."""
        last = 0
        while page := self._read_page(last):
            yield from (event for _, event in page)
            last = page[-1][0]

    def keep_snapshot(self, snapshot: ContentSnapshot) -> None:
        """Keep the words of a digest, so that later ones can be compared with them; they are kept once."""
        with self._store.writing(snapshot.digest) as transaction:
            if self._select_snapshot(transaction, snapshot.digest) is None:
                transaction.execute(INSERT_SNAPSHOT, snapshot_to_row(snapshot))

    def find_snapshot(self, digest: str) -> ContentSnapshot | None:
        """Return the words that were kept of a digest."""
        with self._store.reading() as (transaction, version):
            has_snapshots = transaction is not None and version >= _SNAPSHOTS_SINCE
            return self._select_snapshot(transaction, digest) if transaction and has_snapshots else None

    def _read(self, transaction: Transaction, marker: str) -> History:
        events = self._select_events(transaction, SELECT_CAMPAIGN, {"marker": marker})
        return History(tuple(event for _, event in events))

    def _read_page(self, last: int) -> list[tuple[int, LedgerEvent]]:
        with self._store.reading() as (transaction, _):
            if transaction is None:
                return []
            return self._select_events(transaction, SELECT_PAGE, {"last": last, "count": _PAGE})

    def _select_events(
        self, transaction: Transaction, statement: str, values: Mapping[str, Any]
    ) -> list[tuple[int, LedgerEvent]]:
        with self._refusing_nonsense("an event"):
            return [row_to_event(row) for row in transaction.execute(statement, values)]

    def _select_snapshot(self, transaction: Transaction, digest: str) -> ContentSnapshot | None:
        with self._refusing_nonsense("a snapshot"):
            rows = transaction.execute(SELECT_SNAPSHOT, {"digest": digest})
            return row_to_snapshot(rows[0]) if rows else None

    @contextmanager
    def _refusing_nonsense(self, what: str) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError) as error:
            raise self._store.error(f"it holds {what} that makes no sense ({error})") from error
