"""The append-only record of what was attempted and what came back: in a file, or in PostgreSQL for a team.

A ledger that cannot be read is an error, never an empty ledger: taking it for empty would send an issue twice.

Delivery to single recipients will be recorded here too: a table ``deliveries`` in the same ledger, one row for each
recipient, change of state and attempt, which names the event that is the intent of its send. It comes with another
version of the schema; ``events`` stays as it is and still decides whether an issue may go at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from os.path import lexists  # a link that leads nowhere was put there for a reason
from pathlib import Path

from newsletter.errors import LedgerError
from newsletter.installation import require_extra
from newsletter.sending.ledger.ledger import Ledger
from newsletter.sending.ledger.schema import VERSION
from newsletter.sending.ledger.sqlite import LEDGER_FILE, SqliteStore
from newsletter.sending.ledger.store import URL_NAME, Store

__all__ = ["LEDGER_FILE", "URL_NAME", "VERSION", "Ledger", "open_ledger"]

_SERVER_GUARD_FILE = ".newsletter/postgresql.witness"


def open_ledger(root: Path, environment: Mapping[str, str]) -> Ledger:
    """Open the ledger of the publication in the folder ``root``: in PostgreSQL where the environment names one.

    Raises:
        LedgerError: it is damaged, not a ledger, newer than this program, gone, out of reach, or not writable.
        MissingExtraError: it is in PostgreSQL, and the libraries for that are not installed.
    """
    file, guard_file, url = root / LEDGER_FILE, root / _SERVER_GUARD_FILE, environment.get(URL_NAME)
    if url is None:
        _require_no_server(guard_file)
        return Ledger(SqliteStore(file))
    _require_no_file(file, guard_file)
    return Ledger(_open_server(url, guard_file))


def _open_server(url: str, guard_file: Path) -> Store:
    require_extra("postgresql", f"{URL_NAME} names a ledger in PostgreSQL, which")
    from newsletter.sending.ledger.postgresql import PostgresqlStore  # noqa: PLC0415  # its drivers are an extra

    return PostgresqlStore(url, guard_file)


def _require_no_server(guard_file: Path) -> None:
    if lexists(guard_file):
        raise LedgerError(
            f"The ledger of this publication is in PostgreSQL, as {guard_file} says, and {URL_NAME} is not set. "
            "Set it as before: a new ledger would not know what was sent."
        )


def _require_no_file(file: Path, guard_file: Path) -> None:
    if lexists(file) and not lexists(guard_file):
        raise LedgerError(
            f"This publication has a ledger, {file}, and {URL_NAME} names another, which does not know what was sent. "
            f"Unset {URL_NAME}, or move the file away if it is no longer needed."
        )
