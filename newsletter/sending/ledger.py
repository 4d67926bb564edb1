"""The append-only record of what was attempted and what came back; the only door to SQLAlchemy.

A ledger that cannot be read is an error, never an empty ledger: taking it for empty would send an issue twice.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    URL,
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    NullPool,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    insert,
    inspect,
    select,
)
from sqlalchemy.event import listen
from sqlalchemy.exc import SQLAlchemyError

from newsletter.errors import LedgerError
from newsletter.sending.history import Actor, Event, History, Kind

VERSION = 1
LEDGER_FILE = ".newsletter/ledger.sqlite"

_PATIENCE = 10  # seconds to wait for another process to finish its few milliseconds of writing
_WITNESS = "ledger.sqlite stood beside this file. If it is gone, restore it: it says what was sent.\n"

_metadata = MetaData()
_schema = Table("ledger", _metadata, Column("version", Integer, nullable=False))
_events = Table(
    "events",
    _metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("marker", String(200), nullable=False, index=True),
    Column("attempt", Integer),
    Column("issue", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("provider", String(60), nullable=False),
    Column("audience", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("user", Text, nullable=False),
    UniqueConstraint("marker", "attempt", "kind"),  # two processes cannot both hold one attempt
)


class Ledger:
    """The ledger of one publication, in one SQLite file; nothing is written before the first event."""

    def __init__(self, path: Path) -> None:
        """Open the ledger at ``path``.

        Raises:
            LedgerError: it is damaged, not a ledger, newer than this program, gone, or not writable.
        """
        self._path = path
        self._engine = _connect(path)
        self._check_presence()
        if self.exists:
            with self._transaction() as connection:
                self._check_soundness(connection)

    @property
    def exists(self) -> bool:
        """Whether anything was ever recorded."""
        return self._path.exists()

    def read(self, marker: str) -> History:
        """Return everything that happened to the campaign ``marker``."""
        self._check_presence()
        if not self.exists:
            return History()
        with self._transaction() as connection:
            return self._read(connection, marker)

    def append(self, marker: str, decide: Callable[[History], Event]) -> Event:
        """Add the event that ``decide`` makes of the history; nobody else can write in between.

        ``decide`` refuses by raising, and then nothing is written. The event is on the disk when this returns.
        """
        self._check_presence()
        with self._explained():
            self._create()
        with self._transaction() as connection:
            added = decide(self._read(connection, marker))
            connection.execute(insert(_events).values(**_to_row(added)))
        return added

    def _read(self, connection: Connection, marker: str) -> History:
        try:
            rows = connection.execute(select(_events).where(_events.c.marker == marker).order_by(_events.c.id))
            return History(tuple(_from_row(row) for row in rows))
        except (ValueError, TypeError) as error:
            raise self._error(f"it holds an event that makes no sense ({error})") from error

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._explained(), self._engine.begin() as connection:
            self._check_schema(connection)
            yield connection

    def _check_schema(self, connection: Connection) -> None:
        if not set(inspect(connection).get_table_names()) >= set(_metadata.tables):
            raise self._error("it is empty, or not a ledger of this program. Restore it from a backup")
        if (version := connection.execute(select(_schema.c.version)).scalar_one()) > VERSION:
            raise self._error(f"it has version {version}, and this program knows {VERSION}. Update the program")

    def _check_soundness(self, connection: Connection) -> None:
        if (found := connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()) != "ok":
            raise self._error(f"it is damaged: {found}. Restore it from a backup")

    def _check_presence(self) -> None:
        """Refuse a ledger that was here and is gone."""
        with self._explained():
            journal = self._path.with_name(self._path.name + "-wal")
            was_here = self._witness.exists() or journal.exists()  # asked first: another process may be making it now
            if was_here and not self._path.exists():
                raise self._error(
                    f"it is gone, and it was here before. Restore it; if that cannot be, delete {self._witness.name}: "
                    "then the provider alone can tell what was sent"
                )

    @property
    def _witness(self) -> Path:
        return self._path.with_suffix(".witness")

    def _create(self) -> None:
        """Make the ledger under another name first: it is there whole or not at all, and nobody's is replaced."""
        if not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            new = self._path.with_name(f"{self._path.name}.{os.getpid()}.new")
            try:
                _lay_out(new)
                with suppress(FileExistsError):  # another process was quicker
                    self._path.hardlink_to(new)
            finally:
                new.unlink(missing_ok=True)
        if not self._witness.exists():
            self._witness.write_text(_WITNESS, encoding="utf-8")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLAlchemy, SQLite and the file system say into a ``LedgerError`` that names the file."""
        try:
            yield
        except SQLAlchemyError as error:
            raise self._error(str(getattr(error, "orig", None) or error)) from error
        except sqlite3.Error as error:
            raise self._error(str(error)) from error
        except OSError as error:
            raise self._error(f"{error.strerror}: {error.filename}") from error

    def _error(self, why: str) -> LedgerError:
        return LedgerError(f"The ledger {self._path} cannot be used: {why}.")


def _connect(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)
    listen(engine, "connect", _prepare)
    listen(engine, "begin", _begin)
    return engine


def _lay_out(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
    with _connect(path).begin() as connection:
        _metadata.create_all(connection)
        connection.execute(insert(_schema).values(version=VERSION))
        for change in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(
                f"CREATE TRIGGER no_{change.lower()} BEFORE {change} ON events "
                "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
            )


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, see _begin
    connection.execute(f"PRAGMA busy_timeout={_PATIENCE * 1000}")
    connection.execute("PRAGMA synchronous=FULL")  # a commit survives a power cut


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # whoever reads in order to decide keeps others from writing


def _to_row(event: Event) -> dict[str, Any]:
    return {
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "kind": event.kind.value,
        "marker": event.marker,
        "attempt": event.attempt,
        "issue": event.issue,
        "digest": event.digest,
        "provider": event.provider,
        "audience": event.audience,
        "remote_id": event.remote_id,
        "detail": dict(event.detail),
        "host": event.actor.host,
        "pid": event.actor.pid,
        "user": event.actor.user,
    }


def _from_row(row: Row[Any]) -> Event:
    return Event(
        at=datetime.fromisoformat(row.at),
        kind=Kind(row.kind),
        marker=row.marker,
        attempt=row.attempt,
        issue=row.issue,
        digest=row.digest,
        provider=row.provider,
        audience=row.audience,
        remote_id=row.remote_id,
        detail=row.detail,
        actor=Actor(row.host, row.pid, row.user),
    )
