"""An operator at a real service (a fake of Mailchimp at the wire): approve, test, schedule, watch, take back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import stamina

from newsletter.checking.analysis.images import make_png
from newsletter.cli import main
from newsletter.providers import provider_names
from newsletter.providers.mailchimp import KEY
from newsletter.published import load_published
from tests.building.publications import make, write_issue
from tests.cli.calls import Call, read_everything
from tests.cli.terminals import run_on_a_terminal
from tests.live_site import LiveSite
from tests.providers import fake_mailchimp
from tests.providers.fake_mailchimp import LIST, FakeMailchimp
from tests.providers.wire import Fault, serving

pytestmark = pytest.mark.slow

ISSUE = "2024-01"
TESTER = "me@invented-digest.org"


@pytest.fixture
def service(root: Path, site: LiveSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMailchimp]:
    """Return the service that the publication sends through, with the key in the environment; its pages are live."""
    service = FakeMailchimp()
    with serving(service), stamina.set_testing(True, attempts=2):
        settings = root / "newsletter.toml"
        text = settings.read_text(encoding="utf-8").replace("example.org", "invented-digest.org")
        text = re.sub(r"(?m)^reply_to = .*\n", "", text)
        options = f'base_url = "{service.url}"\naudience = "{LIST}"\ntimeout = 1\n'
        text += f'\n[provider]\nname = "mailchimp"\n\n[provider.options]\n{options}\n[sending]\napprovals = 2\n'
        settings.write_text(text, encoding="utf-8")
        monkeypatch.setenv(KEY, fake_mailchimp.KEY)
        make(root)
        assert site.folder.is_dir()
        yield service


def make_ready(call: Call) -> None:
    """Do all that the publication asks before a send."""
    assert call("send", ISSUE, "--test", TESTER).code == 0
    for name in ("Anna Example", "Ben Example"):
        assert call("approve", ISSUE, "--by", name).code == 0


def next_quarter(hours: int) -> datetime:
    at = datetime.now(UTC) + timedelta(hours=hours)
    return at.replace(minute=15, second=0, microsecond=0)


def test_what_is_asked_before_a_send_is_said_and_then_done(call: Call, service: FakeMailchimp) -> None:
    before = call("send", ISSUE, "--yes", "--audience-size-max", "2000")
    make_ready(call)
    plan = call("send", ISSUE, "--dry-run").out
    after = call("send", ISSUE, "--yes", "--audience-size-max", "2000")

    assert before.code == 1
    assert "2 different people must approve it: newsletter approve 2024-01 --by NAME" in before.out
    assert "This content was not test-sent." in before.out
    assert re.search(r"^To +Subscribers, 1,204 readers$", plan, re.MULTILINE)
    assert re.search(f"^Tested +seen by {TESTER}$", plan, re.MULTILINE)
    assert re.search(r"^Approved +by Anna Example, Ben Example; needed: 2 people$", plan, re.MULTILINE)
    assert (after.code, len(service.messages)) == (0, 1)


def test_a_changed_letter_is_shown_and_stops_the_send(call: Call, root: Path, service: FakeMailchimp) -> None:
    make_ready(call)
    write_issue(root, ISSUE, words="Something else.")
    ended = call("send", ISSUE, "--yes", "--audience-size-max", "2000")

    assert ended.code == 1
    assert "so the approvals are void" in ended.out
    assert "\n+Something else." in ended.out
    assert service.messages == []


def test_a_machine_says_how_many_it_may_reach(call: Call, service: FakeMailchimp) -> None:
    make_ready(call)
    unlimited, small = call("send", ISSUE, "--yes"), call("send", ISSUE, "--yes", "--audience-size-max", "1000")

    assert (unlimited.code, small.code) == (2, 1)
    assert "--audience-size-max 1204" in unlimited.err
    assert "1204 readers, more than the 1000" in small.out
    assert service.messages == []


def test_whoever_sends_sees_how_many_readers_it_reaches(call: Call, root: Path, service: FakeMailchimp) -> None:
    make_ready(call)
    code, seen = run_on_a_terminal("send", ISSUE, "--root", root, types="2024-01\n")

    assert code == 0
    assert "Send to Subscribers, 1204 readers? Type 2024-01 to send: " in seen
    assert len(service.messages) == 1


def test_an_issue_waits_at_the_service_and_is_taken_back(call: Call, service: FakeMailchimp) -> None:
    make_ready(call)
    at = next_quarter(3)
    odd = call("send", ISSUE, "--dry-run", "--at", (at + timedelta(minutes=2)).isoformat())
    waits = call("send", ISSUE, "--yes", "--audience-size-max", "2000", "--at", at.isoformat())
    again = call("send", ISSUE, "--yes", "--audience-size-max", "2000")
    status = call("status", ISSUE, "--json").data
    back = call("cancel", ISSUE)
    nothing = call("cancel", ISSUE)

    assert "mailchimp sends only every 15 minutes" in odd.out
    assert (waits.code, again.code, back.code, nothing.code) == (0, 0, 0, 1)
    assert "To cancel it: newsletter cancel 2024-01" in again.out
    assert (status["standing"], status["provider"]["state"]) == ("scheduled", "scheduled")
    assert "it is a draft again" in back.out
    assert "is not scheduled" in nothing.err
    assert service.messages == []


def test_what_is_to_go_out_later_may_have_its_page_later_and_must_have_its_pictures(
    call: Call, root: Path, service: FakeMailchimp, site: LiveSite
) -> None:
    at = next_quarter(30)
    path = write_issue(root, ISSUE, more=f"published: {at.isoformat()}")
    text = path.read_text(encoding="utf-8") + "  - {type: image, file: images/pond.png, alt: The pond in April.}\n"
    path.write_text(text, encoding="utf-8")
    (root / "images").mkdir()
    (root / "images/pond.png").write_bytes(make_png(240, 120))
    make(root, as_of=at.date() - timedelta(days=1))
    make_ready(call)
    pictures = site.folder / f"issues/{ISSUE}/images"
    given = ("send", ISSUE, "--yes", "--audience-size-max", "2000", "--at", at.isoformat())
    pictures.rename(root / "not published")
    refused = call(*given)
    (root / "not published").rename(pictures)
    waits = call(*given)

    assert refused.code == 1
    assert re.search(r"The picture https://\S+/pond-\w+\.png answers 404: it is not there\.", refused.out)
    assert waits.code == 0
    assert f"The page {site.url}/issues/{ISSUE}/ answers 404: it is not there." in waits.out
    assert service.has_waiting()
    [picture] = load_published(root).issues[ISSUE].pictures
    assert (pictures / Path(picture.file).name).is_file()


@pytest.mark.parametrize("state", ["broken issue", "no issue", "broken newsletter.toml"])
def test_an_issue_is_taken_back_though_nothing_beside_the_ledger_can_be_read(
    call: Call, root: Path, service: FakeMailchimp, state: str
) -> None:
    make_ready(call)
    call("send", ISSUE, "--yes", "--audience-size-max", "2000", "--at", next_quarter(3).isoformat())
    if state == "broken issue":
        (root / f"issues/{ISSUE}.yaml").write_text("title: [", encoding="utf-8")
    elif state == "no issue":
        (root / f"issues/{ISSUE}.yaml").unlink()
    else:
        (root / "newsletter.toml").write_text("title = [", encoding="utf-8")
    status, back = call("status", ISSUE, "--json").data, call("cancel", ISSUE)

    assert (status["standing"], status["provider"]["state"], status["drift"]) == ("scheduled", "scheduled", [])
    assert back.code == 0
    assert not service.has_waiting()


def test_an_unknown_outcome_is_settled_by_hand_though_the_issue_is_gone(
    call: Call, root: Path, service: FakeMailchimp
) -> None:
    make_ready(call)
    service.fail("send", Fault.RESET_AFTER)
    call("send", ISSUE, "--yes", "--audience-size-max", "2000")
    (root / f"issues/{ISSUE}.yaml").unlink()
    assert call("send", ISSUE, "--was-sent").code == 0
    assert "resolved-sent" in call("status", ISSUE).out
    assert len(service.messages) == 1


def test_what_somebody_changed_at_the_service_is_said_out_loud(call: Call, service: FakeMailchimp) -> None:
    make_ready(call)
    call("send", ISSUE, "--yes", "--audience-size-max", "2000", "--at", next_quarter(3).isoformat())
    [campaign] = service.campaigns.values()
    campaign["settings"]["subject_line"] = "Edited by hand"
    changed, data = call("status", ISSUE), call("status", ISSUE, "--json")
    campaign["status"] = "save"
    taken_back = call("status", ISSUE)

    assert (changed.code, data.code, taken_back.code) == (1, 1, 1)
    assert "Warning: It was changed at mailchimp" in changed.out
    assert 'subject (now "Edited by hand")' in data.data["drift"][0]
    assert "it was cancelled there" in taken_back.out
    assert call("cancel", ISSUE).code == 0


def test_the_help_names_the_clock_of_the_publication(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    main(["send", "--help"])
    here = " ".join(capsys.readouterr().out.split())
    monkeypatch.chdir(root.parent)
    main(["send", "--help"])
    elsewhere = " ".join(capsys.readouterr().out.split())

    assert "by the publication's clock, which is that of Europe/London." in here
    assert "by the publication's clock." in elsewhere


def test_a_send_is_followed_to_its_end_with_the_figures(call: Call, service: FakeMailchimp) -> None:
    make_ready(call)
    call("send", ISSUE, "--yes", "--audience-size-max", "2000", "--at", next_quarter(3).isoformat())
    service.deliver_after = 3
    watched = call("status", ISSUE, "--watch", "--every", "1")

    assert watched.code == 0
    told = dict(re.findall(r"^(\w+)  +(\S+)$", watched.out, re.MULTILINE))
    assert (told["State"], told["Sent"], told["Bounces"], told["Unsubscribes"]) == ("sent", "1204", "4", "2")
    assert call("status", ISSUE, "--json").data["standing"] == "sent"


def test_a_lost_answer_is_settled_by_asking(call: Call, service: FakeMailchimp) -> None:
    make_ready(call)
    service.fail("send", Fault.RESET_AFTER)
    lost = call("send", ISSUE, "--yes", "--audience-size-max", "2000")
    settled = call("status", ISSUE)

    assert lost.code == 3
    assert "Ask the provider: newsletter status 2024-01" in lost.err
    assert (settled.code, len(service.messages)) == (0, 1)
    assert "resolved-sent" in settled.out


def test_a_draft_after_a_lost_answer_proves_nothing_yet(call: Call, service: FakeMailchimp) -> None:
    make_ready(call)
    service.fail("send", Fault.RESET_BEFORE)
    lost = call("send", ISSUE, "--yes", "--audience-size-max", "2000")
    hasty = call("status", ISSUE)

    assert (lost.code, hasty.code) == (3, 3)
    assert "the request may be on its way. Ask again after" in hasty.err


def test_every_issue_in_the_ledger_is_listed(call: Call, service: FakeMailchimp) -> None:
    empty = call("status")
    make_ready(call)
    call("send", ISSUE, "--yes", "--audience-size-max", "2000")
    listed = call("status")

    assert empty.out == "The ledger is empty: nothing was sent yet.\n"
    assert "2024-01" in listed.out
    assert "sent" in listed.out
    assert call("status", "--json").data == [{"issue": ISSUE, "standing": "sent", "by": "mailchimp"}]
    assert len(service.messages) == 1


def test_providers_are_listed_with_what_they_can_do_and_need(call: Call) -> None:
    listed, data = call("providers"), call("providers", "--json").data

    assert [row["name"] for row in data] == list(provider_names())
    assert all(name in listed.out for name in provider_names())
    assert KEY in listed.out
    assert "every 15 minutes" in listed.out


def test_a_provider_in_order_says_whom_it_would_reach(call: Call, root: Path, service: FakeMailchimp) -> None:
    before = read_everything(root)
    ended = call("providers", "check")

    assert ended.code == 0
    whom = "mailchimp accepts digest@invented-digest.org as the sender, to Subscribers (1204 readers)."
    assert ended.out == f"{whom} The key goes to 127.0.0.1.\n"
    assert read_everything(root) == before
    assert service.messages == []


def test_a_wrong_key_is_a_fault_that_shows_no_key(
    call: Call, service: FakeMailchimp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "canary-of-another-us21")
    ended = call("providers", "check")

    assert ended.code == 1
    assert "401" in ended.out
    assert "canary" not in ended.out
    assert service.messages == []


def test_a_key_that_is_not_there_is_asked_for(
    call: Call, service: FakeMailchimp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(KEY)
    checked, plan = call("providers", "check"), call("send", ISSUE, "--dry-run")

    assert (checked.code, plan.code) == (1, 1)
    for text in (checked.out, plan.out):
        assert f"{KEY} is not set. Set it in the environment" in text
    assert service.calls == []


def test_an_issue_with_errors_cannot_be_approved(call: Call, root: Path, service: FakeMailchimp) -> None:
    write_issue(root, ISSUE, status="draft")
    ended = call("approve", ISSUE, "--by", "Anna Example")

    assert ended.code == 1
    assert "2024-01 cannot be approved yet." in ended.err
    assert not (root / "issues/2024-01.approvals.yaml").exists()
    assert service.messages == []


def test_approvals_beside_an_issue_do_not_disturb_a_build(call: Call, root: Path, service: FakeMailchimp) -> None:
    make_ready(call)

    assert call("build").code == 0
    assert (root / "issues/2024-01.approvals.yaml").exists()
    assert service.messages == []
