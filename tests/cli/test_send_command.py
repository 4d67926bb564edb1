"""``newsletter send`` as a person meets it: the plan, the question, and never a second time."""

from __future__ import annotations

import json
import re
import subprocess
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from newsletter.sending.ledger import LEDGER_FILE
from newsletter.sending.plan_words import STEPS as PLAN_STEPS
from newsletter.sending.steps import STEPS
from tests.building.publications import command, write_issue
from tests.cli.calls import Call, read_everything
from tests.cli.terminals import run_on_a_terminal

ISSUE = "2024-01"


def find_mails(root: Path) -> list[str]:
    return sorted(path.name for path in (root / "outbox").glob("*"))


def kinds(call: Call, issue: str = ISSUE) -> list[str]:
    """Return what the ledger holds of an issue."""
    return [event["kind"] for event in call("status", issue, "--json").data["history"]]


def test_the_plan_says_what_would_go_to_whom(call: Call) -> None:
    ended = call("send", ISSUE, "--dry-run")
    pairs = dict(line.split("  ", 1) for line in ended.out.partition("\n\n")[0].splitlines())

    assert ended.code == 0
    assert {name: value.strip() for name, value in pairs.items() if name != "Digest"} == {
        "Issue": "2024-01",
        "Subject": "The issue 2024-01",
        "Preheader": "In short, what there is to read in this issue.",
        "From": "Riverside Digest <digest@example.org>",
        "To": "the folder outbox/ (number of readers unknown)",
        "When": "at once, when you have confirmed it",
        "Published": "Thursday 1 February 2024 at 09:00 GMT",
        "Provider": "outbox: sends the plain text that you see; a test can go to anyone; it sends at once",
        "Web": "not looked at: --online looks at page, pictures and links",
        "Tested": "this content was not test-sent",
        "Approved": "not needed",
    }
    assert (
        "\nWhat will be done\n1. Record that the issue is being sent, so that no one else sends it too.\n" in ended.out
    )
    assert ended.err == ""


def test_every_step_of_a_send_is_put_into_words_for_people() -> None:
    assert PLAN_STEPS.keys() == {step.description for step in STEPS}


def test_a_warning_is_shown_with_the_plan(call: Call, root: Path) -> None:
    write_issue(root, ISSUE, more="message_class: service\n").touch()
    path = root / "issues/2024-01.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: Issue 2024-01", "title: News of May 2023"), "utf-8"
    )
    ended = call("send", ISSUE, "--dry-run")

    assert ended.code == 0
    assert "\nBefore you send\nissues/2024-01.yaml:2:16: warning: title: it says 'May 2023'" in ended.out


def test_what_an_editor_waived_is_shown_to_whoever_approves(call: Call, root: Path) -> None:
    path = write_issue(root, ISSUE, words="'Read it [here](https://www.example.org/minutes).'")
    waiver = "waivers: [{rule: link.says-nothing, path: 'blocks[0].body', reason: It is quoted.}]\n"
    path.write_text(path.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    ended = call("send", ISSUE, "--dry-run")

    assert ended.code == 0
    assert "\nWaived: link.says-nothing for blocks[0].body. It is quoted.\n" in ended.out


def test_a_waiver_that_matches_nothing_blocks_a_send_as_it_fails_a_check(call: Call, root: Path) -> None:
    write_issue(root, ISSUE, more="waivers: [{rule: link.says-nothing, reason: It is quoted.}]\n")
    ended = call("send", ISSUE, "--dry-run")

    assert ended.code == 1
    assert "[waiver.stale]" in call("check", ISSUE).out
    assert "issues/2024-01.yaml:" in ended.out
    assert "link.says-nothing" in ended.out


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_a_dry_run_writes_nothing_at_all(call: Call, root: Path, as_json: list[str], *, is_known: bool) -> None:
    if is_known:
        call("send", "2024-02", "--yes")
        call("send", ISSUE, "--test", "me@example.org")
    before = read_everything(root)
    ended = call("send", ISSUE, "--dry-run", *as_json)

    assert ended.code == 0
    assert read_everything(root) == before


@pytest.mark.slow
def test_whoever_types_the_name_sends_it(call: Call, root: Path) -> None:
    code, seen = run_on_a_terminal("send", ISSUE, "--root", root, types="2024-01\n")
    (name,) = find_mails(root)
    mail = message_from_bytes((root / "outbox" / name).read_bytes(), policy=policy.default)

    assert code == 0
    assert "Send to the folder outbox/? Type 2024-01 to send: " in seen
    assert f"Sent to the folder outbox/: written to outbox/{name}" in seen
    assert mail["Subject"] == "The issue 2024-01"
    assert mail.get_content_type() == "multipart/alternative"
    assert kinds(call) == ["intent", "sending", "sent"]


@pytest.mark.parametrize(
    ("types", "answer"),
    [
        ("2024-02\n", "That is not 2024-01. Nothing was sent."),
        pytest.param("y\n", "That is not 2024-01. Nothing was sent.", marks=pytest.mark.slow),
        pytest.param("\n", "That is not 2024-01. Nothing was sent.", marks=pytest.mark.slow),
        pytest.param("\x04", "Stopped; nothing more was done.", marks=pytest.mark.slow),
        pytest.param("\x03", "Stopped; nothing more was done.", marks=pytest.mark.slow),
    ],
)
def test_whoever_types_anything_else_sends_nothing(root: Path, types: str, answer: str) -> None:
    before = read_everything(root)
    code, seen = run_on_a_terminal("send", ISSUE, "--root", root, types=types)

    assert code == 1
    assert answer in seen
    assert "Traceback" not in seen
    assert read_everything(root) == before


@pytest.mark.slow
def test_where_nobody_can_be_asked_nothing_is_sent_without_yes(root: Path) -> None:
    before = read_everything(root)
    ended = subprocess.run(  # noqa: S603  # our own program
        command("send", ISSUE, "--root", root), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 2
    assert (
        "This is not a terminal, so the send cannot be confirmed. Add --yes to send, or --dry-run to look."
        in ended.stderr
    )
    assert read_everything(root) == before


def test_a_second_call_says_that_it_was_sent_and_does_nothing(call: Call, root: Path) -> None:
    first = call("send", ISSUE, "--yes")
    before = read_everything(root)
    second = call("send", ISSUE, "--yes")

    assert (first.code, second.code) == (0, 0)
    assert "2024-01 was sent to the folder outbox/ by outbox (" in second.out
    assert "There is nothing to do." in second.out
    assert "What will be done" not in second.out
    assert "has changed" not in second.out
    assert read_everything(root) == before


def test_an_issue_that_changed_after_it_was_sent_is_not_sent_again(call: Call, root: Path) -> None:
    call("send", ISSUE, "--yes")
    write_issue(root, ISSUE, words="Something else.")
    before = read_everything(root)
    ended = call("send", ISSUE, "--yes")

    assert ended.code == 0
    assert "There is nothing to do." in ended.out
    assert "It has changed since, and its digest is now" in ended.out
    assert read_everything(root) == before


def test_without_its_ledger_an_issue_is_still_known_to_have_been_sent(call: Call, root: Path) -> None:
    call("send", ISSUE, "--yes")
    for path in (root / LEDGER_FILE).parent.iterdir():
        path.unlink()
    ended = call("send", ISSUE, "--yes")

    assert ended.code == 0
    assert "outbox already has 2024-01, sent as 2024-01-" in ended.out
    assert len(find_mails(root)) == 1


@pytest.mark.parametrize("how", [["--yes"], ["--dry-run"], ["--yes", "--json"]])
def test_a_draft_is_refused(call: Call, root: Path, how: list[str]) -> None:
    write_issue(root, ISSUE, status="draft")
    before = read_everything(root)
    ended = call("send", ISSUE, *how)

    assert ended.code == 1
    assert "2024-01 is a draft. Write status: ready in issues/2024-01.yaml when it may go out." in ended.out
    assert read_everything(root) == before


@pytest.mark.parametrize("how", [["--yes"], ["--dry-run"], ["--yes", "--json"]])
def test_an_issue_whose_time_has_not_come_is_refused(call: Call, root: Path, how: list[str]) -> None:
    write_issue(root, ISSUE, more="published: 2199-01-01T09:00:00Z")
    before = read_everything(root)
    ended = call("send", ISSUE, *how)

    assert ended.code == 1
    assert "2024-01 is published on 2199-01-01 at 09:00 GMT, which is later." in ended.out
    assert read_everything(root) == before


@pytest.mark.parametrize("how", [["--yes"], ["--dry-run"]])
def test_what_a_build_of_the_publication_refuses_is_not_sent(call: Call, root: Path, how: list[str]) -> None:
    document = root / "newsletter.toml"
    document.write_text(re.sub(r"(?m)^muted = .*$", 'muted = "#eeeeee"', document.read_text("utf-8"), count=1), "utf-8")
    ended = call("send", ISSUE, *how)

    assert ended.code == 1
    assert "palette.light.muted: muted on paper has a contrast of" in ended.out
    assert find_mails(root) == []


@pytest.mark.parametrize("how", [["--yes"], ["--dry-run"]])
def test_a_refusal_ends_with_the_word_that_nothing_was_sent(call: Call, root: Path, how: list[str]) -> None:
    write_issue(root, ISSUE, status="draft")

    assert call("send", ISSUE, *how).out.endswith("\nNothing was sent.\n")


def test_an_issue_that_is_not_there_is_refused(call: Call) -> None:
    ended = call("send", "2031-01", "--yes")

    assert ended.code == 1
    assert ended.err.startswith("issues/2031-01.yaml: error: there is no such file.")


def test_a_test_goes_to_its_address_alone(call: Call, root: Path) -> None:
    before = read_everything(root)
    ended = call("send", ISSUE, "--test", "me@example.org")
    (name,) = find_mails(root)
    mail = message_from_bytes((root / "outbox" / name).read_bytes(), policy=policy.default)
    new = {path for path in read_everything(root).keys() - before.keys() if not path.startswith(".newsletter/")}

    assert ended.code == 0
    assert ended.out == f"Test sent to me@example.org alone: written to outbox/{name}\n"
    assert mail["To"] == "me@example.org"
    assert new == {f"outbox/{name}"}
    assert kinds(call) == ["test"]
    assert "Tested     seen by me@example.org\n" in call("send", ISSUE, "--dry-run").out


def test_a_test_of_other_words_does_not_count(call: Call, root: Path) -> None:
    call("send", ISSUE, "--test", "me@example.org")
    write_issue(root, ISSUE, words="Something else.")

    assert "Tested     this content was not test-sent\n" in call("send", ISSUE, "--dry-run").out


def test_a_draft_can_be_tested(call: Call, root: Path) -> None:
    write_issue(root, ISSUE, status="draft")

    assert call("send", ISSUE, "--test", "me@example.org").code == 0


@pytest.mark.parametrize(
    "address",
    [
        "",
        "me",
        "me@",
        "me@example",
        "Me <me@example.org>",
        "me@example.org, you@example.org",
        "me@example.org\nBcc: you@example.org",
        "me@example.org\r\n\r\n<h1>",
        "me@example.org\0",
        "\x1b[31mme@example.org",
    ],
)
def test_a_test_to_what_is_no_address_is_refused(call: Call, root: Path, address: str) -> None:
    before = read_everything(root)
    ended = call("send", ISSUE, "--yes", "--test", address)

    assert ended.code == 1
    assert "is not an e-mail address. Write it like digest@example.org" in ended.err
    assert ended.err.replace("\n", "").isprintable()
    assert read_everything(root) == before


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        (["--json"], "With --json there is no prompt: add --dry-run, or --yes to send."),
        (["--dry-run", "--test", "me@example.org"], "exclude one another"),
        (["--test", "me@example.org", "--was-sent"], "exclude one another"),
        (["--dry-run", "--was-not-sent"], "exclude one another"),
    ],
)
def test_options_that_contradict_one_another_are_wrong_usage(
    call: Call, root: Path, options: list[str], answer: str
) -> None:
    before = read_everything(root)
    ended = call("send", ISSUE, *options)

    assert ended.code == 2
    assert answer in ended.err
    assert ended.out == ""
    assert read_everything(root) == before


def test_programs_get_the_plan_the_receipt_and_the_verdict(call: Call, root: Path) -> None:
    plan = call("send", ISSUE, "--dry-run", "--json").data
    trial = call("send", ISSUE, "--test", "me@example.org", "--json").data
    sent = call("send", ISSUE, "--yes", "--json").data
    again = call("send", ISSUE, "--yes", "--json").data

    assert (plan["verdict"], plan["tested"], plan["history"]) == ("go", [], [])
    assert trial["test"] == ["me@example.org"]
    assert sent["tested"] == ["me@example.org"]
    assert sent["receipt"]["remote_id"] in find_mails(root)
    assert again["verdict"] == "done"
    assert [event["kind"] for event in again["history"]] == ["test", "intent", "sending", "sent"]
    assert json.dumps(plan).isascii()
