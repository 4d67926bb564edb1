"""A ledger on a PostgreSQL server, for a team: several machines, one record.

It needs SQLAlchemy and pg8000, the extra ``postgresql``. Only ``open_ledger`` imports this module, and only where the
environment names a server.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scramp import ScramException  # a part of pg8000
from sqlalchemy import Connection, Dialect, Engine, NullPool, create_engine, inspect, text
from sqlalchemy.event import listen
from sqlalchemy.exc import SQLAlchemyError

from newsletter.sending.ledger.guard_file import GuardFile, HighWaterMark
from newsletter.sending.ledger.postgresql_errors import LOCK_TIMEOUT, STATEMENT_TIMEOUT, explain_server
from newsletter.sending.ledger.postgresql_url import ServerAddress, read_url
from newsletter.sending.ledger.schema import format_tables
from newsletter.sending.ledger.store import NO_VALUES, Store, Transaction

_IDLE_TIMEOUT = 60  # seconds after which the server ends a transaction whose program says nothing more
_GUARD_TEXT = (
    "The ledger of this publication is in PostgreSQL: above are its identity and the last event that was seen.\n"
)
_CONNECTION_TIMEOUT = 30  # seconds to wait for any answer at all
_SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; "  # what is read after a lock is what it guards
    "SET LOCAL synchronous_commit = on; "  # a commit survives a power cut
    f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}s'; "
    f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}s'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{_IDLE_TIMEOUT}s'"
)
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())  # faults are reported by our own messages


def _forbid_change(table: str) -> str:
    return (
        f"CREATE TRIGGER no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION newsletter_ledger_is_append_only()"
    )


class PostgresqlStore(Store):
    """A database, or a schema in it, of its own, and a guard file beside the issues."""

    driver_errors = (SQLAlchemyError,)
    tables = format_tables(number="SERIAL", user='"user"')
    triggers = (
        (
            "CREATE FUNCTION newsletter_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
        ),
        _forbid_change("events"),
        _forbid_change("letters"),
    )

    def __init__(self, url: str, guard_file: Path) -> None:
        """Name a ledger by its URL; nothing is connected yet.

        Raises:
            LedgerError: the URL cannot be used.
        """
        address = read_url(url)
        super().__init__(str(address), GuardFile(guard_file, _GUARD_TEXT))
        self._engine = _make_engine(address)

    def check_integrity(self, transaction: Transaction) -> None:
        """Leave it to the server, which reports damage when it reads."""

    @contextmanager
    def _transaction(self) -> Iterator[PostgresqlTransaction]:
        with self._engine.begin() as connection:
            yield PostgresqlTransaction(connection)

    def _exists(self) -> bool:
        self._known = self._guard.read()  # before the server is asked: another process may be creating it now
        return True

    def _prepare(self, *, exists: bool) -> None:  # noqa: ARG002  # the server alone can tell
        self._guard.make_folder()

    def _check_missing(self, transaction: Transaction, tables: frozenset[str]) -> int:
        if self._known is not None:
            raise self.error(f"its tables are gone, and they were here before. {self._advice}")
        if tables:
            raise self.error(
                "the database holds something else than a ledger of this program, or a part of one "
                f"({', '.join(sorted(tables)[:5])}). Give it a database of its own, or restore it from a backup"
            )
        if transaction.execute("SELECT current_schema()")[0][0] is None:
            raise self.error("this user may not use any schema there. Grant it the use of one")
        return 0

    def _has_content(self, transaction: Transaction, found: HighWaterMark) -> bool:
        return found.last > 0 or bool(transaction.execute("SELECT digest FROM letters LIMIT 1"))

    @staticmethod
    def lock_number(key: str) -> int:
        """Return the number of the advisory lock for a key."""
        return int.from_bytes(hashlib.sha256(f"newsletter ledger {key}".encode()).digest()[:8], "big", signed=True)

    def _lock(self, transaction: Transaction, key: str) -> None:
        transaction.execute("SELECT pg_advisory_xact_lock(:number)", {"number": self.lock_number(key)})

    def _create_schema(self, transaction: Transaction) -> None:
        encoding = transaction.execute("SHOW server_encoding")[0][0]
        if encoding != "UTF8":
            raise self.error(f"the database cannot hold every character: it is in {encoding}. Create one in UTF8")
        super()._create_schema(transaction)

    def _explain(self, error: Exception) -> str:
        return explain_server(getattr(error, "orig", None) or error)


@dataclass(frozen=True, slots=True)
class PostgresqlTransaction:
    """A transaction on a server; see ``Transaction``."""

    connection: Connection

    def execute(self, statement: str, values: Mapping[str, Any] = NO_VALUES) -> list[Any]:
        """See ``Transaction.execute``."""
        result = self.connection.execute(text(statement), dict(values))
        return list(result) if result.returns_rows else []

    def list_tables(self) -> frozenset[str]:
        """See ``Transaction.list_tables``."""
        return frozenset(inspect(self.connection).get_table_names())


def _make_engine(address: ServerAddress) -> Engine:
    engine = create_engine(
        address.url,
        connect_args={"ssl_context": address.tls, "timeout": _CONNECTION_TIMEOUT, "application_name": "newsletter"},
        hide_parameters=True,
        poolclass=NullPool,
    )
    listen(engine, "do_connect", _connect)
    listen(engine, "begin", _begin)
    return engine


def _connect(dialect: Dialect, _record: object, _args: object, options: dict[str, Any]) -> object:
    """Connect, and report a server that speaks another protocol."""
    try:
        return dialect.connect(**options)
    except (LookupError, ValueError, ScramException) as error:
        raise OSError(f"the server there is not a PostgreSQL that we understand ({type(error).__name__})") from error


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(_SETTINGS)
