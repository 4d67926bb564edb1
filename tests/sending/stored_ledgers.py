"""Ledgers as released programs wrote them, restored from SQL into the folder of a publication."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from newsletter.sending.ledger import LEDGER_FILE

MARKERS = {1: "nk-2024-01-5f1c", 2: "2024-01-15a15397695d"}
"""The campaign that each of them knows to be sent, by the version of the schema."""

IDENTITY = "5b0c7f0e-3f5d-4d0b-9a55-1d2f4be0a6c1"
"""The identity of the ledger of version 2, which holds 18 events."""

GUARD_TEXT = "ledger.sqlite stood beside this file. If it is gone, restore it: it says what was sent.\n"
"""The text of the guard file: all that version 1 wrote, and what follows the high-water mark since."""

GUARD_FILES = {1: GUARD_TEXT, 2: f"{IDENTITY}\n18\n{GUARD_TEXT}"}


def read_sql(version: int) -> str:
    """Return the SQL of a stored ledger."""
    return Path(__file__).with_name(f"ledger_version_{version}.sql").read_text(encoding="utf-8")


def restore_ledger(root: Path, version: int, marker: str = "") -> Path:
    """Write the stored ledger of a version, and its guard file, below ``root``; its campaign may get another marker."""
    path = root / LEDGER_FILE
    path.parent.mkdir(mode=0o700, parents=True)
    path.with_suffix(".witness").write_text(GUARD_FILES[version], encoding="utf-8")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(read_sql(version).replace(MARKERS[version], marker or MARKERS[version]))
    return path


def dump(path: Path) -> Iterator[str]:
    """Yield the SQL that a ledger consists of, as SQLite has it."""
    with closing(sqlite3.connect(path)) as connection:
        yield from connection.iterdump()
