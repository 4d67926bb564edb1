"""The ledger, in a file and on a server: append-only, and what two people do at once happens one after the other."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pg8000
import pytest

from newsletter.errors import LedgerError, SendRefusedError
from newsletter.sending.history import History, Kind, LedgerEvent
from tests.sending.ledgers import EVENT, LETTER, MARKER, Home
from tests.sending.send_contexts import NOW

INSERT_VERSION = "INSERT INTO ledger SELECT * FROM ledger"
LETTERS_MAY_CHANGE = (["DROP TRIGGER no_letter_update"], ["ALTER TABLE letters DISABLE TRIGGER no_change"])
TEST = replace(EVENT, kind=Kind.TEST, attempt=None)


def test_what_was_recorded_is_read_back(home: Home) -> None:
    sending = replace(EVENT, kind=Kind.SENDING, detail={})
    home.append(EVENT, sending, replace(EVENT, marker="nk-other"))
    assert home.read() == History((EVENT, sending))
    assert home.open().exists


def test_looking_at_a_ledger_that_never_was_creates_nothing(home: Home) -> None:
    ledger = home.open()
    assert ledger.read(MARKER) == History()
    assert list(ledger.export()) == []
    assert ledger.find_snapshot(LETTER.digest) is None
    assert not ledger.exists
    assert not home.open().exists
    assert not home.root.exists()


def test_the_first_event_decides_on_an_empty_history(home: Home) -> None:
    def decide(history: History) -> LedgerEvent:
        assert history == History()
        return EVENT

    assert home.open().append(MARKER, decide) == EVENT


def test_an_event_that_is_refused_leaves_no_trace(home: Home) -> None:
    def refuse(history: History) -> LedgerEvent:
        assert history.attempts == 1
        raise SendRefusedError("no")

    home.append(EVENT)
    with pytest.raises(SendRefusedError):
        home.open().append(MARKER, refuse)
    assert home.read() == History((EVENT,))


@pytest.mark.parametrize("kind", [Kind.INTENT, Kind.TEST_STARTED])
def test_one_attempt_cannot_be_claimed_twice(home: Home, kind: Kind) -> None:
    home.append(EVENT)
    with pytest.raises(LedgerError, match=r"(?i)unique"):
        home.append(replace(EVENT, kind=kind))
    home.append(replace(EVENT, kind=kind, attempt=2), replace(EVENT, marker="nk-other"))


@pytest.mark.parametrize("kind", sorted(set(Kind) - {Kind.INTENT, Kind.TEST_STARTED}))
def test_what_is_no_claim_may_be_said_again_of_one_attempt(home: Home, kind: Kind) -> None:
    said = replace(EVENT, kind=kind)
    home.append(EVENT, said, said)
    assert home.read() == History((EVENT, said, said))


def test_tests_belong_to_no_attempt_and_can_be_many(home: Home) -> None:
    home.append(EVENT, TEST, TEST)
    assert len(home.read().events) == 3


def test_everything_is_exported_oldest_first(home: Home) -> None:
    recorded = [
        replace(TEST, marker=f"nk-{number % 3}", at=NOW + timedelta(minutes=number), audience=f"{number}@example.org")
        for number in range(7)
    ]
    home.append(*recorded)
    assert list(home.open().export()) == recorded


def test_an_export_is_complete_beyond_a_page(home: Home) -> None:
    columns = 'at, kind, marker, issue, digest, provider, audience, remote_id, detail, host, pid, "user"'
    home.append(TEST)
    home.execute(*[f"INSERT INTO events ({columns}) SELECT {columns} FROM events"] * 10)  # noqa: S608  # as above
    assert list(home.open().export()) == [TEST] * 1024


def test_who_reads_an_export_slowly_keeps_nobody_from_writing(home: Home) -> None:
    home.append(EVENT)
    export = home.open().export()
    assert next(export) == EVENT
    home.append(TEST)
    assert list(export) == [TEST]


def test_words_are_kept_once_and_found_by_their_digest(home: Home) -> None:
    for _ in range(2):
        home.open().keep_snapshot(LETTER)
    home.open().keep_snapshot(LETTER.model_copy(update={"digest": "0" * 64, "text": ()}))
    assert home.open().find_snapshot(LETTER.digest) == LETTER
    assert home.open().find_snapshot("0" * 64) == LETTER.model_copy(update={"digest": "0" * 64, "text": ()})
    assert home.open().find_snapshot("1" * 64) is None
    assert home.read() == History()


def test_nobody_writes_between_the_reading_and_the_deciding(home: Home) -> None:
    home.append(EVENT)
    is_deciding, has_begun = Signal(), Signal()

    def decide_slowly(history: History) -> LedgerEvent:
        is_deciding.set()
        assert has_begun.wait(10)
        return replace(EVENT, attempt=history.attempts + 1, detail={"who": "first"})

    def decide(history: History) -> LedgerEvent:
        return replace(EVENT, attempt=history.attempts + 1, detail={"who": "second"})

    def come_second() -> None:
        assert is_deciding.wait(10)
        ledger = home.open() if home.environment else None  # a file is locked whole while somebody decides
        has_begun.set()
        (ledger or home.open()).append(MARKER, decide)

    second = Thread(target=come_second)
    second.start()
    home.open().append(MARKER, decide_slowly)
    second.join(10)
    assert [(event.attempt, event.detail["who"]) for event in home.read().events[1:]] == [(2, "first"), (3, "second")]


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'failed'", "DELETE FROM events"])
def test_what_is_recorded_cannot_be_changed(home: Home, statement: str) -> None:
    home.append(EVENT)
    with pytest.raises((sqlite3.IntegrityError, pg8000.DatabaseError), match="append-only"):
        home.execute(statement)
    assert home.read() == History((EVENT,))


@pytest.mark.parametrize("statement", ["UPDATE letters SET subject = ''", "DELETE FROM letters"])
def test_words_that_are_kept_cannot_be_changed(home: Home, statement: str) -> None:
    home.open().keep_snapshot(LETTER)
    with pytest.raises((sqlite3.IntegrityError, pg8000.DatabaseError), match="append-only"):
        home.execute(statement)
    assert home.open().find_snapshot(LETTER.digest) == LETTER


def test_a_ledger_newer_than_the_program_is_refused(home: Home) -> None:
    home.append(EVENT)
    home.execute("UPDATE ledger SET version = 3")
    assert "it has version 3, and this program knows 2. Update the program" in home.refusal()


@pytest.mark.parametrize("statement", ["DELETE FROM ledger", "UPDATE ledger SET version = 0", INSERT_VERSION])
def test_a_ledger_without_its_version_is_refused(home: Home, statement: str) -> None:
    home.append(EVENT)
    home.execute(statement)
    assert "it does not say which version it has" in home.refusal()


def test_a_ledger_that_has_lost_a_table_is_refused(home: Home) -> None:
    home.append(EVENT)
    home.execute("DROP TABLE letters")
    assert "it has lost a table" in home.refusal()


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
def test_an_event_that_makes_no_sense_is_refused(home: Home, column: str, value: str) -> None:
    home.append(EVENT)
    home.allow_changes()
    home.execute(f"UPDATE events SET {column} = '{value}'")  # noqa: S608  # the parameters above
    ledger = home.open()
    for use in (lambda: ledger.read(MARKER), lambda: list(ledger.export()), lambda: home.append(TEST)):
        with pytest.raises(LedgerError, match="holds an event that makes no sense"):
            use()


@pytest.mark.parametrize("value", ["{}", '"words"', "[1]"])
def test_words_that_make_no_sense_are_refused(home: Home, value: str) -> None:
    home.open().keep_snapshot(LETTER)
    home.execute(*LETTERS_MAY_CHANGE[home.server is not None], f"UPDATE letters SET text = '{value}'")  # noqa: S608  # as above
    with pytest.raises(LedgerError, match="holds a snapshot that makes no sense"):
        home.open().find_snapshot(LETTER.digest)
