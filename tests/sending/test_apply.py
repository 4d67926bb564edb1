"""Applying a plan: the order of things, what is recorded, and what a failure at each step leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import LedgerError, MessageError, OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.providers.base import Capabilities, Environment, RemoteState
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.providers.smtp import Smtp
from newsletter.sending.apply import apply_plan, send_test
from newsletter.sending.desk import Desk, Verdict
from newsletter.sending.history import LEASE, Kind, Standing
from newsletter.sending.ledger import LEDGER_FILE
from newsletter.sending.reconcile import reconcile, resolve_unknown
from newsletter.sending.steps import STEPS
from tests.campaigns import CAMPAIGN, make_campaign
from tests.providers.mail_server import DROP, LOGIN, PASSWORD, TAKE_AND_DROP, MailServer
from tests.providers.test_smtp import LIST, open_smtp
from tests.sending.desks import NOW, make_actor, open_desk, plan, sent_messages

CLAIM, FIND, DRAFT, COMPARE, BEGIN, SEND, RECORD = (step.says for step in STEPS)


@pytest.fixture
def smtp(server: MailServer) -> Smtp:
    return open_smtp(server, timeout=1)


def before(step: str, act: Callable[[], object]) -> Callable[[str], None]:
    """Let ``act`` happen in the outside world just before ``step``."""

    def listen(taken: str) -> None:
        if taken == step:
            act()

    return listen


def kinds(desk: Desk) -> list[str]:
    return [event.kind for event in desk.ledger.read(CAMPAIGN.marker).events]


def standing(root: Path) -> Standing:
    return open_desk(root).ledger.read(CAMPAIGN.marker).standing


def test_a_send_writes_its_intent_before_and_the_answer_after(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    seen = []
    receipt = apply_plan(desk, plan(desk), now=NOW, on_step=lambda step: seen.append((step, kinds(desk)[-1:])))
    assert [(step, kind) for step, kind in seen if step in {FIND, SEND, RECORD}] == [
        (FIND, ["intent"]),
        (SEND, ["sending"]),
        (RECORD, ["sending"]),
    ]
    sent = desk.ledger.read(CAMPAIGN.marker).events[-1]
    assert (sent.kind, sent.digest, sent.audience) == (Kind.SENT, CAMPAIGN.digest, "the folder outbox/")
    assert (sent.actor, sent.remote_id, sent.detail) == (desk.actor, receipt.remote_id, {"answer": receipt.detail})
    assert len(sent_messages(tmp_path)) == 1


def test_a_second_call_says_so_and_does_nothing(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    made = plan(desk)
    apply_plan(desk, made, now=NOW)
    with pytest.raises(SendRefusedError, match="2024-01 was sent to the folder outbox/"):
        apply_plan(open_desk(tmp_path), made, now=NOW)
    assert kinds(desk) == ["intent", "sending", "sent"]
    assert len(sent_messages(tmp_path)) == 1


def test_two_plans_made_at_once_send_once_and_the_loser_hears_who_has_it(tmp_path: Path) -> None:
    ann, ben = (
        open_desk(tmp_path, actor=make_actor("mail1", "ann")),
        open_desk(tmp_path, actor=make_actor("mail2", "ben")),
    )
    anns, bens = plan(ann), plan(ben)
    refusals = []

    def try_too(step: str) -> None:
        if step != CLAIM:
            with pytest.raises(SendRefusedError) as raised:
                apply_plan(ben, bens, now=NOW)
            refusals.append(str(raised.value))

    apply_plan(ann, anns, now=NOW, on_step=try_too)
    assert len(refusals) == 6
    assert all("is being sent by ann on mail1" in refusal for refusal in refusals)
    assert len(sent_messages(tmp_path)) == 1


@pytest.mark.parametrize("overtaken_at", [FIND, DRAFT, COMPARE, BEGIN])
def test_whoever_was_overtaken_before_sending_does_not_send(tmp_path: Path, overtaken_at: str) -> None:
    slow, quick = open_desk(tmp_path, actor=make_actor("mail1")), open_desk(tmp_path, actor=make_actor("mail2"))
    made, later = plan(slow), NOW + LEASE

    def overtake() -> None:
        apply_plan(quick, plan(quick, now=later), now=later)

    with pytest.raises((SendRefusedError, ProviderError)):
        apply_plan(slow, made, now=NOW, on_step=before(overtaken_at, overtake))
    assert len(sent_messages(tmp_path)) == 1
    assert standing(tmp_path) is Standing.SENT


def test_a_draft_that_was_changed_by_hand_is_not_sent(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)

    def edit() -> None:
        [draft] = (tmp_path / "outbox").glob("*.draft")
        draft.write_bytes(draft.read_bytes().replace(b"reviews &", b"reviews, "))

    with pytest.raises(ProviderError, match=r"differs from what was meant, in: html, text\. Nothing was sent"):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(COMPARE, edit))
    assert kinds(desk) == ["intent", "failed"]
    assert sent_messages(tmp_path) == []


def test_an_issue_that_appears_at_the_provider_in_the_meantime_is_not_sent_again(tmp_path: Path) -> None:
    desk, elsewhere = open_desk(tmp_path), open_desk(tmp_path).provider

    def send_elsewhere() -> None:
        elsewhere.send(elsewhere.draft(CAMPAIGN))

    with pytest.raises(SendRefusedError, match="outbox already has 2024-01, sent as"):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(FIND, send_elsewhere))
    assert len(sent_messages(tmp_path)) == 1


def test_a_refusal_of_the_provider_is_recorded_and_may_be_tried_again(
    tmp_path: Path, server: MailServer, smtp: Smtp
) -> None:
    server.fail("RCPT", "550 no such list")
    desk = open_desk(tmp_path, smtp)
    with pytest.raises(ProviderError, match="550 no such list"):
        apply_plan(desk, plan(desk), now=NOW)
    assert kinds(desk) == ["intent", "sending", "failed"]
    server.faults.clear()
    apply_plan(desk, plan(desk), now=NOW)
    assert len(server.letters) == 1
    assert standing(tmp_path) is Standing.SENT


def test_a_message_that_cannot_be_written_frees_the_issue(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    with pytest.raises(MessageError):
        apply_plan(desk, plan(desk, make_campaign(subject="a\nb")), now=NOW)
    assert kinds(desk) == ["intent", "failed"]
    assert plan(desk).may_go


@pytest.mark.parametrize("how", [DROP, TAKE_AND_DROP])
def test_a_lost_answer_locks_the_issue_until_somebody_has_looked(
    tmp_path: Path, server: MailServer, smtp: Smtp, how: str
) -> None:
    server.fail("dot", how)
    desk = open_desk(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError, match=r"its answer was lost.*\n.*--was-sent, or --was-not-sent"):
        apply_plan(desk, plan(desk), now=NOW)
    server.faults.clear()
    arrived = len(server.letters)
    assert kinds(desk) == ["intent", "sending", "unknown"]
    for desk in (open_desk(tmp_path, smtp), open_desk(tmp_path)):
        made = plan(desk, now=NOW + timedelta(days=9))
        assert made.judgement.verdict is Verdict.UNKNOWN
        with pytest.raises(OutcomeUnknownError):
            apply_plan(desk, made, now=NOW + timedelta(days=9))
        with pytest.raises(OutcomeUnknownError, match="Find out whether the message <"):
            reconcile(desk, CAMPAIGN.marker, now=NOW)
    resolve_unknown(desk, CAMPAIGN.marker, was_sent=bool(arrived), now=NOW)
    desk = open_desk(tmp_path, smtp)
    if not arrived:
        apply_plan(desk, plan(desk), now=NOW)
    assert "was sent to readers@lists.example.org by smtp" in plan(desk).judgement.reasons[0]
    assert len(server.letters) == 1


def test_a_send_that_cannot_be_recorded_is_said_and_stays_locked(
    tmp_path: Path, server: MailServer, smtp: Smtp
) -> None:
    ledger, desk = tmp_path / LEDGER_FILE, open_desk(tmp_path, smtp)
    aside = ledger.with_name("aside")
    with pytest.raises(OutcomeUnknownError, match=r"was sent .*but that could not be recorded: The ledger"):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(RECORD, lambda: ledger.rename(aside)))
    assert len(server.letters) == 1
    aside.rename(ledger)
    assert plan(open_desk(tmp_path, smtp)).judgement.verdict is Verdict.UNKNOWN


def test_nothing_is_sent_while_the_ledger_cannot_say_so(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    ledger, desk = tmp_path / LEDGER_FILE, open_desk(tmp_path, smtp)
    with pytest.raises(LedgerError):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(BEGIN, lambda: ledger.rename(ledger.with_name("aside"))))
    assert server.letters == []


def test_no_secret_reaches_the_ledger(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    for step, how in [("AUTH", f"535 not {PASSWORD}"), ("RCPT", f"550 {PASSWORD}?"), ("dot", f"451 {PASSWORD}")]:
        server.faults = {}
        server.fail(step, how)  # type: ignore[arg-type]  # the names of steps
        desk = open_desk(tmp_path, smtp)
        with pytest.raises(ProviderError):
            apply_plan(desk, plan(desk), now=NOW)
    stored = b"".join(path.read_bytes() for path in (tmp_path / ".newsletter").iterdir())
    assert b"451" in stored
    for secret in LOGIN.values():
        assert secret.encode() not in stored


class Crash(BaseException):
    """Stands for the end of the process: nobody cleans up after it."""


def crash() -> None:
    raise Crash


def test_the_outbox_says_that_nothing_was_sent_when_the_crash_came_before_it(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    with pytest.raises(Crash):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(SEND, crash))
    desk = open_desk(tmp_path)
    assert plan(desk).judgement.verdict is Verdict.UNKNOWN
    assert reconcile(desk, CAMPAIGN.marker, now=NOW).standing is Standing.FREE
    apply_plan(desk, plan(desk), now=NOW)
    assert len(sent_messages(tmp_path)) == 1


def test_the_outbox_says_that_it_was_sent_when_the_crash_came_after_it(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    with pytest.raises(Crash):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(RECORD, crash))
    desk = open_desk(tmp_path)
    history = reconcile(desk, CAMPAIGN.marker, now=NOW)
    assert history.standing is Standing.SENT
    assert plan(desk).judgement.verdict is Verdict.DONE
    assert "as outbox found" in plan(desk).judgement.reasons[0]


def test_a_draft_that_went_away_in_a_crash_is_not_taken_for_unsent(tmp_path: Path) -> None:
    desk = open_desk(tmp_path)
    with pytest.raises(Crash):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(RECORD, crash))
    sent_messages(tmp_path)[0].unlink()
    with pytest.raises(OutcomeUnknownError):
        reconcile(open_desk(tmp_path), CAMPAIGN.marker, now=NOW)


def test_what_another_provider_sent_is_not_asked_of_this_one(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", DROP)
    desk = open_desk(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError):
        apply_plan(desk, plan(desk), now=NOW)
    with pytest.raises(OutcomeUnknownError):
        reconcile(open_desk(tmp_path), CAMPAIGN.marker, now=NOW)


def test_an_attempt_that_may_be_alive_cannot_be_settled(tmp_path: Path) -> None:
    desk, other = open_desk(tmp_path, actor=make_actor("mail1")), open_desk(tmp_path, actor=make_actor("mail2"))
    with pytest.raises(Crash):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(SEND, crash))
    assert reconcile(other, CAMPAIGN.marker, now=NOW).standing is Standing.SENDING
    with pytest.raises(SendRefusedError, match="no unknown outcome to settle"):
        resolve_unknown(other, CAMPAIGN.marker, was_sent=False, now=NOW)


def test_an_answer_that_comes_after_somebody_settled_it_counts_no_more(tmp_path: Path) -> None:
    class SlowOutbox(Outbox):
        """While it looks, a person finds out."""

        def status(self, remote_id: str) -> RemoteState:
            resolve_unknown(open_desk(tmp_path), CAMPAIGN.marker, was_sent=True, now=NOW)
            return super().status(remote_id)

    desk = open_desk(tmp_path, SlowOutbox(OutboxOptions(), tmp_path, Environment({})))
    with pytest.raises(Crash):
        apply_plan(desk, plan(desk), now=NOW, on_step=before(SEND, crash))
    with pytest.raises(SendRefusedError, match="settled by somebody else"):
        reconcile(desk, CAMPAIGN.marker, now=NOW)
    assert standing(tmp_path) is Standing.SENT


def test_the_word_of_a_person_is_kept_with_the_name(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", DROP)
    desk = open_desk(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError):
        apply_plan(desk, plan(desk), now=NOW)
    looker = open_desk(tmp_path, smtp, make_actor(user="zoë"))
    resolve_unknown(looker, CAMPAIGN.marker, was_sent=True, now=NOW)
    assert "as zoë found" in plan(desk).judgement.reasons[0]
    with pytest.raises(SendRefusedError, match="no unknown outcome"):
        resolve_unknown(looker, CAMPAIGN.marker, was_sent=False, now=NOW)


def test_a_test_reaches_its_address_alone_and_is_recorded_with_its_digest(
    tmp_path: Path, server: MailServer, smtp: Smtp
) -> None:
    desk = open_desk(tmp_path, smtp)
    send_test(desk, CAMPAIGN, "tester@example.org", now=NOW)
    assert [letter.recipients for letter in server.letters] == [["tester@example.org"]]
    [event] = desk.ledger.read(CAMPAIGN.marker).events
    assert (event.kind, event.audience, event.digest) == (Kind.TEST, "tester@example.org", CAMPAIGN.digest)
    assert event.attempt is None


def test_a_test_never_changes_where_the_real_send_stands(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", DROP)
    desk = open_desk(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError):
        apply_plan(desk, plan(desk), now=NOW)
    server.faults.clear()
    send_test(desk, CAMPAIGN, "tester@example.org", now=NOW)
    assert plan(desk).judgement.verdict is Verdict.UNKNOWN


def test_a_test_whose_answer_is_lost_locks_nothing(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", TAKE_AND_DROP)
    desk = open_desk(tmp_path, smtp)
    with pytest.raises(ProviderError, match=r"may or may not arrive.*safe to repeat") as raised:
        send_test(desk, CAMPAIGN, "tester@example.org", now=NOW)
    assert raised.value.exit_code == 1
    assert plan(desk).may_go


class Laconic(Outbox):
    """A provider that can do less than ours."""

    capabilities = Capabilities(own_text=False, test_send="none", remembers=True)


def test_a_provider_that_sends_no_tests_says_so(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, Laconic(OutboxOptions(), tmp_path, Environment({})))
    with pytest.raises(SendRefusedError, match="outbox sends no tests"):
        send_test(desk, CAMPAIGN, "tester@example.org", now=NOW)
    assert not (tmp_path / "outbox").exists()


def test_the_plan_says_where_our_plain_text_is_not_used(tmp_path: Path) -> None:
    desk = open_desk(tmp_path, Laconic(OutboxOptions(), tmp_path, Environment({})))
    assert plan(desk).warnings == ("outbox makes a plain text of its own; ours is not used.",)


def test_a_draft_or_future_issue_can_be_tested(tmp_path: Path) -> None:
    future = make_campaign(date=NOW + timedelta(days=30))
    assert "test" in send_test(open_desk(tmp_path), future, "tester@example.org", now=NOW).remote_id
    assert sent_messages(tmp_path) == []


def test_the_list_gets_the_letter_from_the_plan(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    desk = open_desk(tmp_path, smtp)
    receipt = apply_plan(desk, plan(desk), now=NOW)
    assert receipt.detail == "250 2.0.0 Ok: queued as 4F2A"
    assert [letter.recipients for letter in server.letters] == [[LIST]]
