"""A ledger that an older program wrote: read as it is, brought up to date by whoever writes, whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from newsletter.errors import LedgerError, SendRefusedError
from newsletter.sending.history import History, Kind, LedgerEvent, SendStatus
from newsletter.sending.ledger.ledger import Ledger
from newsletter.sending.ledger.sqlite import SqliteStore, SqliteTransaction
from tests.sending.ledgers import EVENT, LETTER, MARKER, Home
from tests.sending.send_contexts import NOW
from tests.sending.stored_ledgers import read_sql

OTHER = "nk-2024-02-77aa"
NEXT = replace(EVENT, attempt=3)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a publication whose ledger is as version 1 of the schema was written."""
    home = Home(tmp_path)
    home.path.parent.mkdir()
    with closing(sqlite3.connect(home.path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(read_sql(1))
    return home


def describe(home: Home) -> list[object]:
    """Return what a ledger is made of, without how it was spelt when it was made."""
    parts = home.execute("SELECT type, name, tbl_name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2")
    tables = [name for kind, name, _ in parts if kind == "table"]
    columns = [home.execute(f"SELECT * FROM pragma_table_info('{table}')") for table in tables]  # noqa: S608  # its own
    wanted = 'name, "unique", origin, partial'
    indexes = [
        home.execute(f"SELECT {wanted} FROM pragma_index_list('{table}') ORDER BY name")  # noqa: S608  # its own
        for table in tables
    ]
    return [parts, columns, indexes]


def version(home: Home) -> object:
    return home.execute("SELECT version FROM ledger")


def dump(home: Home) -> str:
    with closing(sqlite3.connect(home.path)) as connection:
        return "\n".join(connection.iterdump())


def test_an_old_ledger_is_read_as_it_is(home: Home) -> None:
    before = dump(home)
    history = home.read()
    assert [event.kind for event in history.events] == [
        "test", "intent", "failed", "intent", "sending", "unknown", "resolved-sent",
    ]  # fmt: skip
    assert history.status is SendStatus.SENT
    assert history.events[2].detail == {"why": "Zoë’s server said “no”"}
    assert [event.marker for event in home.open().export()].count(OTHER) == 1
    assert home.open().find_snapshot(LETTER.digest) is None
    assert dump(home) == before


def test_the_first_event_brings_it_up_to_date_and_loses_nothing(home: Home) -> None:
    before = [*home.open().export()]
    home.append(NEXT)
    assert version(home) == [(2,)]
    assert [*home.open().export()] == [*before, NEXT]
    home.open().keep_snapshot(LETTER)
    assert home.open().find_snapshot(LETTER.digest) == LETTER


def test_words_that_are_kept_bring_it_up_to_date_too(home: Home) -> None:
    home.open().keep_snapshot(LETTER)
    assert version(home) == [(2,)]
    assert home.open().find_snapshot(LETTER.digest) == LETTER


def test_what_was_brought_up_to_date_is_as_if_made_today(home: Home, tmp_path: Path) -> None:
    new = Home(tmp_path / "new")
    for one in (home, new):
        one.append(NEXT)
    assert describe(home) == describe(new)


def test_what_it_forbids_today_is_forbidden_of_what_it_held(home: Home) -> None:
    home.append(NEXT)
    with pytest.raises(LedgerError, match="UNIQUE"):
        home.append(replace(EVENT, attempt=2))
    for statement in ("UPDATE events SET kind = 'failed'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            home.execute(statement)
    unknown = replace(NEXT, kind=Kind.UNKNOWN, at=NOW + timedelta(hours=1))
    home.append(unknown, unknown)


def test_a_refusal_leaves_it_as_old_as_it_was(home: Home) -> None:
    def refuse(history: History) -> LedgerEvent:
        assert history.status is SendStatus.SENT
        raise SendRefusedError("It was sent.")

    before = dump(home)
    with pytest.raises(SendRefusedError):
        home.open().append(MARKER, refuse)
    assert dump(home) == before


def test_one_that_breaks_todays_rules_is_refused_and_left_alone(home: Home) -> None:
    home.execute(
        "INSERT INTO events SELECT 9, at, 'trying', marker, attempt, issue, digest, provider, audience, remote_id, "
        "detail, host, pid, user FROM events WHERE id = 2"
    )
    before = dump(home)
    with pytest.raises(LedgerError, match="UNIQUE"):
        home.append(NEXT)
    assert dump(home) == before


class Doomed(SqliteStore):
    """Kills the process before a statement of the migration."""

    def __init__(self, path: Path, step: int) -> None:
        super().__init__(path)
        steps = SqliteStore.migrations[1]
        self.migrations = {1: (*steps[:step], "SELECT die()")}

    @contextmanager
    def _transaction(self) -> Iterator[SqliteTransaction]:
        with super()._transaction() as transaction:
            connection = transaction.connection
            connection.create_function("die", 0, lambda: os.kill(os.getpid(), signal.SIGKILL))
            connection.execute("PRAGMA cache_size=1")  # what is changed goes to the disk at once
            yield transaction


def die_while_migrating(path: Path, step: int) -> None:
    """Run in a process of its own."""
    Ledger(Doomed(path, step)).append(MARKER, lambda _: NEXT)


@pytest.mark.slow
@pytest.mark.parametrize("step", range(len(SqliteStore.migrations[1]) + 1))
def test_a_kill_anywhere_leaves_it_whole_and_as_old_as_it_was(home: Home, step: int) -> None:
    before = dump(home)
    process = get_context("forkserver").Process(target=die_while_migrating, args=(home.path, step))
    process.start()
    process.join(60)
    assert process.exitcode == -9
    assert dump(home) == before
    home.append(NEXT)
    assert home.read().events[-1] == NEXT


def migrate(path: Path) -> None:
    """Run in a process of its own."""
    for attempt in range(3, 7):
        event = replace(EVENT, kind=Kind.TEST, attempt=attempt, detail={"by": str(os.getpid())})
        Ledger(SqliteStore(path)).append(MARKER, lambda _, event=event: event)  # type: ignore[misc]  # binds the loop's


def test_of_many_that_write_at_once_one_brings_it_up_to_date(home: Home) -> None:
    processes = [get_context("forkserver").Process(target=migrate, args=(home.path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert version(home) == [(2,)]
    assert len(home.read().events) == 7 + 16
