"""Kill the process that writes a ledger file before each thing it does to the disk: the ledger stays whole."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from newsletter.sending.history import EventKind, LedgerEvent
from newsletter.sending.ledger import LEDGER_FILE, open_ledger
from newsletter.sending.ledger.ledger import Ledger
from newsletter.sending.ledger.sqlite import SqliteStore, SqliteTransaction
from newsletter.sending.ledger.store import Transaction
from tests.sending.ledgers import EVENT, MARKER, SNAPSHOT
from tests.sending.stored_ledgers import restore_ledger

NEXT = replace(EVENT, kind=EventKind.TEST, attempt=None)
ON_THE_DISK = {"open", "os.chmod", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "sqlite3.connect"}
"""The audit events of what Python does to the disk (PEP 578); each statement of SQLite is counted too."""


class TracedStore(SqliteStore):
    """Calls ``take_step`` before each statement of SQLite."""

    def __init__(self, path: Path, take_step: Callable[[str], None]) -> None:
        super().__init__(path)
        self._take_step = take_step

    @contextmanager
    def _transaction(self) -> Iterator[SqliteTransaction]:
        with super()._transaction() as transaction:
            transaction.connection.set_trace_callback(self._take_step)
            yield transaction

    def _create_schema(self, transaction: Transaction) -> None:
        assert isinstance(transaction, SqliteTransaction)
        transaction.connection.set_trace_callback(self._take_step)
        super()._create_schema(transaction)


def write_until(root: Path, step: int) -> None:
    """Run in a process of its own: record an event and a snapshot, and be killed before a step."""
    steps = count()

    def take_step(_statement: str) -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(lambda event, _: take_step(event) if event in ON_THE_DISK else None)
    ledger = Ledger(TracedStore(root / LEDGER_FILE, take_step))
    ledger.append(MARKER, lambda _: NEXT)
    ledger.keep_snapshot(SNAPSHOT)


def start_empty(root: Path) -> None:
    root.mkdir()


def start_used(root: Path) -> None:
    root.mkdir()
    open_ledger(root, {}).append(MARKER, lambda _: EVENT)


def start_old(root: Path) -> None:
    restore_ledger(root, 1)


def kill_at_every_step(folder: Path, start: Callable[[Path], None], answer: Connection) -> None:
    """Run in a process of its own: kill one at step 0, one at step 1, until one ends by itself; send how that was."""
    for step in count():
        root = folder / str(step)
        start(root)
        pid = os.fork()
        if pid == 0:
            write_until(root, step)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if ended != -signal.SIGKILL:
            answer.send((step, ended))
            return


@pytest.mark.slow
@pytest.mark.parametrize("start", [start_empty, start_used, start_old])
def test_a_kill_before_any_step_leaves_all_or_nothing(tmp_path: Path, start: Callable[[Path], None]) -> None:
    processes = get_context("forkserver")
    mine, theirs = processes.Pipe()
    process = processes.Process(target=kill_at_every_step, args=(tmp_path, start, theirs))
    process.start()
    steps, ended = mine.recv()
    process.join(60)
    start(tmp_path / "before")
    before = open_ledger(tmp_path / "before", {}).read(MARKER).events

    assert ended == 0
    assert steps > 20
    found = [read_and_go_on(tmp_path / str(step)) for step in range(steps + 1)]
    assert all(events in (before, (*before, NEXT)) for events in found)
    assert (found[0], found[-1]) == (before, (*before, NEXT))


def read_and_go_on(root: Path) -> tuple[LedgerEvent, ...]:
    """Return the events of the campaign, and prove that what was to be written still can be."""
    found = open_ledger(root, {}).read(MARKER).events
    open_ledger(root, {}).append(MARKER, lambda _: NEXT)
    open_ledger(root, {}).keep_snapshot(SNAPSHOT)

    assert open_ledger(root, {}).read(MARKER).events == (*found, NEXT)
    assert open_ledger(root, {}).find_snapshot(SNAPSHOT.digest) == SNAPSHOT
    return found
