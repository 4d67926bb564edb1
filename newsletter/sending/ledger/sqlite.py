"""A ledger in one SQLite file, beside the issues."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine
from sqlalchemy.event import listen

from newsletter.files import Folder, make_root, require_file
from newsletter.sending.ledger.guard_file import Witness
from newsletter.sending.ledger.store import Store

LEDGER_FILE = ".newsletter/ledger.sqlite"

_PATIENCE = 10  # seconds to wait for another process to finish its few milliseconds of writing
_JOURNALS = ("-wal", "-shm", "-journal")
_WITNESS = "ledger.sqlite stood beside this file. If it is gone, restore it: it says what was sent.\n"


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


class FileStore(Store):
    """One SQLite file that is there whole or not at all, and a witness beside it that it was."""

    triggers = _TRIGGERS
    migrations = {1: _TO_VERSION_2}  # noqa: RUF012  # constant, as its type in the base says

    def __init__(self, path: Path) -> None:
        super().__init__(str(path), _connect(path), Witness(path.with_suffix(".witness"), _WITNESS))
        self._path = path
        self._folder = path.parent.name

    def check_soundness(self, connection: Connection) -> None:
        """See ``Store.check_soundness``."""
        if (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()) != "ok":
            raise self.error(f"it is damaged: {found}. Restore it from a backup")

    @contextmanager
    def _opened(self) -> Iterator[Folder]:
        """Open the publication's folder; what is written there is for its owner alone."""
        with make_root(self._path.parents[1]), Folder(self._path.parents[1], is_private=True) as folder:
            yield folder

    def _is_there(self) -> bool:
        if not self._path.parents[1].is_dir():
            return False
        with self._opened() as folder:
            was_here = self._finds(folder, self._witness.path.name)  # asked first: another process may be making it now
            journals = [self._finds(folder, f"{self._path.name}{ending}") for ending in _JOURNALS]
            is_there = self._finds(folder, self._path.name)
            if is_there:
                folder.keep_private()
        self._known = self._witness.read() if was_here else None
        if (was_here or any(journals)) and not is_there:
            raise self.error(
                f"it is gone, and it was here before. Restore it; if that cannot be, delete {self._witness.path.name}: "
                "then the provider alone can tell what was sent"
            )
        return is_there

    def _finds(self, folder: Folder, name: str) -> bool:
        """Tell whether there is a file; SQLite, which opens it by its path, would follow a link and wait for a pipe."""
        status = folder.find(f"{self._folder}/{name}")
        if status is not None:
            require_file(status.st_mode, self._path.with_name(name))
        return status is not None

    def _miss(self, connection: Connection, tables: frozenset[str]) -> int:  # noqa: ARG002  # whatever they are
        raise self.error("it is empty, or not a ledger of this program. Restore it from a backup")

    def _make_place(self, *, is_there: bool) -> None:
        with self._opened() as folder:
            if not is_there:
                self._make(folder)

    def _make(self, folder: Folder) -> None:
        """Make the ledger under another name first: it is there whole or not at all, and nobody's is replaced."""
        new = f"{self._folder}/{self._path.name}.{secrets.token_hex(8)}.new"
        folder.make_folder(self._folder)
        folder.keep_private()
        try:
            folder.create(new, b"", 0o600)
            self._lay_out_at(folder.root / new)
            with suppress(FileExistsError):  # another process was quicker
                folder.rename(new, self._path.name, replaces=False)
            folder.sync()
        finally:
            for ending in ("", *_JOURNALS):
                folder.remove(f"{new}{ending}")
            folder.remove_empty(self._folder)  # where nothing came of it

    def _lock(self, connection: Connection, key: str) -> None:
        """Nothing is left to do: see _begin."""

    def _lay_out_at(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
        with _connect(path).begin() as connection_to_new:
            self._lay_out(connection_to_new)


def _connect(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    listen(engine, "connect", _prepare)
    listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, see _begin
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
    connection.execute("PRAGMA synchronous=FULL")  # a commit survives a power cut


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # whoever reads in order to decide keeps others from writing
