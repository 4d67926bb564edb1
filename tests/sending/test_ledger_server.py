"""The ledger on a server: durable, never taken for empty, and plain words for all that can be wrong with it."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.errors import LedgerError
from newsletter.sending.history import History, Kind, LedgerEvent
from newsletter.sending.ledger import URL_NAME
from newsletter.sending.ledger.postgresql import PostgresqlStore
from tests.sending.ledgers import EVENT, LETTER, MARKER, Home
from tests.sending.servers import OWNER, Server, serving

pytestmark = pytest.mark.postgresql

TEST = replace(EVENT, kind=Kind.TEST, attempt=None)
Break = Callable[[Home], object]


@pytest.fixture
def used(shared: Home) -> Home:
    shared.append(EVENT)
    return shared


def twin(home: Home, root: Path) -> Home:
    """Return another machine with the same ledger."""
    return Home(root, home.environment, home.team, home.server)


def test_two_machines_share_one_history(used: Home, tmp_path: Path) -> None:
    other = twin(used, tmp_path / "other")
    assert other.read() == History((EVENT,))
    other.append(TEST)
    assert used.read() == History((EVENT, TEST))
    assert not used.path.exists()


def test_a_commit_is_on_the_disk_whatever_the_server_is_used_to(shared: Home) -> None:
    shared.execute(
        f"ALTER ROLE {shared.team} SET synchronous_commit = off",
        f"ALTER ROLE {shared.team} SET default_transaction_isolation = 'serializable'",
        f"ALTER ROLE {shared.team} SET default_transaction_read_only = on",
    )
    store = PostgresqlStore(shared.environment[URL_NAME], shared.witness)
    shared.append(EVENT)
    with store.writing(MARKER) as transaction:
        said = [
            transaction.execute(f"SHOW {name}")[0][0]
            for name in ("synchronous_commit", "transaction_isolation", "lock_timeout", "statement_timeout")
        ]
    assert said == ["on", "read committed", "10s", "20s"]


@pytest.mark.slow
def test_what_is_recorded_outlives_a_crash_of_the_server(tmp_path: Path) -> None:
    """This server writes to the disk, and would rather do it later than we ask."""
    with serving(("-c", "synchronous_commit=off", "-c", "wal_writer_delay=10s")) as server:
        assert server.execute(OWNER, "SHOW fsync") == [["on"]]
        home = Home.on(server, server.make_team(), tmp_path)
        home.append(EVENT)
        for _ in range(5):
            home.append(TEST)
            count = len(home.read().events)
            server.stop(signal.SIGQUIT)
            assert "the server cannot be reached (Connection refused)" in home.refusal()
            server.start()
            assert len(home.read().events) == count


def drop_tables(home: Home) -> None:
    home.execute("DROP TABLE events", "DROP TABLE letters", "DROP TABLE ledger")


def forget_everything(home: Home) -> None:
    home.allow_changes()
    home.execute("TRUNCATE events")


def forget_the_last(home: Home) -> None:
    home.append(TEST)
    home.allow_changes()
    home.execute("DELETE FROM events WHERE kind = 'test'")


def change_identity(home: Home) -> None:
    home.execute("UPDATE ledger SET identity = 'another'")


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (drop_tables, "its tables are gone, and they were here before"),
        (lambda home: home.execute("DROP TABLE events"), "its tables are gone"),
        (forget_everything, "it has lost events"),
        (forget_the_last, "it has lost events"),
        (change_identity, "it is another ledger than the one that was here before"),
    ],
)
def test_a_known_ledger_that_has_forgotten_is_no_new_ledger(used: Home, break_it: Break, words: str) -> None:
    ledger = used.open()
    break_it(used)
    before = used.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    assert words in used.refusal()
    for use in (ledger.read, lambda marker: ledger.append(marker, lambda _: EVENT), lambda _: ledger.exists):
        with pytest.raises(LedgerError, match=words) as raised:
            use(MARKER)
        assert f"delete {used.witness}" in str(raised.value)
    assert used.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1") == before


def test_who_has_only_looked_knows_it_too(used: Home, tmp_path: Path) -> None:
    other = twin(used, tmp_path / "other")
    other.read()
    drop_tables(used)
    assert "its tables are gone" in other.refusal()


def test_an_emptied_ledger_is_no_new_ledger_to_those_who_never_saw_it(used: Home, tmp_path: Path) -> None:
    forget_everything(used)
    assert "it has lost events" in twin(used, tmp_path / "other").refusal()


def test_words_alone_make_a_ledger_that_is_not_empty(shared: Home) -> None:
    shared.open().keep_snapshot(LETTER)
    assert shared.read() == History()


def test_a_person_can_decide_to_start_again(used: Home) -> None:
    drop_tables(used)
    used.execute("DROP FUNCTION newsletter_ledger_is_append_only")
    used.witness.unlink()
    assert used.read() == History()
    used.append(EVENT)


def test_a_witness_that_says_nothing_is_an_error(used: Home) -> None:
    used.witness.write_text("", encoding="utf-8")
    assert "does not say which ledger was here" in used.refusal()


def test_a_ledger_that_was_on_a_server_is_not_begun_in_a_file(used: Home) -> None:
    alone = Home(used.root)
    assert f"is in PostgreSQL, as {used.witness} says, and {URL_NAME} is not set" in alone.refusal()
    assert not alone.path.exists()


def test_a_ledger_that_was_in_a_file_is_not_begun_on_a_server(shared: Home) -> None:
    alone = Home(shared.root)
    alone.append(EVENT)
    assert f"has a ledger, {alone.path}, and {URL_NAME} names another" in shared.refusal()
    assert alone.read() == History((EVENT,))


def test_a_database_of_another_program_is_refused(shared: Home) -> None:
    shared.execute("CREATE TABLE bookmarks (id INTEGER)")
    assert "something else than a ledger of this program, or a part of one (bookmarks)" in shared.refusal()
    with pytest.raises(LedgerError, match="bookmarks"):
        shared.append(EVENT)


def test_tables_of_another_program_with_our_names_are_refused(shared: Home) -> None:
    shared.execute("CREATE TABLE ledger (account TEXT)", "CREATE TABLE events (id INTEGER)")
    assert "column ledger.version does not exist" in shared.refusal()


def test_a_version_that_never_was_is_refused(used: Home) -> None:
    used.execute("UPDATE ledger SET version = 1")
    with pytest.raises(LedgerError, match="it has version 1, which cannot be migrated to 2"):
        used.append(TEST)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"password": "wrong"}, "the server refuses the password or the user"),
        ({"team": "stranger"}, "the server refuses the password or the user"),
        ({"database": "nowhere"}, "there is no such database"),
    ],
)
def test_a_wrong_address_is_said_plainly(shared: Home, wrong: dict[str, str], words: str) -> None:
    assert shared.server is not None
    url = shared.server.url(**{"team": shared.team} | wrong)
    assert words in Home(shared.root, {URL_NAME: url}).refusal()


def test_a_server_without_tls_is_not_trusted_where_tls_is_asked_for(shared: Home) -> None:
    url = shared.environment[URL_NAME]
    assert "the server offers no TLS" in Home(shared.root, {URL_NAME: f"{url}?sslmode=verify-full"}).refusal()
    Home(shared.root, {URL_NAME: f"{url}?sslmode=disable"}).append(EVENT)


def test_a_user_without_a_schema_is_refused_before_anything_seems_empty(shared: Home) -> None:
    shared.execute(f"ALTER ROLE {shared.team} SET search_path = nowhere")
    assert "this user may not use any schema there" in shared.refusal()


def test_a_user_that_may_not_make_tables_is_told_so(shared: Home) -> None:
    shared.execute(f"ALTER ROLE {shared.team} SET search_path = public")
    assert shared.read() == History()
    with pytest.raises(LedgerError, match="this user has not the rights it needs"):
        shared.append(EVENT)


@pytest.mark.parametrize(
    ("revoked", "can_read"), [("SELECT ON events", False), ("SELECT ON ledger", False), ("INSERT ON events", True)]
)
def test_rights_that_are_missing_are_said(used: Home, revoked: str, can_read: bool) -> None:  # noqa: FBT001  # a parameter
    used.execute(f"REVOKE {revoked} FROM {used.team}")
    if can_read:
        assert used.read() == History((EVENT,))
    else:
        assert "this user has not the rights it needs (permission denied" in used.refusal()
    with pytest.raises(LedgerError, match="this user has not the rights"):
        used.append(TEST)


def test_a_database_that_cannot_hold_every_letter_is_refused(database_server: Server, tmp_path: Path) -> None:
    database_server.execute(OWNER, "CREATE DATABASE narrow ENCODING LATIN1 LOCALE 'C' TEMPLATE template0")
    narrow = Home(tmp_path, {URL_NAME: database_server.url(OWNER, "narrow")})
    with pytest.raises(LedgerError, match="cannot hold every character: it is in LATIN1"):
        narrow.append(EVENT)


@pytest.mark.slow
def test_a_lock_that_is_never_given_back_is_said(used: Home) -> None:
    assert used.server is not None
    with closing(used.server.connect(used.team)) as holder:
        holder.cursor().execute(f"SELECT pg_advisory_xact_lock({PostgresqlStore.lock_number(MARKER)})")
        began = time.monotonic()
        with pytest.raises(LedgerError, match="another process has been writing to it for more than 10 seconds"):
            used.append(TEST)
        assert 9 < time.monotonic() - began < 19
        used.append(replace(TEST, marker="nk-other"))
    used.append(TEST)


def test_others_are_not_kept_waiting_by_another_issue(used: Home) -> None:
    def decide(_: History) -> LedgerEvent:
        used.append(replace(TEST, marker="nk-other"))
        return TEST

    used.open().append(MARKER, decide)
    assert [event.marker for event in used.open().export()] == [MARKER, "nk-other", MARKER]


def test_a_connection_that_breaks_while_somebody_decides_leaves_nothing(used: Home) -> None:
    def decide(_: History) -> LedgerEvent:
        assert used.server is not None
        others = f"usename = '{used.team}'"
        used.server.execute(OWNER, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")  # noqa: S608  # our own
        return TEST

    with pytest.raises(LedgerError, match=r"shutting down|the connection to the server broke"):
        used.open().append(MARKER, decide)
    assert used.read() == History((EVENT,))
