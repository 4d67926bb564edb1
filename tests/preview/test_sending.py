"""Sending from the page, over HTTP: as the command line sends, with what it refuses, and once only."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.bilingual import write_publication
from tests.building.publications import make, make_publication, run, write_issue
from tests.live_site import LiveSite
from tests.preview.panels import Panel
from tests.preview.previews import Preview, previewing
from tests.providers.mail_server import LOGIN, STALL, TAKE_AND_STALL, MailServer

ISSUE = "2024-01"
PANEL = f"panel/send/{ISSUE}"


class SendPanel(Panel):
    """The panel of sending."""

    def confirm(self, **options: str) -> str:
        """Look at page and pictures; return the name of the plan that can be confirmed then."""
        shown = self.post(act="look", **options)
        return shown.partition('name="plan" value="')[2].partition('"')[0]

    def wait(self) -> str:
        """Wait until a send is over, and return what the panel says then."""
        deadline = time.monotonic() + 60
        while "data-refresh" in (shown := self.show()) and time.monotonic() < deadline:
            time.sleep(0.05)
        return shown

    def send_all(self, **options: str) -> str:
        """Do all that a person does."""
        self.post(act="send", plan=self.confirm(**options), typed=ISSUE)
        return self.wait()


@pytest.fixture
def panel(preview: Preview) -> SendPanel:
    return SendPanel(preview, PANEL)


def list_sent(root: Path) -> list[Path]:
    return list((root / "outbox").glob("*.eml"))


def test_an_issue_is_planned_looked_at_confirmed_and_sent(panel: SendPanel) -> None:
    plan = panel.show()
    name = panel.confirm()
    panel.post(act="send", plan=name, typed=f" {ISSUE} ")
    receipt = panel.wait()

    assert "Riverside Digest <digest@example.org>" in plan
    assert "the folder outbox/" in plan
    assert len(list_sent(panel.preview.root)) == 1
    assert "Sent to the folder outbox/: " in receipt
    assert "was sent to the folder outbox/ by outbox" in receipt
    assert "outbox put the finished message into the folder outbox/" in receipt  # the ledger's story
    assert 'value="look"' not in receipt
    assert run("status", ISSUE, "--root", panel.preview.root).returncode == 0


def test_the_words_to_type_are_the_name_of_the_issue_and_are_shown(panel: SendPanel) -> None:
    asked = panel.post(act="look")
    name = asked.partition('name="plan" value="')[2].partition('"')[0]
    refused = panel.post(act="send", plan=name, typed="yes")
    name = refused.partition('name="plan" value="')[2].partition('"')[0]
    panel.post(act="send", plan=name, typed=" january  2024 ")
    receipt = panel.wait()

    assert "To send it, type <b>January 2024</b>" in asked
    assert "sends nothing to readers: the mail is kept in a folder" in asked
    assert "how many readers that is cannot be counted here" in asked
    assert "These are other words than January 2024. Nothing was sent." in refused
    assert "Sent to the folder outbox/" in receipt


def test_what_was_sent_is_not_sent_again_by_page_or_command(panel: SendPanel) -> None:
    first = panel.confirm()
    second = panel.confirm()
    panel.post(act="send", plan=first, typed=ISSUE)
    panel.wait()
    again = panel.post(act="send", plan=first, typed=ISSUE)
    panel.post(act="send", plan=second, typed=ISSUE)
    other = panel.wait()
    ended = run("send", ISSUE, "--yes", "--root", panel.preview.root)

    assert "not open any more" in again
    assert "There is nothing to do" in other
    assert ended.returncode == 0
    assert len(list_sent(panel.preview.root)) == 1


def test_two_clicks_and_two_tabs_at_once_send_once(panel: SendPanel) -> None:
    plans = [panel.confirm(), panel.confirm()]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda plan: panel.post(act="send", plan=plan, typed=ISSUE), plans * 4))
    panel.wait()

    assert len(list_sent(panel.preview.root)) == 1
    output = run("status", ISSUE, "--json", "--root", panel.preview.root).stdout
    assert output.count('"kind": "sent"') == 1


def test_a_command_at_the_same_time_sends_once_with_the_page(panel: SendPanel) -> None:
    plan = panel.confirm()
    with ThreadPoolExecutor(2) as pool:
        page = pool.submit(panel.post, act="send", plan=plan, typed=ISSUE)
        command = pool.submit(run, "send", ISSUE, "--yes", "--root", panel.preview.root)
        page.result()
        command.result()
    panel.wait()

    assert len(list_sent(panel.preview.root)) == 1


@pytest.mark.parametrize("typed", ["", "2024-02", "February 2024", "yes", f"{ISSUE} please", "January 2024 please"])
def test_another_word_sends_nothing_and_asks_again(panel: SendPanel, typed: str) -> None:
    name = panel.confirm()
    asked = panel.post(act="send", plan=name, typed=typed)

    assert "These are other words than January 2024. Nothing was sent." in asked
    assert f'value="{name}"' in asked
    assert list_sent(panel.preview.root) == []


@pytest.mark.parametrize("plan", ["", "x", "../../etc", "a" * 3000])
def test_a_plan_that_no_one_was_shown_sends_nothing(panel: SendPanel, plan: str) -> None:
    assert "not open any more" in panel.post(act="send", plan=plan, typed=ISSUE)
    assert list_sent(panel.preview.root) == []


def test_an_issue_that_changed_since_it_was_shown_is_not_sent(panel: SendPanel) -> None:
    name = panel.confirm()
    write_issue(panel.preview.root, ISSUE, words="Quite other words.")
    panel.post(act="send", plan=name, typed=ISSUE)
    answer = panel.wait()

    assert "has changed since the plan was shown. Nothing was sent" in answer
    assert list_sent(panel.preview.root) == []


def test_a_draft_and_a_broken_issue_are_refused_in_words_for_the_page(panel: SendPanel) -> None:
    write_issue(panel.preview.root, ISSUE, status="draft")
    draft = panel.show()
    asked = panel.post(act="look")
    write_issue(panel.preview.root, ISSUE, more="colour: red")
    broken = panel.show()

    for shown in (draft, asked):
        assert f"{ISSUE} is a draft. Say that it is ready when it may go out." in shown
        assert 'value="look"' not in shown
        assert 'name="typed"' not in shown
    assert 'role="alert"' in broken
    assert 'value="look"' not in broken


def test_a_test_goes_to_its_addresses_alone_and_is_told(panel: SendPanel) -> None:
    wrong = panel.post(act="test", addresses="no address")
    sent = panel.post(act="test", addresses="me@example.org, you@example.org")

    assert 'role="alert"' in wrong
    assert "Test sent to me@example.org, you@example.org alone" in sent
    assert "seen by me@example.org, you@example.org" in sent
    assert "sent a test to you@example.org alone" in sent
    assert list_sent(panel.preview.root) == [] or all("test" in path.name for path in list_sent(panel.preview.root))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"act": "settle", "was_sent": "yes"},
        {"act": "settle", "was_sent": "maybe", "sure": "yes"},
        {"act": "settle", "was_sent": "yes", "sure": "yes"},
        {"act": "cancel"},
        {"act": "look", "at": "tomorrow"},
        {"act": "look", "at": "9999-12-31T23:59"},
        {"act": "look", "most": "-1"},
        {"act": "look", "most": "9" * 400},
        {"act": "../send"},
    ],
)
def test_what_makes_no_sense_does_nothing(panel: SendPanel, fields: dict[str, str]) -> None:
    panel.post(**fields)
    assert list_sent(panel.preview.root) == []
    assert "attempt to send" in run("status", ISSUE, "--root", panel.preview.root).stdout


@pytest.mark.parametrize(
    ("path", "headers", "body", "status"),
    [
        (PANEL, {}, b"{}", 403),
        (PANEL, {"x-preview-token": "wrong"}, b"{}", 403),
        (PANEL, {"origin": "http://evil.example"}, b"{}", 403),
        (PANEL, {"host": "evil.example"}, b"{}", 403),
        (PANEL, {"token": "right"}, b"[1]", 400),
        (PANEL, {"token": "right"}, b"{" * 3000, 400),
        (PANEL, {"token": "right"}, b'{"a": "' + b"a" * 5000 + b'"}', 413),
        ("panel/send/..%2f..%2fnewsletter", {"token": "right"}, b"{}", 404),
        ("panel/send/2024-01.approvals", {"token": "right"}, b"{}", 404),
    ],
)
def test_requests_that_are_not_the_pages_own_are_refused(
    panel: SendPanel, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    fields = dict(headers)
    if fields.pop("token", "") == "right":
        fields["x-preview-token"] = panel.preview.token()
    answer = httpx.post(f"{panel.preview.url}{path}", content=body, headers=fields, timeout=30)

    assert answer.status_code == status
    assert list_sent(panel.preview.root) == []


@pytest.mark.parametrize("option", ["--no-send", "--read-only"])
def test_a_preview_that_does_not_send_has_no_such_panel(tmp_path: Path, option: str) -> None:
    root = make_publication(tmp_path / "news")
    with previewing(root, "--port", "0", option) as preview:
        shown = preview.ask("").text
        asked = preview.ask(PANEL).status_code
        posted = preview.ask(PANEL, "POST", x_preview_token=preview.token()).status_code

    assert "/panel/send/" not in shown
    assert (asked, posted) == (404, 404)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveSite]:
    """Return a web server for what the publication in ``news`` has built."""
    with LiveSite(tmp_path / "news/dist/site", tmp_path / "authority.pem").running() as site:
        monkeypatch.setenv("SSL_CERT_FILE", str(site.authority))
        yield site


@pytest.fixture
def by_mail(tmp_path: Path, site: LiveSite, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[SendPanel]:
    """Return the panel of a publication that is sent to a list by a mail server; its pages are on the web."""
    root = make_publication(tmp_path / "news")
    options = f'host = "localhost"\nport = {server.port}\nto = "list@example.org"\n'
    options += f'ca_file = "{server.certificate}"\ntimeout = 5\n'
    settings = root / "newsletter.toml"
    text = re.sub(r"(?m)^base_url = .*", f'base_url = "{site.url}"', settings.read_text(encoding="utf-8"))
    text += f'\n[provider]\nname = "smtp"\n\n[provider.options]\n{options}'
    settings.write_text(text.replace("example.org", "invented-digest.org"), encoding="utf-8")
    for name, value in LOGIN.items():
        monkeypatch.setenv(name, value)
    make(root)
    with previewing(root) as preview:
        yield SendPanel(preview, PANEL)


def test_a_list_gets_it_after_a_test_with_the_page_looked_at(
    by_mail: SendPanel, server: MailServer, site: LiveSite
) -> None:
    untested = by_mail.show()
    by_mail.post(act="test", addresses="me@invented-digest.org")
    name = by_mail.confirm()
    asked = [path for path in site.asked if path.endswith(f"issues/{ISSUE}/")]
    by_mail.post(act="send", plan=name, typed=ISSUE)
    receipt = by_mail.wait()

    assert "This content was not test-sent. Send a test and read it." in untested
    assert asked
    assert "Sent to list@invented-digest.org" in receipt
    assert "It is on record now" in receipt
    assert [letter.recipients for letter in server.messages] == [
        ["me@invented-digest.org"],
        ["list@invented-digest.org"],
    ]


def test_a_page_that_is_not_on_the_web_holds_a_send(by_mail: SendPanel, server: MailServer, site: LiveSite) -> None:
    by_mail.post(act="test", addresses="me@invented-digest.org")
    (site.folder / f"issues/{ISSUE}/index.html").unlink()
    shown = by_mail.post(act="look")

    assert "Publish the site, and try again." in shown
    assert 'name="typed"' not in shown
    assert len(server.messages) == 1


@pytest.mark.parametrize("how", [STALL, TAKE_AND_STALL])
def test_a_preview_killed_in_the_middle_of_a_send_says_so_and_never_sends_twice(
    by_mail: SendPanel, server: MailServer, how: str
) -> None:
    by_mail.post(act="test", addresses="me@invented-digest.org")
    server.messages.clear()
    name = by_mail.confirm()
    server.fail("dot", how)
    running = by_mail.post(act="send", plan=name, typed=ISSUE)
    assert server.reached["dot"].wait(30)
    reloaded = by_mail.show()
    by_mail.preview.process.kill()
    by_mail.preview.process.wait(30)
    server.faults.clear()
    with previewing(by_mail.preview.root) as after:
        panel = SendPanel(after, PANEL)
        told = panel.show()
        asked = panel.post(act="ask")
        arrived = len(server.messages)
        settled = panel.post(act="settle", language="", was_sent="yes" if arrived else "no", sure="yes")
        if not arrived:
            panel.send_all()
        again = panel.show()

    assert all("data-refresh" in shown for shown in (running, reloaded))
    assert "Send it to list@invented-digest.org" in reloaded
    assert "may or may not have been sent to list@invented-digest.org" in told
    assert 'name="was_sent"' in told
    assert 'value="look"' not in told
    assert "Find out whether the message" in asked
    assert f"Recorded: it was {'sent' if arrived else 'not sent, and can be sent now'}." in settled
    assert "was sent to list@invented-digest.org" in again
    assert [letter.recipients for letter in server.messages] == [["list@invented-digest.org"]]


def test_a_send_goes_on_when_the_preview_is_told_to_stop(by_mail: SendPanel, server: MailServer) -> None:
    by_mail.post(act="test", addresses="me@invented-digest.org")
    server.messages.clear()
    server.fail("DATA", STALL)
    name = by_mail.confirm()
    by_mail.post(act="send", plan=name, typed=ISSUE)
    assert server.reached["DATA"].wait(30)
    code, _, err = by_mail.preview.stop()

    assert (code, err) == (0, "")
    assert "failed" in run("status", ISSUE, "--root", by_mail.preview.root).stdout


def write_lines(act: Callable[[], str]) -> list[str]:
    return [line.strip() for line in re.sub(r"<[^>]*>", "\n", act()).splitlines() if line.strip()]


def test_a_test_is_sent_in_every_language_or_in_one(tmp_path: Path) -> None:
    root = write_publication(tmp_path / "news", send_as="editions")
    with previewing(root) as preview:
        panel = SendPanel(preview, "panel/send/2026-11")
        panel.post(act="test", addresses="me@example.org", language="cy")
        one = [path.read_text(encoding="utf-8") for path in (root / "outbox").glob("*-test-*.eml")]
        panel.post(act="test", addresses="me@example.org")
        every = list((root / "outbox").glob("*-test-*.eml"))

    assert ["Content-Language: cy" in mail for mail in one] == [True]
    assert len(every) >= 2


def test_both_editions_of_a_bilingual_issue_go_out_together(tmp_path: Path) -> None:
    root = write_publication(tmp_path / "news", send_as="editions")
    with previewing(root) as preview:
        panel = SendPanel(preview, "panel/send/2026-11")
        shown = write_lines(panel.show)
        panel.post(act="send", plan=panel.confirm(), typed="2026-11")
        panel.wait()

    assert {"Cymraeg", "English"} <= set(shown)
    assert len(list_sent(root)) == 2
