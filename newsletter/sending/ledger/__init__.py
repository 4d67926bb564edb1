"""The append-only record of what was attempted and what came back: in a file, or in PostgreSQL for a team.

A ledger that cannot be read is an error, never an empty ledger: taking it for empty would send an issue twice.

Delivery to single recipients will live here too: a table ``deliveries`` in the same ledger, one row for each recipient,
change of state and attempt, which names the event that is the intent of its send. It comes as another version of the
schema; ``events`` stays as it is and keeps deciding whether an issue may go at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from os.path import lexists  # a link that leads nowhere was put there for a reason
from pathlib import Path

from newsletter.errors import LedgerError
from newsletter.sending.ledger.ledger import Ledger
from newsletter.sending.ledger.postgresql_url import URL_NAME
from newsletter.sending.ledger.schema import VERSION
from newsletter.sending.ledger.sqlite import LEDGER_FILE, FileStore

__all__ = ["LEDGER_FILE", "URL_NAME", "VERSION", "Ledger", "open_ledger"]

_SERVER_WITNESS = ".newsletter/postgresql.witness"


def open_ledger(root: Path, environment: Mapping[str, str]) -> Ledger:
    """Open the ledger of the publication in the folder ``root``: PostgreSQL's where the environment names one.

    Raises:
        LedgerError: it is damaged, not a ledger, newer than this program, gone, out of reach, or not writable.
    """
    file, witness, url = root / LEDGER_FILE, root / _SERVER_WITNESS, environment.get(URL_NAME)
    if url is None:
        _refuse_to_forget_the_server(witness)
        return Ledger(FileStore(file))
    _refuse_to_forget_the_file(file, witness)
    from newsletter.sending.ledger.postgresql import ServerStore  # noqa: PLC0415  # only teams wait for its driver

    return Ledger(ServerStore(url, witness))


def _refuse_to_forget_the_server(witness: Path) -> None:
    if lexists(witness):
        raise LedgerError(
            f"The ledger of this publication is in PostgreSQL, as {witness} says, and {URL_NAME} is not set. "
            "Set it as before: a new ledger would not know what was sent."
        )


def _refuse_to_forget_the_file(file: Path, witness: Path) -> None:
    if lexists(file) and not lexists(witness):
        raise LedgerError(
            f"This publication has a ledger, {file}, and {URL_NAME} names another, which does not know what was sent. "
            f"Unset {URL_NAME}, or move the file away if nothing in it counts any more."
        )
