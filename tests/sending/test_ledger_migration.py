"""A ledger that an older program wrote: read as it is, migrated by the first process that writes, as a whole or not."""

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
from newsletter.sending.history import EventKind, History, LedgerEvent, SendStatus
from newsletter.sending.ledger.ledger import Ledger
from newsletter.sending.ledger.sqlite import SqliteStore, SqliteTransaction
from tests.sending.ledgers import EVENT, MARKER, SNAPSHOT, Workspace
from tests.sending.send_contexts import NOW
from tests.sending.stored_ledgers import read_sql

OTHER = "nk-2024-02-77aa"
NEXT = replace(EVENT, attempt=3)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a publication whose ledger is as version 1 of the schema was written."""
    workspace = Workspace(tmp_path)
    workspace.path.parent.mkdir()
    with closing(sqlite3.connect(workspace.path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(read_sql(1))
    return workspace


def describe(workspace: Workspace) -> list[object]:
    """Return what a ledger is made of, without how it was spelt when it was made."""
    parts = workspace.execute("SELECT type, name, tbl_name FROM sqlite_master WHERE sql IS NOT NULL ORDER BY 1, 2")
    tables = [name for kind, name, _ in parts if kind == "table"]
    columns = [workspace.execute(f"SELECT * FROM pragma_table_info('{table}')") for table in tables]  # noqa: S608  # its own
    wanted = 'name, "unique", origin, partial'
    indexes = [
        workspace.execute(f"SELECT {wanted} FROM pragma_index_list('{table}') ORDER BY name")  # noqa: S608  # its own
        for table in tables
    ]
    return [parts, columns, indexes]


def version(workspace: Workspace) -> object:
    return workspace.execute("SELECT version FROM ledger")


def dump(workspace: Workspace) -> str:
    with closing(sqlite3.connect(workspace.path)) as connection:
        return "\n".join(connection.iterdump())


def test_an_old_ledger_is_read_as_it_is(workspace: Workspace) -> None:
    before = dump(workspace)
    history = workspace.read()
    assert [event.kind for event in history.events] == [
        "test", "intent", "failed", "intent", "sending", "unknown", "resolved-sent",
    ]  # fmt: skip
    assert history.status is SendStatus.SENT
    assert history.events[2].detail == {"why": "Zoë’s server said “no”"}
    assert [event.marker for event in workspace.open().export()].count(OTHER) == 1
    assert workspace.open().find_snapshot(SNAPSHOT.digest) is None
    assert dump(workspace) == before


def test_the_first_event_brings_it_up_to_date_and_loses_nothing(workspace: Workspace) -> None:
    before = [*workspace.open().export()]
    workspace.append(NEXT)
    assert version(workspace) == [(2,)]
    assert [*workspace.open().export()] == [*before, NEXT]
    workspace.open().keep_snapshot(SNAPSHOT)
    assert workspace.open().find_snapshot(SNAPSHOT.digest) == SNAPSHOT


def test_a_snapshot_brings_it_up_to_date_too(workspace: Workspace) -> None:
    workspace.open().keep_snapshot(SNAPSHOT)
    assert version(workspace) == [(2,)]
    assert workspace.open().find_snapshot(SNAPSHOT.digest) == SNAPSHOT


def test_a_migrated_ledger_equals_a_new_one(workspace: Workspace, tmp_path: Path) -> None:
    new = Workspace(tmp_path / "new")
    for one in (workspace, new):
        one.append(NEXT)
    assert describe(workspace) == describe(new)


def test_a_migrated_ledger_enforces_todays_rules(workspace: Workspace) -> None:
    workspace.append(NEXT)
    with pytest.raises(LedgerError, match="UNIQUE"):
        workspace.append(replace(EVENT, attempt=2))
    for statement in ("UPDATE events SET kind = 'failed'", "DELETE FROM events"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            workspace.execute(statement)
    unknown = replace(NEXT, kind=EventKind.UNKNOWN, at=NOW + timedelta(hours=1))
    workspace.append(unknown, unknown)


def test_a_refusal_leaves_it_unmigrated(workspace: Workspace) -> None:
    def refuse(history: History) -> LedgerEvent:
        assert history.status is SendStatus.SENT
        raise SendRefusedError("It was sent.")

    before = dump(workspace)
    with pytest.raises(SendRefusedError):
        workspace.open().append(MARKER, refuse)
    assert dump(workspace) == before


def test_one_that_breaks_todays_rules_is_refused_and_left_unchanged(workspace: Workspace) -> None:
    workspace.execute(
        "INSERT INTO events SELECT 9, at, 'trying', marker, attempt, issue, digest, provider, audience, remote_id, "
        "detail, host, pid, user FROM events WHERE id = 2"
    )
    before = dump(workspace)
    with pytest.raises(LedgerError, match="UNIQUE"):
        workspace.append(NEXT)
    assert dump(workspace) == before


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
def test_a_kill_anywhere_leaves_it_whole_and_unmigrated(workspace: Workspace, step: int) -> None:
    before = dump(workspace)
    process = get_context("forkserver").Process(target=die_while_migrating, args=(workspace.path, step))
    process.start()
    process.join(60)
    assert process.exitcode == -9
    assert dump(workspace) == before
    workspace.append(NEXT)
    assert workspace.read().events[-1] == NEXT


def migrate(path: Path) -> None:
    """Run in a process of its own."""
    for attempt in range(3, 7):
        event = replace(EVENT, kind=EventKind.TEST, attempt=attempt, detail={"by": str(os.getpid())})
        Ledger(SqliteStore(path)).append(MARKER, lambda _, event=event: event)  # type: ignore[misc]  # binds the loop's


def test_of_many_that_write_at_once_one_migrates_it(workspace: Workspace) -> None:
    processes = [get_context("forkserver").Process(target=migrate, args=(workspace.path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert version(workspace) == [(2,)]
    assert len(workspace.read().events) == 7 + 16
