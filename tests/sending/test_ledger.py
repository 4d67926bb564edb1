"""The ledger, in a file and in PostgreSQL: append-only, and what two people do at once happens in turn."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pg8000
import pytest

from newsletter.errors import LedgerError, SendRefusedError
from newsletter.sending.history import EventKind, History, LedgerEvent
from tests.sending.ledgers import EVENT, MARKER, SNAPSHOT, Workspace
from tests.sending.send_contexts import NOW

INSERT_VERSION = "INSERT INTO ledger SELECT * FROM ledger"
ALLOW_SNAPSHOT_CHANGES = (["DROP TRIGGER no_letter_update"], ["ALTER TABLE letters DISABLE TRIGGER no_change"])
TEST = replace(EVENT, kind=EventKind.TEST, attempt=None)


def test_what_was_recorded_is_read_back(workspace: Workspace) -> None:
    sending = replace(EVENT, kind=EventKind.SENDING, detail={})
    workspace.append(EVENT, sending, replace(EVENT, marker="nk-other"))
    assert workspace.read() == History((EVENT, sending))
    assert workspace.open().exists


def test_reading_a_ledger_that_does_not_exist_creates_nothing(workspace: Workspace) -> None:
    ledger = workspace.open()
    assert ledger.read(MARKER) == History()
    assert list(ledger.export()) == []
    assert ledger.find_snapshot(SNAPSHOT.digest) is None
    assert not ledger.exists
    assert not workspace.open().exists
    assert not workspace.root.exists()


def test_the_first_event_decides_on_an_empty_history(workspace: Workspace) -> None:
    def decide(history: History) -> LedgerEvent:
        assert history == History()
        return EVENT

    assert workspace.open().append(MARKER, decide) == EVENT


def test_an_event_that_is_refused_leaves_no_trace(workspace: Workspace) -> None:
    def refuse(history: History) -> LedgerEvent:
        assert history.attempts == 1
        raise SendRefusedError("no")

    workspace.append(EVENT)
    with pytest.raises(SendRefusedError):
        workspace.open().append(MARKER, refuse)
    assert workspace.read() == History((EVENT,))


@pytest.mark.parametrize("kind", [EventKind.INTENT, EventKind.TEST_STARTED])
def test_one_attempt_cannot_be_claimed_twice(workspace: Workspace, kind: EventKind) -> None:
    workspace.append(EVENT)
    with pytest.raises(LedgerError, match=r"(?i)unique"):
        workspace.append(replace(EVENT, kind=kind))
    workspace.append(replace(EVENT, kind=kind, attempt=2), replace(EVENT, marker="nk-other"))


@pytest.mark.parametrize("kind", sorted(set(EventKind) - {EventKind.INTENT, EventKind.TEST_STARTED}))
def test_events_that_claim_nothing_may_repeat_within_an_attempt(workspace: Workspace, kind: EventKind) -> None:
    text = replace(EVENT, kind=kind)
    workspace.append(EVENT, text, text)
    assert workspace.read() == History((EVENT, text, text))


def test_tests_belong_to_no_attempt_and_can_be_many(workspace: Workspace) -> None:
    workspace.append(EVENT, TEST, TEST)
    assert len(workspace.read().events) == 3


def test_everything_is_exported_oldest_first(workspace: Workspace) -> None:
    recorded = [
        replace(TEST, marker=f"nk-{number % 3}", at=NOW + timedelta(minutes=number), audience=f"{number}@example.org")
        for number in range(7)
    ]
    workspace.append(*recorded)
    assert list(workspace.open().export()) == recorded


def test_an_export_is_complete_beyond_one_page(workspace: Workspace) -> None:
    columns = 'at, kind, marker, issue, digest, provider, audience, remote_id, detail, host, pid, "user"'
    workspace.append(TEST)
    workspace.execute(*[f"INSERT INTO events ({columns}) SELECT {columns} FROM events"] * 10)  # noqa: S608  # as above
    assert list(workspace.open().export()) == [TEST] * 1024


def test_a_slow_export_blocks_nobody_who_writes(workspace: Workspace) -> None:
    workspace.append(EVENT)
    export = workspace.open().export()
    assert next(export) == EVENT
    workspace.append(TEST)
    assert list(export) == [TEST]


def test_a_snapshot_is_kept_once_and_found_by_its_digest(workspace: Workspace) -> None:
    for _ in range(2):
        workspace.open().keep_snapshot(SNAPSHOT)
    workspace.open().keep_snapshot(SNAPSHOT.model_copy(update={"digest": "0" * 64, "text": ()}))
    assert workspace.open().find_snapshot(SNAPSHOT.digest) == SNAPSHOT
    assert workspace.open().find_snapshot("0" * 64) == SNAPSHOT.model_copy(update={"digest": "0" * 64, "text": ()})
    assert workspace.open().find_snapshot("1" * 64) is None
    assert workspace.read() == History()


def test_nobody_writes_between_reading_and_deciding(workspace: Workspace) -> None:
    workspace.append(EVENT)
    is_deciding, has_begun = Signal(), Signal()

    def decide_slowly(history: History) -> LedgerEvent:
        is_deciding.set()
        assert has_begun.wait(10)
        return replace(EVENT, attempt=history.attempts + 1, detail={"who": "first"})

    def decide(history: History) -> LedgerEvent:
        return replace(EVENT, attempt=history.attempts + 1, detail={"who": "second"})

    def come_second() -> None:
        assert is_deciding.wait(10)
        ledger = workspace.open() if workspace.environment else None  # a file is locked whole while somebody decides
        has_begun.set()
        (ledger or workspace.open()).append(MARKER, decide)

    second = Thread(target=come_second)
    second.start()
    workspace.open().append(MARKER, decide_slowly)
    second.join(10)
    assert [(event.attempt, event.detail["who"]) for event in workspace.read().events[1:]] == [
        (2, "first"),
        (3, "second"),
    ]


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'failed'", "DELETE FROM events"])
def test_what_is_recorded_cannot_be_changed(workspace: Workspace, statement: str) -> None:
    workspace.append(EVENT)
    with pytest.raises((sqlite3.IntegrityError, pg8000.DatabaseError), match="append-only"):
        workspace.execute(statement)
    assert workspace.read() == History((EVENT,))


@pytest.mark.parametrize("statement", ["UPDATE letters SET subject = ''", "DELETE FROM letters"])
def test_snapshots_cannot_be_changed(workspace: Workspace, statement: str) -> None:
    workspace.open().keep_snapshot(SNAPSHOT)
    with pytest.raises((sqlite3.IntegrityError, pg8000.DatabaseError), match="append-only"):
        workspace.execute(statement)
    assert workspace.open().find_snapshot(SNAPSHOT.digest) == SNAPSHOT


def test_a_ledger_newer_than_the_program_is_refused(workspace: Workspace) -> None:
    workspace.append(EVENT)
    workspace.execute("UPDATE ledger SET version = 3")
    assert "it has version 3, and this program knows 2. Update the program" in workspace.refusal()


@pytest.mark.parametrize("statement", ["DELETE FROM ledger", "UPDATE ledger SET version = 0", INSERT_VERSION])
def test_a_ledger_without_its_version_is_refused(workspace: Workspace, statement: str) -> None:
    workspace.append(EVENT)
    workspace.execute(statement)
    assert "it does not say which version it has" in workspace.refusal()


def test_a_ledger_that_has_lost_a_table_is_refused(workspace: Workspace) -> None:
    workspace.append(EVENT)
    workspace.execute("DROP TABLE letters")
    assert "it has lost a table" in workspace.refusal()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "perhaps"),
        ("at", "yesterday"),
        ("at", "2024-02-01T10:30:00"),
        ("detail", "[]"),
        ("detail", "null"),
        ("detail", '{"why": 7}'),
    ],
)
def test_an_event_that_makes_no_sense_is_refused(workspace: Workspace, column: str, value: str) -> None:
    workspace.append(EVENT)
    workspace.allow_changes()
    workspace.execute(f"UPDATE events SET {column} = '{value}'")  # noqa: S608  # the parameters above
    ledger = workspace.open()
    for use in (lambda: ledger.read(MARKER), lambda: list(ledger.export()), lambda: workspace.append(TEST)):
        with pytest.raises(LedgerError, match="holds an event that makes no sense"):
            use()


@pytest.mark.parametrize("value", ["{}", '"words"', "[1]"])
def test_a_snapshot_that_makes_no_sense_is_refused(workspace: Workspace, value: str) -> None:
    workspace.open().keep_snapshot(SNAPSHOT)
    workspace.execute(*ALLOW_SNAPSHOT_CHANGES[workspace.server is not None], f"UPDATE letters SET text = '{value}'")  # noqa: S608  # as above
    with pytest.raises(LedgerError, match="holds a snapshot that makes no sense"):
        workspace.open().find_snapshot(SNAPSHOT.digest)
