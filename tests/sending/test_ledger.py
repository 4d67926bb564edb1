"""The ledger: append-only, durable, and never taken for empty when it cannot be read."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from newsletter.errors import LedgerError, SendRefusedError
from newsletter.sending.history import Actor, Event, History, Kind
from newsletter.sending.ledger import Ledger
from tests.sending.desks import NOW

MARKER = "nk-2024-01-5f1c"
EVENT = Event(
    kind=Kind.INTENT,
    at=NOW,
    issue="2024-01",
    marker=MARKER,
    digest="5f1c" * 16,
    provider="outbox",
    audience="the folder outbox/",
    actor=Actor("mail1", 4711, "anna"),
    attempt=1,
    remote_id="2024-01-5f1c5f1c.eml",
    detail={"why": "Zoë’s “reasons”"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a folder?with=signs & spaces" / ".newsletter" / "ledger.sqlite"


@pytest.fixture
def used(path: Path) -> Path:
    append(path, EVENT)
    return path


def append(path: Path, event: Event) -> None:
    Ledger(path).append(event.marker, lambda _: event)


def execute(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return list(connection.execute(statement))


def refusal(path: Path) -> str:
    with pytest.raises(LedgerError) as raised:
        Ledger(path).read(MARKER)
    assert str(path) in str(raised.value)
    return str(raised.value)


def test_what_was_recorded_is_read_back(used: Path) -> None:
    sending = replace(EVENT, kind=Kind.SENDING, detail={})
    append(used, sending)
    append(used, replace(EVENT, marker="nk-other"))
    assert Ledger(used).read(MARKER) == History((EVENT, sending))


def test_looking_at_a_ledger_that_never_was_creates_nothing(path: Path) -> None:
    ledger = Ledger(path)
    assert ledger.read(MARKER) == History()
    assert not ledger.exists
    assert not path.parent.exists()


def test_an_event_that_is_refused_leaves_no_trace(used: Path) -> None:
    def refuse(history: History) -> Event:
        assert history.attempts == 1
        raise SendRefusedError("no")

    with pytest.raises(SendRefusedError):
        Ledger(used).append(MARKER, refuse)
    assert Ledger(used).read(MARKER) == History((EVENT,))


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'failed'", "DELETE FROM events"])
def test_what_is_recorded_cannot_be_changed(used: Path, statement: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        execute(used, statement)
    assert Ledger(used).read(MARKER) == History((EVENT,))


def test_one_attempt_cannot_be_claimed_twice(used: Path) -> None:
    with pytest.raises(LedgerError, match="UNIQUE"):
        append(used, EVENT)


def test_tests_belong_to_no_attempt_and_can_be_many(used: Path) -> None:
    test = replace(EVENT, kind=Kind.TEST, attempt=None)
    append(used, test)
    append(used, test)
    assert len(Ledger(used).read(MARKER).events) == 3


def test_every_commit_reaches_the_disk(used: Path) -> None:
    assert execute(used, "PRAGMA journal_mode") == [("wal",)]
    with Ledger(used)._transaction() as connection:  # noqa: SLF001  # a setting of the connection, seen nowhere else
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2


def test_a_ledger_that_is_gone_is_no_new_ledger(used: Path) -> None:
    used.unlink()
    assert "it is gone, and it was here before" in refusal(used)
    with pytest.raises(LedgerError):
        append(used, EVENT)
    assert not used.exists()


def test_a_ledger_that_went_while_it_was_open_is_no_new_ledger(used: Path) -> None:
    ledger = Ledger(used)
    used.unlink()
    for use in (ledger.read, lambda marker: ledger.append(marker, lambda _: EVENT)):
        with pytest.raises(LedgerError, match="it is gone"):
            use(MARKER)


def test_a_journal_without_its_ledger_is_no_new_ledger(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.with_name("ledger.sqlite-wal").write_bytes(b"left behind")
    assert "it is gone" in refusal(path)


def test_a_person_can_decide_to_start_again(used: Path) -> None:
    used.unlink()
    used.with_name("ledger.witness").unlink()
    assert Ledger(used).read(MARKER) == History()


def test_an_emptied_ledger_is_no_new_ledger(used: Path) -> None:
    used.write_bytes(b"")
    assert "it is empty, or not a ledger" in refusal(used)
    used.with_name("ledger.witness").unlink()
    assert "it is empty, or not a ledger" in refusal(used)


def test_a_new_ledger_leaves_nothing_else_behind(used: Path) -> None:
    assert sorted(path.name for path in used.parent.iterdir()) == ["ledger.sqlite", "ledger.witness"]


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_text("2024-01 was not sent, honest", encoding="utf-8")
    assert "file is not a database" in refusal(path)


def test_a_database_of_another_program_is_refused(path: Path) -> None:
    path.parent.mkdir(parents=True)
    execute(path, "CREATE TABLE bookmarks (id INTEGER)")
    assert "not a ledger of this program" in refusal(path)
    assert execute(path, "SELECT name FROM sqlite_master") == [("bookmarks",)]


@pytest.mark.parametrize("kept", [100, 4096, 8192, 12000])
def test_a_ledger_that_was_cut_short_is_refused(used: Path, kept: int) -> None:
    whole = used.read_bytes()
    assert len(whole) > kept
    used.write_bytes(whole[:kept])
    assert "cannot be used" in refusal(used)


@pytest.mark.parametrize("page", range(5))
@pytest.mark.parametrize("damage", [b"\x00", b"\x5a"])
def test_a_ledger_with_a_damaged_page_is_refused(used: Path, page: int, damage: bytes) -> None:
    whole = bytearray(used.read_bytes())
    assert len(whole) == 5 * 4096
    whole[page * 4096 : (page + 1) * 4096] = damage * 4096
    used.write_bytes(whole)
    assert "cannot be used" in refusal(used)


def replace_in_schema(path: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?)", (old, new))


def test_a_ledger_whose_events_have_gaps_is_refused(used: Path) -> None:
    execute(used, "DROP TRIGGER no_update")
    replace_in_schema(used, "kind VARCHAR(20) NOT NULL", "kind VARCHAR(20)")
    execute(used, "UPDATE events SET kind = NULL")
    replace_in_schema(used, "kind VARCHAR(20)", "kind VARCHAR(20) NOT NULL")
    assert "it is damaged: NULL value in events.kind" in refusal(used)


def test_a_ledger_newer_than_the_program_is_refused(used: Path) -> None:
    execute(used, "UPDATE ledger SET version = 2")
    assert "it has version 2, and this program knows 1. Update the program" in refusal(used)


def test_a_ledger_without_its_version_is_refused(used: Path) -> None:
    execute(used, "DELETE FROM ledger")
    assert "cannot be used" in refusal(used)


@pytest.mark.parametrize(("column", "value"), [("kind", "'perhaps'"), ("at", "'yesterday'"), ("detail", "'{'")])
def test_an_event_that_makes_no_sense_is_refused(used: Path, column: str, value: str) -> None:
    execute(used, "DROP TRIGGER no_update")
    execute(used, f"UPDATE events SET {column} = {value}")  # noqa: S608  # the parameters above
    with pytest.raises(LedgerError, match="makes no sense"):
        Ledger(used).read(MARKER)


def test_a_folder_in_the_place_of_the_ledger_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    assert "unable to open database file" in refusal(path)


def test_a_file_in_the_place_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".newsletter").write_text("", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"\.newsletter"):
        append(tmp_path / ".newsletter" / "ledger.sqlite", EVENT)


def _read_without_rights(path: Path, answer: Connection) -> None:
    """Run in a process of its own: gives up the rights of root, which nothing can be taken from."""
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        Ledger(path).read(MARKER)
    except LedgerError as error:
        answer.send(str(error))
    else:
        answer.send("")


def test_a_ledger_that_cannot_be_written_is_refused() -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "ledger.sqlite"
        append(path, EVENT)
        path.chmod(0o444)
        path.parent.chmod(0o555)
        mine, theirs = get_context("forkserver").Pipe()
        process = get_context("forkserver").Process(target=_read_without_rights, args=(path, theirs))
        process.start()
        assert "readonly database" in mine.recv()
        process.join(10)
        path.parent.chmod(0o755)
