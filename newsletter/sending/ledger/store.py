"""What all places for a ledger have in common: transactions that are checked and migrated, errors in our words."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, insert, inspect, select, update
from sqlalchemy.exc import SQLAlchemyError

from newsletter.errors import LedgerError
from newsletter.sending.ledger.guard_file import Sight, Witness
from newsletter.sending.ledger.schema import FIRST_TABLES, VERSION, about, events, metadata

_RESTORE = "Restore it from a backup"
_last_event = select(func.coalesce(func.max(events.c.id), 0)).scalar_subquery()


class Store(ABC):
    """Where a ledger is kept. ``name`` is shown in messages, and holds no secret."""

    migrations: Mapping[int, Sequence[str]] = {}
    """What leads from each version to the next, in SQL that never changes again."""

    triggers: Sequence[str] = ()
    """What keeps the tables append-only."""

    def __init__(self, name: str, engine: Engine, witness: Witness) -> None:
        self.name = name
        self._engine = engine
        self._witness = witness
        self._known: Sight | None = None

    @contextmanager
    def reading(self) -> Iterator[tuple[Connection | None, int]]:
        """Yield a transaction to read in and the version of what is there; nothing and 0 before the first event.

        Raises:
            LedgerError: the ledger is gone, or not one that this program can read.
        """
        with self._explained():
            if not self._is_there():
                yield None, 0
                return
            with self._engine.begin() as connection:
                version = self._check_schema(connection)
                yield (connection, version) if version else (None, 0)

    @contextmanager
    def writing(self, key: str) -> Iterator[Connection]:
        """Yield a transaction to write in, of a ledger made or migrated where need be.

        Nobody else writes under the same key meanwhile. What was written is on the disk when this ends.
        """
        with self._explained():
            self._make_place(is_there=self._is_there())
            with self._engine.begin() as connection:
                self._migrate(connection)
                self._lock(connection, key)
                yield connection
                self._look(connection)
            if self._known != self._found:
                with suppress(OSError):  # the event is on record; whoever opens the ledger next will hear of it
                    self._witness.write(self._found)

    @abstractmethod
    def check_soundness(self, connection: Connection) -> None:
        """Refuse a ledger that is damaged, as far as can be told before its events are read."""

    def error(self, why: str) -> LedgerError:
        """Return the error that says why this ledger cannot be used."""
        return LedgerError(f"The ledger {self.name} cannot be used: {why.rstrip('.')}.")

    @abstractmethod
    def _is_there(self) -> bool:
        """Tell whether it is worth asking; refuse a ledger that was here and is gone."""

    @abstractmethod
    def _make_place(self, *, is_there: bool) -> None:
        """Make room for the first event."""

    @abstractmethod
    def _miss(self, connection: Connection, tables: frozenset[str]) -> int:
        """Say what it means that a ledger's tables are not there, but these are: 0 for a new ledger, or an error."""

    @abstractmethod
    def _lock(self, connection: Connection, key: str) -> None:
        """Keep others from writing under this key."""

    def _migrate(self, connection: Connection) -> None:
        """Bring what is there to our version, or lay it out: whole or not at all, and once."""
        version = self._check_schema(connection)
        if version == VERSION:
            return
        self._lock(connection, "")
        version = self._check_schema(connection)  # another process may have been quicker
        if not version:
            self._lay_out(connection)
        for step in range(version or VERSION, VERSION):
            self._take_step(connection, step)

    def _take_step(self, connection: Connection, version: int) -> None:
        if version not in self.migrations:
            raise self.error(f"it has version {version}, and nothing leads from there to {VERSION}. {_RESTORE}")
        for statement in self.migrations[version]:
            connection.exec_driver_sql(statement)
        connection.execute(update(about).values(version=version + 1))

    def _lay_out(self, connection: Connection) -> None:
        metadata.create_all(connection)
        connection.execute(insert(about).values(version=VERSION, identity=str(uuid4())))
        for statement in self.triggers:
            connection.exec_driver_sql(statement)

    def _check_schema(self, connection: Connection) -> int:
        """Return the version of what is there, 0 for nothing."""
        tables = frozenset(inspect(connection).get_table_names())
        if not tables >= FIRST_TABLES:
            return self._miss(connection, tables)
        version = self._read_version(connection)
        if version == VERSION and not tables >= set(metadata.tables):
            raise self.error(f"it has lost a table. {_RESTORE}")
        if version == VERSION:
            self._check_identity(connection)
        return version

    def _check_identity(self, connection: Connection) -> None:
        """Refuse another ledger in the place of the one that was here, or one that has forgotten something."""
        self._look(connection)
        found, known = self._found, self._known or self._found
        if known.identity != found.identity:
            raise self.error(f"it is another ledger than the one that was here before. {self._way_out}")
        if found.last < known.last or not self._holds_anything(connection):
            raise self.error(f"it has lost events, and with them what was sent. {self._way_out}")
        if self._known != found:
            self._witness.write(found)

    def _look(self, connection: Connection) -> None:
        self._found = Sight(*connection.execute(select(about.c.identity, _last_event)).one())

    def _holds_anything(self, connection: Connection) -> bool:  # noqa: ARG002  # where it can be there without an event
        """Tell whether it is more than an empty ledger in the place of a full one."""
        return True

    @property
    def _way_out(self) -> str:
        return (
            f"Restore the newest there is; if that cannot be, delete {self._witness.path}: "
            "then the provider alone can tell what was sent"
        )

    def _read_version(self, connection: Connection) -> int:
        versions: Sequence[int] = connection.execute(select(about.c.version)).scalars().all()
        if len(versions) != 1 or versions[0] < 1:
            raise self.error(f"it does not say which version it has. {_RESTORE}")
        if versions[0] > VERSION:
            raise self.error(f"it has version {versions[0]}, and this program knows {VERSION}. Update the program")
        return versions[0]

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what SQLAlchemy, a driver and the file system say into a ``LedgerError`` that names the ledger."""
        try:
            yield
        except SQLAlchemyError as error:
            raise self.error(self._explain(getattr(error, "orig", None) or error)) from error
        except sqlite3.Error as error:
            raise self.error(str(error)) from error
        except OSError as error:
            raise self.error(": ".join(filter(None, [error.strerror or str(error), error.filename]))) from error

    def _explain(self, error: BaseException) -> str:
        """Put into words what a driver says."""
        return str(error)
