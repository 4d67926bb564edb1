"""``newsletter ledger``: the history of an issue, and every event for programs to read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.sending.history import EventKind
from newsletter.sending.ledger import LEDGER_FILE, open_ledger
from tests.cli.calls import Call, read_everything
from tests.sending.ledgers import EVENT
from tests.sending.servers import PASSWORD, Server, find_free_port

ISSUE = "2024-01"
TEST = replace(EVENT, kind=EventKind.TEST, attempt=None)


def test_the_history_of_an_issue_is_shown_as_status_shows_it(call: Call) -> None:
    assert call("send", ISSUE, "--yes").code == 0
    shown, status = call("ledger", ISSUE), call("status", ISSUE)

    assert (shown.code, shown.err) == (0, "")
    assert shown.out == status.out.partition("\n\n")[0] + "\n"
    assert [line.split()[3] for line in shown.out.splitlines()] == ["intent", "sending", "sent"]


def test_the_history_is_data_where_that_is_asked_for(call: Call) -> None:
    call("send", ISSUE, "--yes")
    data = call("ledger", ISSUE, "--json").data

    assert (data["issue"], data["standing"]) == (ISSUE, "sent")
    assert [event["kind"] for event in data["history"]] == ["intent", "sending", "sent"]


def test_an_issue_that_was_never_sent_has_no_history_and_gets_no_ledger(call: Call, root: Path) -> None:
    before = read_everything(root)

    assert call("ledger", ISSUE).out == "The ledger has no attempt to send this issue.\n"
    assert call("ledger", "export").out == ""
    assert read_everything(root) == before


def test_an_issue_that_cannot_be_read_any_more_still_has_its_history(call: Call, root: Path) -> None:
    call("send", ISSUE, "--yes")
    (root / f"issues/{ISSUE}.yaml").write_text("no: issue", encoding="utf-8")

    assert "sent" in call("ledger", ISSUE).out


def test_a_publication_that_cannot_be_read_any_more_still_has_its_history(call: Call, root: Path) -> None:
    call("send", ISSUE, "--yes")
    before = call("ledger", ISSUE).out
    (root / "newsletter.toml").write_text("title = [", encoding="utf-8")
    assert call("ledger", ISSUE).out == before
    assert call("status", ISSUE).out.startswith(before)


def test_every_event_of_all_issues_is_exported_on_a_line_of_its_own(call: Call, root: Path) -> None:
    call("send", ISSUE, "--yes")
    open_ledger(root, {}).append(EVENT.marker, lambda _: TEST)
    lines = [json.loads(line) for line in call("ledger", "export").out.splitlines()]

    assert [line["kind"] for line in lines] == ["intent", "sending", "sent", "test"]
    assert lines[-1] == {
        "marker": EVENT.marker, "kind": "test", "at": "2024-02-01T10:30:00+00:00", "issue": ISSUE,
        "digest": EVENT.digest, "provider": "outbox", "audience": EVENT.audience, "attempt": None,
        "remote_id": EVENT.remote_id, "detail": dict(EVENT.detail), "by": "anna on mail1 (process 4711)",
        "host": "mail1", "pid": 4711, "user": "anna",
    }  # fmt: skip


@pytest.mark.parametrize("what", ["exports", "2024-13", ""])
def test_what_is_neither_an_issue_nor_export_is_wrong_usage(call: Call, what: str) -> None:
    assert call("ledger", what).code == 2


def test_a_ledger_that_cannot_be_read_is_an_error(call: Call, root: Path) -> None:
    (root / LEDGER_FILE).parent.mkdir()
    (root / LEDGER_FILE).write_bytes(b"")

    for what in (ISSUE, "export"):
        ended = call("ledger", what)
        assert (ended.code, ended.out) == (1, "")
        assert "it is empty, or not a ledger of this program" in ended.err


def test_a_reader_that_has_seen_enough_is_no_error(root: Path) -> None:
    ledger = open_ledger(root, {})
    for _ in range(3):
        ledger.append(EVENT.marker, lambda _: replace(TEST, detail={"answer": "x" * 70_000}))
    command = [sys.executable, "-m", "newsletter", "ledger", "export", "--root", str(root)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # noqa: S603  # our own
        assert process.stdout is not None
        assert process.stderr is not None
        os.read(process.stdout.fileno(), 1)
        process.stdout.close()
        output = process.stderr.read()
    assert (process.returncode, output) == (0, b"")


def test_a_server_out_of_reach_is_said_without_its_password(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"127.0.0.1:{find_free_port()}/ledger"
    monkeypatch.setenv("NEWSLETTER_LEDGER_URL", f"postgresql://anna:c4nary@{address}")
    for command in (["ledger", "export"], ["ledger", ISSUE], ["send", ISSUE, "--yes"], ["status", ISSUE, "--json"]):
        ended = call(*command)
        assert ended.code == 1
        assert f"The ledger postgresql://anna@{address} cannot be used" in ended.out + ended.err
        assert "c4nary" not in ended.out + ended.err


@pytest.mark.postgresql
def test_commands_use_the_ledger_that_the_environment_names(
    call: Call, root: Path, monkeypatch: pytest.MonkeyPatch, database_server: Server
) -> None:
    monkeypatch.setenv("NEWSLETTER_LEDGER_URL", database_server.url(database_server.make_team()))
    sent, again, exported = call("send", ISSUE, "--yes"), call("send", ISSUE, "--yes"), call("ledger", "export")

    assert (sent.code, again.code) == (0, 0)
    assert "There is nothing to do." in again.out
    assert [json.loads(line)["kind"] for line in exported.out.splitlines()] == ["intent", "sending", "sent"]
    assert not (root / LEDGER_FILE).exists()
    assert PASSWORD[:6] not in sent.out + again.out + exported.out
