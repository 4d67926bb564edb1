"""A ledger in one SQLite file, beside the issues. The only door to ``sqlite3``."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsletter.files import Folder, make_root, require_file
from newsletter.sending.ledger.guard_file import GuardFile
from newsletter.sending.ledger.schema import format_tables
from newsletter.sending.ledger.store import NO_VALUES, Store, Transaction

LEDGER_FILE = ".newsletter/ledger.sqlite"

_BUSY_TIMEOUT = 10  # seconds to wait for another process to finish its few milliseconds of writing
_JOURNALS = ("-wal", "-shm", "-journal")
_GUARD_TEXT = "ledger.sqlite stood beside this file. If it is gone, restore it: it says what was sent.\n"


def _forbid(change: str, table: str, name: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE {change} ON {table} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
    )


_TRIGGERS = (
    _forbid("UPDATE", "events", "no_update"),
    _forbid("DELETE", "events", "no_delete"),
    _forbid("UPDATE", "letters", "no_letter_update"),
    _forbid("DELETE", "letters", "no_letter_delete"),
)
_TO_VERSION_2 = (
    "ALTER TABLE events RENAME TO events_1",
    "DROP INDEX ix_events_marker",
    (
        "CREATE TABLE events (id INTEGER NOT NULL, at VARCHAR(40) NOT NULL, kind VARCHAR(20) NOT NULL, "
        "marker VARCHAR(200) NOT NULL, attempt INTEGER, issue VARCHAR(20) NOT NULL, digest VARCHAR(64) NOT NULL, "
        "provider VARCHAR(60) NOT NULL, audience TEXT NOT NULL, remote_id TEXT NOT NULL, detail JSON NOT NULL, "
        "host TEXT NOT NULL, pid INTEGER NOT NULL, user TEXT NOT NULL, PRIMARY KEY (id))"
    ),
    "INSERT INTO events SELECT * FROM events_1 ORDER BY id",
    "DROP TABLE events_1",
    "CREATE INDEX ix_events_marker ON events (marker)",
    "CREATE UNIQUE INDEX one_claim ON events (marker, attempt) WHERE kind IN ('intent', 'trying')",
    (
        "CREATE TABLE letters (digest VARCHAR(64) NOT NULL, subject TEXT NOT NULL, preheader TEXT NOT NULL, "
        "sender TEXT NOT NULL, layout VARCHAR(64) NOT NULL, text JSON NOT NULL, PRIMARY KEY (digest))"
    ),
    "DROP TABLE ledger",
    "CREATE TABLE ledger (version INTEGER NOT NULL, identity VARCHAR(36) NOT NULL)",
    "INSERT INTO ledger VALUES (1, lower(hex(randomblob(16))))",
    *_TRIGGERS,
)


class SqliteStore(Store):
    """One SQLite file that exists as a whole or not at all, and a guard file beside it."""

    driver_errors = (sqlite3.Error,)
    tables = format_tables(number="INTEGER", user="user")
    triggers = _TRIGGERS
    migrations = {1: _TO_VERSION_2}  # noqa: RUF012  # constant, as its type in the base says

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), GuardFile(path.with_suffix(".witness"), _GUARD_TEXT))
        self._path = path
        self._folder = path.parent.name

    def check_integrity(self, transaction: Transaction) -> None:
        """See ``Store.check_integrity``."""
        [(found,)] = transaction.execute("PRAGMA quick_check(1)")
        if found != "ok":
            raise self.error(f"it is damaged: {found}. Restore it from a backup")

    def _transaction(self) -> AbstractContextManager[SqliteTransaction]:
        return _begin(self._path)

    @contextmanager
    def _opened(self) -> Iterator[Folder]:
        """Open the publication's folder; what is written there is for its owner alone."""
        with make_root(self._path.parents[1]), Folder(self._path.parents[1], is_private=True) as folder:
            yield folder

    def _exists(self) -> bool:
        if not self._path.parents[1].is_dir():
            return False
        with self._opened() as folder:
            was_here = self._has(folder, self._guard.path.name)  # first: another process may be creating both now
            journals = [self._has(folder, f"{self._path.name}{ending}") for ending in _JOURNALS]
            exists = self._has(folder, self._path.name)
            if exists:
                folder.keep_private()
        self._known = self._guard.read() if was_here else None
        if (was_here or any(journals)) and not exists:
            raise self.error(
                f"it is gone, and it was here before. Restore it; if that is impossible, delete "
                f"{self._guard.path.name}: after that, only the provider can tell what was sent"
            )
        return exists

    def _has(self, folder: Folder, name: str) -> bool:
        """Tell whether a file exists; SQLite, which opens it by its path, would follow a link and wait for a pipe."""
        status = folder.find(f"{self._folder}/{name}")
        if status is not None:
            require_file(status.st_mode, self._path.with_name(name))
        return status is not None

    def _check_missing(self, transaction: Transaction, tables: frozenset[str]) -> int:  # noqa: ARG002  # whatever they are
        raise self.error("it is empty, or not a ledger of this program. Restore it from a backup")

    def _prepare(self, *, exists: bool) -> None:
        with self._opened() as folder:
            if not exists:
                self._create(folder)

    def _create(self, folder: Folder) -> None:
        """Create the ledger under another name first: it exists as a whole or not at all, and replaces no other."""
        new = f"{self._folder}/{self._path.name}.{secrets.token_hex(8)}.new"
        folder.make_folder(self._folder)
        folder.keep_private()
        try:
            folder.create(new, b"", 0o600)
            self._create_database(folder.root / new)
            with suppress(FileExistsError):  # another process was quicker
                folder.rename(new, self._path.name, replaces=False)
            folder.sync()
        finally:
            for ending in ("", *_JOURNALS):
                folder.remove(f"{new}{ending}")
            folder.remove_empty(self._folder)  # where nothing came of it

    def _create_database(self, path: Path) -> None:
        with _connect(path) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with _begin(path) as transaction:
            self._create_schema(transaction)

    def _lock(self, transaction: Transaction, key: str) -> None:
        """Do nothing: every transaction locks the whole file, see ``_begin``."""


@dataclass(frozen=True, slots=True)
class SqliteTransaction:
    """A transaction on a file; see ``Transaction``."""

    connection: sqlite3.Connection

    def execute(self, statement: str, values: Mapping[str, Any] = NO_VALUES) -> list[Any]:
        """See ``Transaction.execute``."""
        return self.connection.execute(statement, dict(values)).fetchall()

    def list_tables(self) -> frozenset[str]:
        """See ``Transaction.list_tables``."""
        return frozenset(name for (name,) in self.execute("SELECT name FROM sqlite_master WHERE type = 'table'"))


@contextmanager
def _begin(path: Path) -> Iterator[SqliteTransaction]:
    """Lock the file, so that nobody writes while somebody reads in order to decide; commit at the end."""
    with _connect(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with connection:  # commits, or rolls back after an error
            yield SqliteTransaction(connection)


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that exists; no transaction begins unless ``_begin`` says so."""
    uri = f"{path.absolute().as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=_BUSY_TIMEOUT, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")  # a commit survives a power cut
        yield connection
