"""An issue in two languages as two e-mails: planned, approved, tested, sent and settled together, each on record."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from multiprocessing import get_context
from pathlib import Path

import pytest
import stamina

from newsletter.cli import main
from newsletter.preview.test_send import send_preview_test
from newsletter.providers.mailchimp import KEY
from newsletter.published import load_published
from newsletter.sending.ledger import open_ledger
from newsletter.sending.prepare import prepare_editions
from newsletter.sending.steps import DELIVERY, PREPARATION
from tests.bilingual import NAME, PERIOD, write_publication
from tests.cli.calls import Call
from tests.cli.terminals import run_on_a_terminal
from tests.live_site import LiveSite
from tests.providers import fake_mailchimp
from tests.providers.fake_mailchimp import LIST, FakeMailchimp
from tests.providers.wire import serving
from tests.sending.killable import send_editions_until

PROCESSES = get_context("forkserver")
TAGS = ["cy", "en-GB"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_publication(tmp_path / "my news", send_as="editions")


def read_subjects(root: Path, pattern: str = f"{PERIOD}-????????.eml") -> list[str]:
    """Return the subjects of the messages in the outbox."""
    files = sorted((root / "outbox").glob(pattern))
    return sorted(message_from_bytes(file.read_bytes(), policy=policy.default)["Subject"] for file in files)


BOTH = ["Mae'r llyfrgell yn agor eto", "The library opens again"]


def read_ledger(root: Path) -> list[tuple[str, str, str]]:
    return [(event.issue, event.language, event.kind.value) for event in open_ledger(root, {}).export()]


def test_two_editions_are_planned_approved_and_sent_together_and_each_has_its_lines_in_the_ledger(
    call: Call, root: Path
) -> None:
    settings = root / "newsletter.toml"
    settings.write_text(f"{settings.read_text()}[sending]\napprovals = 1\n")
    before = call("send", PERIOD, "--yes")
    approved = call("approve", PERIOD, "--by", "Siân Example")
    plan = call("send", PERIOD, "--dry-run")
    sent = call("send", PERIOD, "--yes")

    assert before.code == 1
    assert "2026-11 (cy) is not approved yet" in before.out
    assert "2026-11 (en-GB) is not approved yet" in before.out
    assert approved.out.count("Siân Example approves") == 2
    assert re.findall(r"(?m)^Issue +(.*)$", plan.out) == ["2026-11 (cy)", "2026-11 (en-GB)"]
    assert (sent.code, read_subjects(root)) == (0, BOTH)
    expected = ["intent", "intent", *["sending", "sent"] * 2]
    assert [kind for _, _, kind in read_ledger(root)] == expected
    assert [tag for _, tag, kind in read_ledger(root) if kind == "sent"] == TAGS
    assert {issue for issue, _, _ in read_ledger(root)} == {PERIOD}


def test_an_approval_is_of_both_and_a_change_of_one_language_voids_it_there(call: Call, root: Path) -> None:
    settings = root / "newsletter.toml"
    settings.write_text(f"{settings.read_text()}[sending]\napprovals = 1\n")
    call("approve", PERIOD, "--by", "Siân Example")
    text = (root / NAME).read_text()
    (root / NAME).write_text(text.replace("Mae'r to wedi'i drwsio.,", "Mae'r to yn gyfan.,"))
    changed = call("send", PERIOD, "--yes")

    assert changed.code == 1
    assert "2026-11 (cy) is not approved yet" in changed.out
    assert "2026-11 (en-GB)" not in changed.out.partition("Digest")[2].rpartition("Digest")[2]
    assert read_ledger(root) == []


def test_what_was_sent_is_never_sent_again_and_status_shows_each_language(call: Call, root: Path) -> None:
    call("send", PERIOD, "--yes")
    again, status, listed = call("send", PERIOD, "--yes"), call("status", PERIOD), call("status")
    data = call("status", PERIOD, "--json").data

    assert (again.code, read_subjects(root)) == (0, BOTH)
    assert again.out.count("There is nothing to do.") == 2
    assert status.out.index("Cymraeg (cy)") < status.out.index("English (en-GB)")
    assert "2026-11 (cy)" in listed.out
    assert [edition["standing"] for edition in data["editions"]] == ["sent", "sent"]


def test_a_stale_translation_blocks_both(call: Call, root: Path) -> None:
    text = (root / NAME).read_text()
    (root / NAME).write_text(text.replace("en: The library opens again", "en: The library opens at last"))
    stale = call("send", PERIOD, "--yes")
    call("check", PERIOD, "--still-right", "subject")
    confirmed = call("send", PERIOD, "--yes")

    assert stale.code == 1
    assert "the text that this translates has changed since" in stale.out
    assert (confirmed.code, len(read_subjects(root))) == (0, 2)


def test_a_test_is_sent_of_each(call: Call, root: Path) -> None:
    ended = call("send", PERIOD, "--test", "me@example.org")

    assert ended.code == 0
    assert len(read_subjects(root, f"{PERIOD}-test-*.eml")) == 2
    assert [tag for _, tag, kind in read_ledger(root) if kind == "test"] == TAGS


@pytest.mark.slow
def test_a_person_confirms_once_for_both(root: Path) -> None:
    code, seen = run_on_a_terminal("send", PERIOD, "--root", root, types=f"{PERIOD}\n")

    assert code == 0
    assert "Send to the folder outbox/ (cy) and to the folder outbox/ (en-GB)? Type 2026-11 to send" in seen
    assert read_subjects(root) == BOTH


def test_a_ledger_of_the_time_in_one_language_still_refuses_what_was_sent_then(call: Call, root: Path) -> None:
    settings = root / "newsletter.toml"
    both = settings.read_text()
    single = re.sub(r"\{ en = (\"[^\"]*\"), cy = \"[^\"]*\" \}", r"\1", both)
    settings.write_text(re.sub(r"\[languages\]\n.*\n.*\n", "", single))
    text = (root / NAME).read_text()
    (root / NAME).write_text(
        f"period: {PERIOD}\ntitle: T\nsubject: S\npreheader: P\nintro: I.\nstatus: ready\n"
        "published: 2026-11-20\nblocks: [{type: text, body: Words.}]\n"
    )
    first = call("send", PERIOD, "--yes")
    settings.write_text(both)
    (root / NAME).write_text(text)
    later = call("send", PERIOD, "--yes")

    assert (first.code, later.code) == (0, 0)
    assert f"{PERIOD} was sent to the folder outbox/" in later.out
    assert [(tag, kind) for _, tag, kind in read_ledger(root) if kind == "sent"] == [("", "sent"), ("cy", "sent")]


@pytest.mark.slow
def test_a_kill_between_any_two_steps_sends_each_language_once(tmp_path: Path) -> None:
    steps = 2 * (len(PREPARATION) + len(DELIVERY))
    for step in range(steps + 1):
        folder = write_publication(tmp_path / str(step), send_as="editions")
        process = PROCESSES.Process(target=send_editions_until, args=(folder, PERIOD, step))
        process.start()
        process.join(60)
        assert process.exitcode == -9

        code = main(["send", "--root", str(folder), PERIOD, "--yes"])
        if code == 3:  # unknown: the outbox remembers
            assert main(["status", "--root", str(folder), PERIOD]) == 0
            code = main(["send", "--root", str(folder), PERIOD, "--yes"])
        assert code == 0, step
        assert read_subjects(folder) == BOTH, step
        assert sorted(tag for _, tag, kind in read_ledger(folder) if kind in {"sent", "resolved-sent"}) == TAGS


@pytest.mark.slow
def test_each_language_has_an_audience_of_its_own_at_a_service_and_pages_of_both_are_looked_at(
    call: Call, root: Path, site: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = FakeMailchimp()
    with serving(service), stamina.set_testing(True, attempts=2):
        settings = root / "newsletter.toml"
        text = settings.read_text().replace("news@example.org", "news@invented-digest.org")
        text = text.replace("https://news.example.org/leave", "https://news.invented-digest.org/leave")
        options = f'base_url = "{service.url}"\naudience = "{LIST}"\ntimeout = 1\n'
        text += f'[provider]\nname = "mailchimp"\n[provider.options]\n{options}'
        text += "[provider.languages.cy]\nsegment = 7\n[sending]\ntest_first = false\n"
        settings.write_text(text.replace("segment = 7\n", ""))
        monkeypatch.setenv(KEY, fake_mailchimp.KEY)
        shared = call("send", PERIOD, "--dry-run")
        settings.write_text(text)
        own = call("send", PERIOD, "--dry-run")
        assert call("build", "--as-of", "2026-11-30").code == 0
        (site.folder / f"issues/{PERIOD}/index.html").rename(site.folder / "away.html")
        missing = call("send", PERIOD, "--yes", "--audience-size-max", "2000")
        (site.folder / "away.html").rename(site.folder / f"issues/{PERIOD}/index.html")
        sent = call("send", PERIOD, "--yes", "--audience-size-max", "2000")

    warning = "The editions cy and en-GB go to one and the same audience"
    assert (shared.out.count(warning), own.out.count(warning)) == (2, 0)
    segments = [campaign["recipients"].get("segment_opts", {}) for campaign in service.campaigns.values()]
    assert sorted(segment.get("saved_segment_id", 0) for segment in segments) == [0, 7]
    assert missing.code == 1
    assert f"The page {site.url}/issues/{PERIOD}/ " in missing.out
    assert sent.code == 0
    assert len(service.messages) == 2
    assert set(load_published(root).issues[PERIOD].languages) == {"cy"}


def test_scheduled_editions_are_cancelled_together(call: Call, root: Path) -> None:
    at = datetime.now(UTC) + timedelta(hours=3)
    refused = call("send", PERIOD, "--yes", "--at", at.isoformat(timespec="minutes"))
    cancelled = call("cancel", PERIOD)

    assert refused.code == cancelled.code == 1
    assert read_ledger(root) == []


def test_an_unknown_outcome_is_settled_for_one_language(call: Call) -> None:
    unsaid = call("send", PERIOD, "--was-sent")
    wrong = call("send", PERIOD, "--was-sent", "--language", "de")

    assert unsaid.code == wrong.code == 2
    assert "--language cy or --language en-GB" in unsaid.err
    assert "There are: cy, en-GB" in wrong.err


def test_the_preview_sends_a_test_of_the_edition_that_it_shows(root: Path) -> None:
    editions = prepare_editions(root, PERIOD, datetime.now(UTC))
    shown = next(one.campaign for one in editions if not one.publication.folder)
    told = send_preview_test(root, {}, PERIOD, "me@example.org", shown.digest)

    assert [one.campaign.edition for one in editions] == TAGS
    assert told.startswith("Test sent to me@example.org alone")
    assert read_subjects(root, f"{PERIOD}-test-*.eml") == [BOTH[1]]
