"""A ledger on a PostgreSQL server, for a team: several machines, one memory."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

from scramp import ScramException  # a part of pg8000
from sqlalchemy import URL, Connection, Dialect, Engine, NullPool, create_engine, func, select
from sqlalchemy.event import listen

from newsletter.sending.ledger.guard_file import Witness
from newsletter.sending.ledger.postgresql_errors import LOCK_PATIENCE, PATIENCE, explain_server
from newsletter.sending.ledger.postgresql_url import Address, read_address
from newsletter.sending.ledger.schema import letters
from newsletter.sending.ledger.store import Store

_SILENCE = 60  # seconds after which the server ends a transaction whose program says nothing more
_WITNESS = "The ledger of this publication is in PostgreSQL: above are its identity and the last event that was seen.\n"
_GIVE_UP = 30  # seconds to wait for any answer at all
_SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; "  # what is read after a lock is what it guards
    "SET LOCAL synchronous_commit = on; "  # a commit survives a power cut
    f"SET LOCAL lock_timeout = '{LOCK_PATIENCE}s'; "
    f"SET LOCAL statement_timeout = '{PATIENCE}s'; "
    f"SET LOCAL idle_in_transaction_session_timeout = '{_SILENCE}s'"
)
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())  # what breaks is said in our own words


def _forbid_change(table: str) -> str:
    return (
        f"CREATE TRIGGER no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION newsletter_ledger_is_append_only()"
    )


class ServerStore(Store):
    """A database, or a schema in it, of its own; ``witness`` is a file that says which ledger was seen, and how far."""

    triggers = (
        (
            "CREATE FUNCTION newsletter_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$"
        ),
        _forbid_change("events"),
        _forbid_change("letters"),
    )

    def __init__(self, url: str, witness: Path) -> None:
        """Name a ledger by its address; nobody is asked yet.

        Raises:
            LedgerError: that is no address.
        """
        address = read_address(url)
        super().__init__(str(address), _connect(address), Witness(witness, _WITNESS))

    def check_soundness(self, connection: Connection) -> None:
        """Leave it to the server, which tells damage when it reads."""

    def _is_there(self) -> bool:
        self._known = self._witness.read()  # before the server is asked: another process may be making it now
        return True

    def _make_place(self, *, is_there: bool) -> None:  # noqa: ARG002  # the server alone can tell
        self._witness.make_place()

    def _miss(self, connection: Connection, tables: frozenset[str]) -> int:
        if self._known is not None:
            raise self.error(f"its tables are gone, and they were here before. {self._way_out}")
        if tables:
            raise self.error(
                f"what is there is no ledger of this program, or a part of one ({', '.join(sorted(tables)[:5])}). "
                "Give it a database of its own, or restore it from a backup"
            )
        if connection.exec_driver_sql("SELECT current_schema()").scalar_one() is None:
            raise self.error("this user may not look into any schema there. Grant it the use of one")
        return 0

    def _holds_anything(self, connection: Connection) -> bool:
        return self._found.last > 0 or connection.execute(select(letters.c.digest).limit(1)).first() is not None

    @staticmethod
    def name_lock(key: str) -> int:
        """Return the number under which PostgreSQL locks what has a name here."""
        return int.from_bytes(hashlib.sha256(f"newsletter ledger {key}".encode()).digest()[:8], "big", signed=True)

    def _lock(self, connection: Connection, key: str) -> None:
        connection.execute(select(func.pg_advisory_xact_lock(self.name_lock(key))))

    def _lay_out(self, connection: Connection) -> None:
        if (encoding := connection.exec_driver_sql("SHOW server_encoding").scalar_one()) != "UTF8":
            raise self.error(f"the database cannot hold every letter: it is in {encoding}. Make one in UTF8")
        super()._lay_out(connection)

    def _explain(self, error: BaseException) -> str:
        return explain_server(error)


def _connect(address: Address) -> Engine:
    engine = create_engine(
        URL.create(
            "postgresql+pg8000",
            username=address.user,
            password=address.password.get_secret_value(),
            host=address.host,
            port=address.port,
            database=address.database,
        ),
        connect_args={"ssl_context": address.tls, "timeout": _GIVE_UP, "application_name": "newsletter"},
        hide_parameters=True,
        poolclass=NullPool,
    )
    listen(engine, "do_connect", _open)
    listen(engine, "begin", _begin)
    return engine


def _open(dialect: Dialect, _record: object, _args: object, options: dict[str, Any]) -> object:
    """Connect, and say so where what answers there speaks some other language."""
    try:
        return dialect.connect(**options)
    except (LookupError, ValueError, ScramException) as error:
        raise OSError(f"what answers there is no PostgreSQL that we understand ({type(error).__name__})") from error


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(_SETTINGS)
