"""What every store of a ledger shares: transactions that are checked and migrated, and errors for an operator."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from types import MappingProxyType
from typing import Any, Protocol
from uuid import uuid4

from newsletter.errors import LedgerError
from newsletter.sending.ledger.guard_file import GuardFile, HighWaterMark
from newsletter.sending.ledger.schema import (
    FIRST_TABLES,
    INSERT_LEDGER,
    SELECT_HIGH_WATER_MARK,
    SELECT_VERSIONS,
    TABLES,
    UPDATE_VERSION,
    VERSION,
)

URL_NAME = "NEWSLETTER_LEDGER_URL"
"""The environment variable that names a ledger in PostgreSQL."""

_RESTORE = "Restore it from a backup"
NO_VALUES: Mapping[str, Any] = MappingProxyType({})
"""The values of a statement that takes none."""


class Transaction(Protocol):
    """A transaction on the database that holds a ledger."""

    def execute(self, statement: str, values: Mapping[str, Any] = NO_VALUES) -> list[Any]:
        """Execute a statement with ``:name`` for each value; return all rows, as sequences."""

    def list_tables(self) -> frozenset[str]:
        """Return the names of the tables in the database."""


class Store(ABC):
    """Where a ledger is kept. ``name`` is shown in messages and contains no secret."""

    driver_errors: tuple[type[Exception], ...]
    """What the database's driver raises."""

    migrations: Mapping[int, Sequence[str]] = {}
    """The statements that lead from each version to the next; once released, they never change."""

    tables: Sequence[str]
    """The statements that create the tables and indexes of this version."""

    triggers: Sequence[str]
    """The statements that make the tables append-only."""

    def __init__(self, name: str, guard: GuardFile) -> None:
        self.name = name
        self._guard = guard
        self._known: HighWaterMark | None = None  # as the guard file has it

    @contextmanager
    def reading(self) -> Iterator[tuple[Transaction | None, int]]:
        """Yield a transaction to read in and the version of the schema; None and 0 before the first event.

        Raises:
            LedgerError: the ledger is gone, or this program cannot read it.
        """
        with self._translated_errors():
            if not self._exists():
                yield None, 0
                return
            with self._transaction() as transaction:
                version = self._check_schema(transaction)
                yield (transaction, version) if version else (None, 0)

    @contextmanager
    def writing(self, key: str) -> Iterator[Transaction]:
        """Yield a transaction to write in; the ledger is created or migrated where necessary.

        Nobody else writes under the same key meanwhile. What was written is on the disk when this ends.
        """
        with self._translated_errors():
            self._prepare(exists=self._exists())
            with self._transaction() as transaction:
                self._migrate(transaction)
                self._lock(transaction, key)
                yield transaction
                found = self._find_high_water_mark(transaction)
            if self._known != found:
                with suppress(OSError):  # the event is recorded; the next one to open the ledger reports the fault
                    self._guard.write(found)

    @abstractmethod
    def check_integrity(self, transaction: Transaction) -> None:
        """Refuse a damaged ledger, as far as that can be told before its events are read."""

    def error(self, why: str) -> LedgerError:
        """Return the error that says why this ledger cannot be used."""
        return LedgerError(f"The ledger {self.name} cannot be used: {why.rstrip('.')}.")

    @abstractmethod
    def _transaction(self) -> AbstractContextManager[Transaction]:
        """Open a transaction that is committed to the disk at its end, and rolled back after an error."""

    @abstractmethod
    def _exists(self) -> bool:
        """Return whether there may be a ledger to ask; refuse one that was here and is gone."""

    @abstractmethod
    def _prepare(self, *, exists: bool) -> None:
        """Make what the first event needs."""

    @abstractmethod
    def _check_missing(self, transaction: Transaction, tables: frozenset[str]) -> int:
        """Decide on a database that has these tables, but not a ledger's: 0 for a new ledger, or an error."""

    @abstractmethod
    def _lock(self, transaction: Transaction, key: str) -> None:
        """Keep others from writing under this key until the transaction ends."""

    def _migrate(self, transaction: Transaction) -> None:
        """Bring the schema to our version, or create it: as a whole or not at all, and once."""
        version = self._check_schema(transaction)
        if version == VERSION:
            return
        self._lock(transaction, "")
        version = self._check_schema(transaction)  # another process may have been quicker
        if not version:
            self._create_schema(transaction)
        for step in range(version or VERSION, VERSION):
            self._migrate_from(transaction, step)

    def _migrate_from(self, transaction: Transaction, version: int) -> None:
        if version not in self.migrations:
            raise self.error(f"it has version {version}, which cannot be migrated to {VERSION}. {_RESTORE}")
        for statement in self.migrations[version]:
            transaction.execute(statement)
        transaction.execute(UPDATE_VERSION, {"version": version + 1})

    def _create_schema(self, transaction: Transaction) -> None:
        for statement in self.tables:
            transaction.execute(statement)
        transaction.execute(INSERT_LEDGER, {"version": VERSION, "identity": str(uuid4())})
        for statement in self.triggers:
            transaction.execute(statement)

    def _check_schema(self, transaction: Transaction) -> int:
        """Return the version of the schema, 0 where there is none."""
        tables = transaction.list_tables()
        if not tables >= FIRST_TABLES:
            return self._check_missing(transaction, tables)
        version = self._read_version(transaction)
        if version == VERSION and not tables >= TABLES:
            raise self.error(f"it has lost a table. {_RESTORE}")
        if version == VERSION:
            self._check_high_water_mark(transaction)
        return version

    def _check_high_water_mark(self, transaction: Transaction) -> None:
        """Refuse another ledger in the place of the one that was here, and one that has lost events."""
        found = self._find_high_water_mark(transaction)
        known = self._known or found
        if known.identity != found.identity:
            raise self.error(f"it is another ledger than the one that was here before. {self._advice}")
        if found.last < known.last or not self._has_content(transaction, found):
            raise self.error(f"it has lost events, and with them the record of what was sent. {self._advice}")
        if self._known != found:
            self._guard.write(found)

    def _find_high_water_mark(self, transaction: Transaction) -> HighWaterMark:
        return HighWaterMark(*self._select_one(transaction, SELECT_HIGH_WATER_MARK))

    def _has_content(self, transaction: Transaction, found: HighWaterMark) -> bool:  # noqa: ARG002  # some stores look
        """Return whether this can be a ledger that was written to, and not an emptied one."""
        return True

    @property
    def _advice(self) -> str:
        return (
            f"Restore the newest backup; if there is none, delete {self._guard.path}: "
            "after that, only the provider can tell what was sent"
        )

    def _read_version(self, transaction: Transaction) -> int:
        version: int = self._select_one(transaction, SELECT_VERSIONS)[0]
        if version < 1:
            raise self._unknown_version()
        if version > VERSION:
            raise self.error(f"it has version {version}, and this program knows {VERSION}. Update the program")
        return version

    def _select_one(self, transaction: Transaction, statement: str) -> Sequence[Any]:
        """Return what the table ``ledger`` holds, which has one row."""
        rows = transaction.execute(statement)
        if len(rows) != 1:
            raise self._unknown_version()
        row: Sequence[Any] = rows[0]
        return row

    def _unknown_version(self) -> LedgerError:
        return self.error(f"it does not say which version it has. {_RESTORE}")

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        """Turn errors of the driver and the file system into a ``LedgerError`` that names the ledger."""
        try:
            yield
        except self.driver_errors as error:
            raise self.error(self._explain(error)) from error
        except OSError as error:
            raise self.error(": ".join(filter(None, [error.strerror or str(error), error.filename]))) from error

    def _explain(self, error: Exception) -> str:
        """Return what a driver's error means, for an operator."""
        return str(error)
