"""The ledger in a file: durable, and never taken for empty when it cannot be read."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from newsletter.errors import LedgerError
from newsletter.sending.history import EventKind, History, LedgerEvent
from newsletter.sending.ledger.ledger import Ledger
from newsletter.sending.ledger.sqlite import SqliteStore
from tests.sending.ledgers import EVENT, MARKER
from tests.sending.stored_ledgers import GUARD_TEXT

PAGES = 7
NEXT = replace(EVENT, kind=EventKind.SENDING)


def open_file(path: Path) -> Ledger:
    return Ledger(SqliteStore(path))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a folder?with=signs & spaces" / ".newsletter" / "ledger.sqlite"


@pytest.fixture
def used(path: Path) -> Path:
    append(path, EVENT)
    return path


def append(path: Path, event: LedgerEvent) -> None:
    open_file(path).append(event.marker, lambda _: event)


def execute(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return list(connection.execute(statement))


def refusal(path: Path) -> str:
    with pytest.raises(LedgerError) as raised:
        open_file(path).read(MARKER)
    assert str(path) in str(raised.value)
    return str(raised.value)


def test_every_commit_reaches_the_disk(used: Path) -> None:
    assert execute(used, "PRAGMA journal_mode") == [("wal",)]
    with SqliteStore(used).writing(MARKER) as transaction:
        assert transaction.execute("PRAGMA synchronous") == [(2,)]


def test_a_deleted_ledger_is_not_taken_for_a_new_one(used: Path) -> None:
    used.unlink()
    assert "it is gone, and it was here before" in refusal(used)
    with pytest.raises(LedgerError):
        append(used, EVENT)
    assert not used.exists()


def test_a_ledger_deleted_while_it_is_open_is_not_taken_for_a_new_one(used: Path) -> None:
    ledger = open_file(used)
    used.unlink()
    for use in (ledger.read, lambda marker: ledger.append(marker, lambda _: EVENT)):
        with pytest.raises(LedgerError, match="it is gone"):
            use(MARKER)


def test_a_journal_without_its_ledger_is_not_taken_for_a_new_one(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.with_name("ledger.sqlite-wal").write_bytes(b"left behind")
    assert "it is gone" in refusal(path)


class Vanishing(SqliteStore):
    """Loses its file between the check and the opening."""

    def _exists(self) -> bool:
        exists = super()._exists()
        self._path.unlink()
        return exists


def test_a_ledger_deleted_as_it_is_opened_is_not_created_again(used: Path) -> None:
    with pytest.raises(LedgerError, match="unable to open database file"):
        Ledger(Vanishing(used))
    assert not used.exists()


@pytest.mark.slow
def test_a_lock_that_is_never_released_is_reported(used: Path) -> None:
    with closing(sqlite3.connect(used, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        with pytest.raises(LedgerError, match="database is locked"):
            append(used, NEXT)
        assert 9 < time.monotonic() - began < 19
    append(used, NEXT)


def test_an_interrupt_while_deciding_leaves_nothing(used: Path) -> None:
    def stop(_: History) -> LedgerEvent:
        raise KeyboardInterrupt

    ledger = open_file(used)
    with pytest.raises(KeyboardInterrupt):
        ledger.append(MARKER, stop)
    assert open_file(used).read(MARKER) == History((EVENT,))
    append(used, NEXT)


def test_a_person_can_decide_to_start_again(used: Path) -> None:
    used.unlink()
    used.with_name("ledger.witness").unlink()
    assert open_file(used).read(MARKER) == History()


def test_an_older_backup_is_refused(used: Path) -> None:
    backup = used.with_name("backup")
    execute(used, f"VACUUM INTO '{backup}'")
    append(used, NEXT)
    for ending in ("", "-wal", "-shm"):
        used.with_name(f"{used.name}{ending}").unlink(missing_ok=True)
    backup.rename(used)
    assert "it has lost events, and with them the record of what was sent" in refusal(used)
    assert f"delete {used.with_name('ledger.witness')}" in refusal(used)
    with pytest.raises(LedgerError):
        append(used, NEXT)
    used.with_name("ledger.witness").unlink()
    assert len(open_file(used).read(MARKER).events) == 1


def test_another_ledger_in_its_place_is_refused(used: Path, tmp_path: Path) -> None:
    other = tmp_path / "other" / ".newsletter" / "ledger.sqlite"
    for event in (EVENT, NEXT, NEXT):
        append(other, event)
    used.write_bytes(b"")
    execute(other, "PRAGMA wal_checkpoint(TRUNCATE)")
    used.write_bytes(other.read_bytes())
    assert "it is another ledger than the one that was here before" in refusal(used)


def test_a_guard_file_of_version_1_is_brought_up_to_date(used: Path) -> None:
    guard_file = used.with_name("ledger.witness")
    guard_file.write_text(GUARD_TEXT, encoding="utf-8")
    assert len(open_file(used).read(MARKER).events) == 1
    assert guard_file.read_text(encoding="utf-8").splitlines()[1:] == ["1", GUARD_TEXT.strip()]


def test_a_guard_file_counts_every_event_and_is_not_written_by_readers(used: Path) -> None:
    guard_file = used.with_name("ledger.witness")
    append(used, NEXT)
    before = guard_file.stat().st_mtime_ns
    assert guard_file.read_text(encoding="utf-8").splitlines()[1] == "2"
    open_file(used).read(MARKER)
    assert guard_file.stat().st_mtime_ns == before


def test_an_empty_guard_file_is_an_error(used: Path) -> None:
    used.with_name("ledger.witness").write_text("", encoding="utf-8")
    with pytest.raises(LedgerError, match="does not say which ledger was here"):
        open_file(used).read(MARKER)


def test_an_emptied_ledger_is_not_taken_for_a_new_one(used: Path) -> None:
    used.write_bytes(b"")
    assert "it is empty, or not a ledger" in refusal(used)
    used.with_name("ledger.witness").unlink()
    assert "it is empty, or not a ledger" in refusal(used)


def test_a_new_ledger_leaves_nothing_else_behind(used: Path) -> None:
    assert sorted(path.name for path in used.parent.iterdir()) == ["ledger.sqlite", "ledger.witness"]


def test_a_file_that_is_not_a_database_is_refused(path: Path) -> None:
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


@pytest.mark.parametrize("page", range(PAGES))
@pytest.mark.parametrize("damage", [b"\x00", b"\x5a"])
def test_a_ledger_with_a_damaged_page_is_refused(used: Path, page: int, damage: bytes) -> None:
    whole = bytearray(used.read_bytes())
    assert len(whole) == PAGES * 4096
    whole[page * 4096 : (page + 1) * 4096] = damage * 4096
    used.write_bytes(whole)
    assert "cannot be used" in refusal(used)


def replace_in_schema(path: Path, old: str, new: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, ?, ?)", (old, new))


def test_a_ledger_whose_events_lack_values_is_refused(used: Path) -> None:
    execute(used, "DROP TRIGGER no_update")
    replace_in_schema(used, "kind VARCHAR(20) NOT NULL", "kind VARCHAR(20)")
    execute(used, "UPDATE events SET kind = NULL")
    replace_in_schema(used, "kind VARCHAR(20)", "kind VARCHAR(20) NOT NULL")
    assert "it is damaged: NULL value in events.kind" in refusal(used)


def test_a_folder_in_place_of_the_ledger_is_refused(path: Path) -> None:
    path.mkdir(parents=True)
    assert "this is a folder, not a file" in refusal(path)


def test_a_file_in_place_of_its_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".newsletter").write_text("", encoding="utf-8")
    with pytest.raises(LedgerError, match=r"\.newsletter"):
        append(tmp_path / ".newsletter" / "ledger.sqlite", EVENT)


def test_a_ledger_is_for_its_owner_alone(path: Path) -> None:
    path.parent.mkdir(parents=True, mode=0o755)
    path.with_name("links.json").write_text("{}", encoding="utf-8")
    append(path, EVENT)
    with SqliteStore(path).writing(MARKER):
        rights = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}

    assert rights.keys() >= {"ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.witness"}
    assert set(rights.values()) == {0o600}
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_ledger_that_others_could_read_is_made_private(used: Path) -> None:
    used.parent.chmod(0o755)
    used.chmod(0o644)
    open_file(used).read(MARKER)

    assert used.parent.stat().st_mode & 0o777 == 0o700
    assert used.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.witness", "."])
@pytest.mark.parametrize("target", ["there", "nowhere"])
def test_a_ledger_is_never_a_link(path: Path, name: str, target: str) -> None:
    elsewhere = path.parents[2] / "there"
    elsewhere.mkdir()
    link = path.parent if name == "." else path.with_name(name)
    link.parent.mkdir(parents=True)
    link.symlink_to(path.parents[2] / target)
    with pytest.raises(LedgerError, match=r"this is a link, and links are not followed here: .*newsletter"):
        append(path, EVENT)

    assert list(elsewhere.iterdir()) == []
    assert not (path.parents[2] / "nowhere").exists()


@pytest.mark.parametrize("name", ["ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.witness"])
def test_a_pipe_in_place_of_a_ledger_does_not_block(path: Path, name: str) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path.with_name(name))
    assert "this is a pipe or a device" in refusal(path)


def _read_without_rights(path: Path, answer: Connection) -> None:
    """Run in a process of its own: gives up the rights of root, which nothing can be taken from."""
    if os.geteuid() == 0:
        os.setuid(65534)
    try:
        open_file(path).read(MARKER)
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
        assert "cannot be used: " in mine.recv()
        process.join(10)
        path.parent.chmod(0o755)
