"""The ledger in PostgreSQL: durable, never taken for empty, and every fault reported plainly."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.errors import LedgerError
from newsletter.sending.history import EventKind, History, LedgerEvent
from newsletter.sending.ledger import URL_NAME
from newsletter.sending.ledger.postgresql import PostgresqlStore
from tests.sending.ledgers import EVENT, MARKER, SNAPSHOT, Workspace
from tests.sending.servers import OWNER, Server, serving

pytestmark = pytest.mark.postgresql

TEST = replace(EVENT, kind=EventKind.TEST, attempt=None)
Break = Callable[[Workspace], object]


@pytest.fixture
def used(shared: Workspace) -> Workspace:
    shared.append(EVENT)
    return shared


def twin(workspace: Workspace, root: Path) -> Workspace:
    """Return another machine with the same ledger."""
    return Workspace(root, workspace.environment, workspace.team, workspace.server)


def test_two_machines_share_one_history(used: Workspace, tmp_path: Path) -> None:
    other = twin(used, tmp_path / "other")
    assert other.read() == History((EVENT,))
    other.append(TEST)
    assert used.read() == History((EVENT, TEST))
    assert not used.path.exists()


def test_a_commit_reaches_the_disk_whatever_the_server_defaults_to(shared: Workspace) -> None:
    shared.execute(
        f"ALTER ROLE {shared.team} SET synchronous_commit = off",
        f"ALTER ROLE {shared.team} SET default_transaction_isolation = 'serializable'",
        f"ALTER ROLE {shared.team} SET default_transaction_read_only = on",
    )
    store = PostgresqlStore(shared.environment[URL_NAME], shared.guard_file)
    shared.append(EVENT)
    with store.writing(MARKER) as transaction:
        text = [
            transaction.execute(f"SHOW {name}")[0][0]
            for name in ("synchronous_commit", "transaction_isolation", "lock_timeout", "statement_timeout")
        ]
    assert text == ["on", "read committed", "10s", "20s"]


@pytest.mark.slow
def test_what_is_recorded_survives_a_crash_of_the_server(tmp_path: Path) -> None:
    """This server writes to the disk, and would do so later than we ask."""
    with serving(("-c", "synchronous_commit=off", "-c", "wal_writer_delay=10s")) as server:
        assert server.execute(OWNER, "SHOW fsync") == [["on"]]
        workspace = Workspace.on(server, server.make_team(), tmp_path)
        workspace.append(EVENT)
        for _ in range(5):
            workspace.append(TEST)
            count = len(workspace.read().events)
            server.stop(signal.SIGQUIT)
            assert "the server cannot be reached (Connection refused)" in workspace.refusal()
            server.start()
            assert len(workspace.read().events) == count


def drop_tables(workspace: Workspace) -> None:
    workspace.execute("DROP TABLE events", "DROP TABLE letters", "DROP TABLE ledger")


def lose_everything(workspace: Workspace) -> None:
    workspace.allow_changes()
    workspace.execute("TRUNCATE events")


def lose_the_last(workspace: Workspace) -> None:
    workspace.append(TEST)
    workspace.allow_changes()
    workspace.execute("DELETE FROM events WHERE kind = 'test'")


def change_identity(workspace: Workspace) -> None:
    workspace.execute("UPDATE ledger SET identity = 'another'")


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (drop_tables, "its tables are gone, and they were here before"),
        (lambda workspace: workspace.execute("DROP TABLE events"), "its tables are gone"),
        (lose_everything, "it has lost events"),
        (lose_the_last, "it has lost events"),
        (change_identity, "it is another ledger than the one that was here before"),
    ],
)
def test_a_known_ledger_that_lost_data_is_refused(used: Workspace, break_it: Break, message: str) -> None:
    ledger = used.open()
    break_it(used)
    before = used.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    assert message in used.refusal()
    for use in (ledger.read, lambda marker: ledger.append(marker, lambda _: EVENT), lambda _: ledger.exists):
        with pytest.raises(LedgerError, match=message) as raised:
            use(MARKER)
        assert f"delete {used.guard_file}" in str(raised.value)
    assert used.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1") == before


def test_a_machine_that_has_only_read_it_notices_too(used: Workspace, tmp_path: Path) -> None:
    other = twin(used, tmp_path / "other")
    other.read()
    drop_tables(used)
    assert "its tables are gone" in other.refusal()


def test_an_emptied_ledger_is_refused_on_machines_that_never_used_it(used: Workspace, tmp_path: Path) -> None:
    lose_everything(used)
    assert "it has lost events" in twin(used, tmp_path / "other").refusal()


def test_a_ledger_with_a_snapshot_alone_is_not_empty(shared: Workspace) -> None:
    shared.open().keep_snapshot(SNAPSHOT)
    assert shared.read() == History()


def test_a_person_can_decide_to_start_again(used: Workspace) -> None:
    drop_tables(used)
    used.execute("DROP FUNCTION newsletter_ledger_is_append_only")
    used.guard_file.unlink()
    assert used.read() == History()
    used.append(EVENT)


def test_an_empty_guard_file_is_an_error(used: Workspace) -> None:
    used.guard_file.write_text("", encoding="utf-8")
    assert "does not say which ledger was here" in used.refusal()


def test_a_ledger_that_was_on_a_server_is_not_started_again_in_a_file(used: Workspace) -> None:
    alone = Workspace(used.root)
    assert f"is in PostgreSQL, as {used.guard_file} says, and {URL_NAME} is not set" in alone.refusal()
    assert not alone.path.exists()


def test_a_ledger_that_was_in_a_file_is_not_started_again_on_a_server(shared: Workspace) -> None:
    alone = Workspace(shared.root)
    alone.append(EVENT)
    assert f"has a ledger, {alone.path}, and {URL_NAME} names another" in shared.refusal()
    assert alone.read() == History((EVENT,))


def test_a_database_of_another_program_is_refused(shared: Workspace) -> None:
    shared.execute("CREATE TABLE bookmarks (id INTEGER)")
    assert "something else than a ledger of this program, or a part of one (bookmarks)" in shared.refusal()
    with pytest.raises(LedgerError, match="bookmarks"):
        shared.append(EVENT)


def test_tables_of_another_program_with_our_names_are_refused(shared: Workspace) -> None:
    shared.execute("CREATE TABLE ledger (account TEXT)", "CREATE TABLE events (id INTEGER)")
    assert "column ledger.version does not exist" in shared.refusal()


def test_a_version_that_never_existed_is_refused(used: Workspace) -> None:
    used.execute("UPDATE ledger SET version = 1")
    with pytest.raises(LedgerError, match="it has version 1, which cannot be migrated to 2"):
        used.append(TEST)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"password": "wrong"}, "the server refuses the password or the user"),
        ({"team": "stranger"}, "the server refuses the password or the user"),
        ({"database": "nowhere"}, "there is no such database"),
    ],
)
def test_a_wrong_url_is_reported_plainly(shared: Workspace, wrong: dict[str, str], message: str) -> None:
    assert shared.server is not None
    url = shared.server.url(**{"team": shared.team} | wrong)
    assert message in Workspace(shared.root, {URL_NAME: url}).refusal()


def test_a_server_without_tls_is_refused_where_tls_is_required(shared: Workspace) -> None:
    """On loopback either will do, unless the address says otherwise."""
    assert shared.server
    url = shared.server.url(shared.team)
    assert "the server offers no TLS" in Workspace(shared.root, {URL_NAME: f"{url}?sslmode=verify-full"}).refusal()
    Workspace(shared.root, {URL_NAME: url}).append(EVENT)
    assert Workspace(shared.root, {URL_NAME: f"{url}?sslmode=disable"}).read() != History()


def test_a_user_without_a_schema_is_refused_before_anything_seems_empty(shared: Workspace) -> None:
    shared.execute(f"ALTER ROLE {shared.team} SET search_path = nowhere")
    assert "this user may not use any schema there" in shared.refusal()


def test_a_user_who_may_not_create_tables_is_told_so(shared: Workspace) -> None:
    shared.execute(f"ALTER ROLE {shared.team} SET search_path = public")
    assert shared.read() == History()
    with pytest.raises(LedgerError, match="this user does not have the rights it needs"):
        shared.append(EVENT)


@pytest.mark.parametrize(
    ("revoked", "can_read"), [("SELECT ON events", False), ("SELECT ON ledger", False), ("INSERT ON events", True)]
)
def test_missing_rights_are_reported(used: Workspace, revoked: str, can_read: bool) -> None:  # noqa: FBT001  # a parameter
    used.execute(f"REVOKE {revoked} FROM {used.team}")
    if can_read:
        assert used.read() == History((EVENT,))
    else:
        assert "this user does not have the rights it needs (permission denied" in used.refusal()
    with pytest.raises(LedgerError, match="this user does not have the rights"):
        used.append(TEST)


def test_a_database_that_cannot_hold_every_character_is_refused(database_server: Server, tmp_path: Path) -> None:
    database_server.execute(OWNER, "CREATE DATABASE narrow ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
    narrow = Workspace(tmp_path, {URL_NAME: database_server.url(OWNER, "narrow")})
    with pytest.raises(LedgerError, match="cannot hold every character: it is in LATIN1"):
        narrow.append(EVENT)


@pytest.mark.slow
def test_a_lock_that_is_never_released_is_reported(used: Workspace) -> None:
    assert used.server is not None
    with closing(used.server.connect(used.team)) as holder:
        holder.cursor().execute(f"SELECT pg_advisory_xact_lock({PostgresqlStore.lock_number(MARKER)})")
        began = time.monotonic()
        with pytest.raises(LedgerError, match="another process has been writing to it for more than 10 seconds"):
            used.append(TEST)
        assert 9 < time.monotonic() - began < 19
        used.append(replace(TEST, marker="nk-other"))
    used.append(TEST)


def test_one_issue_does_not_block_another(used: Workspace) -> None:
    def decide(_: History) -> LedgerEvent:
        used.append(replace(TEST, marker="nk-other"))
        return TEST

    used.open().append(MARKER, decide)
    assert [event.marker for event in used.open().export()] == [MARKER, "nk-other", MARKER]


def test_a_connection_that_breaks_while_deciding_leaves_nothing(used: Workspace) -> None:
    def decide(_: History) -> LedgerEvent:
        assert used.server is not None
        others = f"usename = '{used.team}'"
        used.server.execute(OWNER, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608  # our own
        return TEST

    with pytest.raises(LedgerError, match=r"shutting down|the connection to the server broke"):
        used.open().append(MARKER, decide)
    assert used.read() == History((EVENT,))
