"""How ``newsletter`` reports the outcome of a send: sent, refused, failed, or unknown until someone has checked."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newsletter.providers.base import Environment
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.sending.history import EventKind, LedgerEvent
from newsletter.sending.ledger import open_ledger
from newsletter.sending.prepare import prepare_issue
from tests.building.publications import make, write_issue
from tests.cli.calls import Call, read_everything
from tests.live_site import LiveSite
from tests.providers.mail_server import LOGIN, PASSWORD, TAKE_AND_DROP, MailServer
from tests.sending.send_contexts import make_actor

ISSUE = "2024-01"


@pytest.fixture
def listserver(server: MailServer, root: Path, site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    """Return a real mail server that the publication sends through, with the login in the environment.

    Its pages are built, and on the web.
    """
    options = f'host = "localhost"\nport = {server.port}\nto = "list@example.org"\nca_file = "{server.certificate}"\n'
    settings = root / "newsletter.toml"
    text = settings.read_text(encoding="utf-8").replace("example.org", "invented-digest.org")
    text += f'\n[provider]\nname = "smtp"\n\n[provider.options]\n{options}\n[sending]\ntest_first = false\n'
    settings.write_text(text, encoding="utf-8")
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    make(root)
    assert site.folder.is_dir()
    return server


def test_an_issue_goes_to_the_list(call: Call, listserver: MailServer) -> None:
    hasty = call("send", ISSUE, "--yes")
    ended = call("send", ISSUE, "--yes", "--first-send")

    assert (hasty.code, ended.code) == (1, 0)
    assert "newsletter send 2024-01 --yes --first-send" in hasty.out
    assert "The ledger here knows of no send by this publication, and smtp cannot tell" in ended.out
    assert "Sent to list@example.org: " in ended.out
    assert [letter.recipients for letter in listserver.messages] == [["list@example.org"]]


def test_a_refusal_leaves_the_issue_free(call: Call, listserver: MailServer) -> None:
    listserver.fail("RCPT", "550 no such list")
    refused = call("send", ISSUE, "--yes", "--first-send")
    listserver.faults.clear()
    accepted = call("send", ISSUE, "--yes", "--first-send")

    assert (refused.code, accepted.code) == (1, 0)
    assert refused.err.startswith("Error: ")
    assert "550" in refused.err
    assert len(listserver.messages) == 1


def test_a_lost_answer_ends_with_3_and_holds_the_issue(call: Call, listserver: MailServer) -> None:
    listserver.fail("dot", TAKE_AND_DROP)
    first = call("send", ISSUE, "--yes", "--first-send")
    listserver.faults.clear()
    again, dry, status = (
        call(*of, ISSUE, *to) for of, to in [(["send"], ["--yes"]), (["send"], ["--dry-run"]), (["status"], [])]
    )

    assert [first.code, again.code, dry.code, status.code] == [3, 3, 3, 3]
    for text in (first.err, again.out, dry.out, status.err):
        assert "then record it: newsletter send 2024-01 --was-sent, or --was-not-sent" in text
    assert len(listserver.messages) == 1


def test_an_unknown_outcome_is_data_too(call: Call, listserver: MailServer) -> None:
    listserver.fail("dot", TAKE_AND_DROP)
    first = call("send", ISSUE, "--yes", "--first-send", "--json")
    again = call("send", ISSUE, "--yes", "--first-send", "--json")
    status = call("status", ISSUE, "--json")

    assert [first.code, again.code, status.code] == [3, 3, 3]
    assert "newsletter send 2024-01 --was-sent" in first.data["error"]
    assert again.data["verdict"] == "unknown"
    assert "may or may not have been sent" in status.data["error"]


def test_somebody_who_looked_settles_that_it_was_sent(call: Call, listserver: MailServer) -> None:
    listserver.fail("dot", TAKE_AND_DROP)
    call("send", ISSUE, "--yes", "--first-send")
    settled = call("send", ISSUE, "--was-sent")
    listserver.faults.clear()
    again = call("send", ISSUE, "--yes", "--first-send")

    assert (settled.code, settled.out) == (0, "Recorded: it was sent.\n")
    assert again.code == 0
    assert "There is nothing to do." in again.out
    assert len(listserver.messages) == 1


def test_somebody_who_looked_settles_that_it_was_not_sent(call: Call, listserver: MailServer) -> None:
    listserver.fail("dot", TAKE_AND_DROP)
    call("send", ISSUE, "--yes", "--first-send")
    listserver.faults.clear()
    listserver.messages.clear()
    settled = call("send", ISSUE, "--was-not-sent", "--json")
    again = call("send", ISSUE, "--yes", "--first-send")

    assert settled.data == {"issue": ISSUE, "was_sent": False}
    assert again.code == 0
    assert len(listserver.messages) == 1


@pytest.mark.parametrize("word", ["--was-sent", "--was-not-sent"])
def test_where_nothing_is_unknown_nothing_is_settled(call: Call, root: Path, word: str) -> None:
    before = read_everything(root)
    ended = call("send", ISSUE, word)

    assert ended.code == 1
    assert "There is no unknown outcome to settle." in ended.err
    assert read_everything(root) == before


def leave_a_crash_behind(root: Path) -> Outbox:
    """Leave what a process leaves that died while it sent: a draft in the outbox, and its last word in the ledger."""
    prepared = prepare_issue(root, ISSUE, datetime.now(UTC))
    campaign = prepared.campaign
    outbox = Outbox(OutboxOptions(), root, Environment({}))
    claim = LedgerEvent(
        kind=EventKind.INTENT,
        at=datetime.now(UTC) - timedelta(hours=2),
        issue=campaign.issue,
        marker=campaign.marker,
        digest=campaign.digest,
        provider="outbox",
        audience=outbox.audience().name,
        actor=make_actor(),
        attempt=1,
    )
    sending = replace(claim, kind=EventKind.SENDING, remote_id=outbox.draft(campaign))
    ledger = open_ledger(root, {})
    ledger.append(campaign.marker, lambda _: claim)
    ledger.append(campaign.marker, lambda _: sending)
    return outbox


def test_a_provider_that_remembers_settles_a_crash_before_the_send(call: Call, root: Path) -> None:
    leave_a_crash_behind(root)
    held, status, again = (
        call("send", ISSUE, "--yes", "--first-send"),
        call("status", ISSUE),
        call("send", ISSUE, "--yes", "--first-send"),
    )

    assert (held.code, status.code, again.code) == (3, 0, 0)
    assert "Ask the provider: newsletter status 2024-01" in held.out
    assert "resolved-unsent" in status.out
    assert "Sent to the folder outbox/" in again.out


def test_a_provider_that_remembers_settles_a_crash_after_the_send(call: Call, root: Path) -> None:
    outbox = leave_a_crash_behind(root)
    outbox.send(next((root / "outbox").glob("*.draft")).name.removesuffix(".draft"))
    status, again = call("status", ISSUE, "--json"), call("send", ISSUE, "--yes", "--first-send")

    assert status.data["standing"] == "sent"
    assert [event["kind"] for event in status.data["history"]] == ["intent", "sending", "resolved-sent"]
    assert "as outbox found. There is nothing to do." in again.out
    assert len(list((root / "outbox").iterdir())) == 1


def test_the_status_of_an_issue_is_its_history(call: Call, root: Path) -> None:
    untouched = call("status", ISSUE)
    call("send", ISSUE, "--test", "me@example.org")
    call("send", ISSUE, "--yes", "--first-send")
    told, at_the_provider = call("status", ISSUE).out.split("\n\n")
    lines = told.splitlines()
    before = read_everything(root)

    assert (untouched.code, untouched.out) == (0, "The ledger has no attempt to send this issue.\n")
    assert [line.split()[3] for line in lines] == ["test", "intent", "sending", "sent"]
    assert dict(re.findall(r"^(\S.*?)  +(.*)$", at_the_provider, re.MULTILINE))["State"] == "sent"
    assert " me@example.org by " in lines[0]
    assert lines[-1].endswith(f": written to outbox/{min((root / 'outbox').glob('*-01-[!t]*')).name}")
    assert call("status", ISSUE, "--json").data["standing"] == "sent"
    assert read_everything(root) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", [pytest.param("", marks=pytest.mark.slow), "535 login refused for {password}", "554 {password}"]
)
def test_a_secret_is_never_told_nor_written(call: Call, root: Path, listserver: MailServer, fault: str) -> None:
    if fault:
        listserver.fail("AUTH" if fault.startswith("535") else "RCPT", fault.format(password=PASSWORD))
    write_issue(root, "2024-02", more="colour: red")
    calls = [
        call("build"),
        call("send", ISSUE, "--dry-run"),
        call("send", ISSUE, "--dry-run", "--json"),
        call("send", ISSUE, "--test", "me@example.org"),
        call("send", ISSUE, "--yes", "--first-send"),
        call("send", ISSUE, "--yes", "--first-send", "--json"),
        call("status", ISSUE),
        call("status", ISSUE, "--json"),
        call("schema", "publication"),
    ]

    assert not [ended for ended in calls if PASSWORD in ended.out + ended.err]
    assert not [name for name, (content, _) in read_everything(root).items() if PASSWORD.encode() in content]


@pytest.mark.parametrize("name", LOGIN)
def test_a_secret_that_is_missing_is_asked_for_by_name(
    call: Call, listserver: MailServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(name)
    ended = call("send", ISSUE, "--yes", "--first-send")

    assert ended.code == 1
    assert f"{name} is not set. Set it in the environment; secrets are never read from a file." in ended.out
    assert listserver.messages == []
