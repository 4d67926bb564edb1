"""Applying a plan: the order of things, what is recorded, and what a failure at each step leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.errors import LedgerError, MessageError, OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.providers.smtp import Smtp
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import LEASE, EventKind, SendStatus
from newsletter.sending.ledger import LEDGER_FILE
from newsletter.sending.session import Outcome
from tests.campaigns import CAMPAIGN, make_campaign
from tests.providers.mail_server import LOGIN, PASSWORD, MailServer
from tests.providers.test_smtp import LIST
from tests.sending.send_contexts import (
    AUDIENCE,
    BEGIN,
    CLAIM,
    COMPARE,
    DRAFT,
    FIND,
    NOW,
    RECORD,
    SEND,
    before,
    kinds,
    make_actor,
    open_context,
    plan,
    read_status,
    sent_messages,
)


def test_a_send_writes_its_intent_before_and_the_answer_after(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    seen = []
    receipt = apply_plan(context, plan(context), now=NOW, on_step=lambda step: seen.append((step, kinds(context)[-1:])))
    assert [(step, kind) for step, kind in seen if step in {FIND, SEND, RECORD}] == [
        (FIND, ["intent"]),
        (SEND, ["sending"]),
        (RECORD, ["sending"]),
    ]
    sent = context.ledger.read(CAMPAIGN.marker).events[-1]
    assert (sent.kind, sent.digest, sent.audience) == (EventKind.SENT, CAMPAIGN.digest, "the folder outbox/")
    assert (sent.actor, sent.remote_id, sent.detail) == (
        context.actor,
        receipt.remote_id,
        {"answer": receipt.detail, "reached": "nobody"},
    )
    assert len(sent_messages(tmp_path)) == 1


def test_a_second_call_says_so_and_does_nothing(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    made = plan(context)
    apply_plan(context, made, now=NOW)
    with pytest.raises(SendRefusedError, match="2024-01 was sent to the folder outbox/"):
        apply_plan(open_context(tmp_path), made, now=NOW)
    assert kinds(context) == ["intent", "sending", "sent"]
    assert len(sent_messages(tmp_path)) == 1


def test_two_plans_made_at_once_send_once_and_the_loser_hears_who_has_it(tmp_path: Path) -> None:
    ann, ben = (
        open_context(tmp_path, actor=make_actor("mail1", "ann")),
        open_context(tmp_path, actor=make_actor("mail2", "ben")),
    )
    anns, bens = plan(ann), plan(ben)
    refusals = []

    def try_too(step: str) -> None:
        if step != CLAIM:
            with pytest.raises(SendRefusedError) as raised:
                apply_plan(ben, bens, now=NOW)
            refusals.append(str(raised.value))

    apply_plan(ann, anns, now=NOW, on_step=try_too)
    assert len(refusals) == 7
    assert all("is being sent by ann on mail1" in refusal for refusal in refusals)
    assert len(sent_messages(tmp_path)) == 1


@pytest.mark.parametrize("overtaken_at", [FIND, DRAFT, COMPARE, AUDIENCE, BEGIN])
def test_whoever_was_overtaken_before_sending_does_not_send(tmp_path: Path, overtaken_at: str) -> None:
    slow, quick = open_context(tmp_path, actor=make_actor("mail1")), open_context(tmp_path, actor=make_actor("mail2"))
    made, later = plan(slow), NOW + LEASE

    def overtake() -> None:
        apply_plan(quick, plan(quick, now=later), now=later)

    with pytest.raises((SendRefusedError, ProviderError)):
        apply_plan(slow, made, now=NOW, on_step=before(overtaken_at, overtake))
    assert len(sent_messages(tmp_path)) == 1
    assert read_status(tmp_path) is SendStatus.SENT


def test_a_draft_that_was_changed_by_hand_is_not_sent(tmp_path: Path) -> None:
    context = open_context(tmp_path)

    def edit() -> None:
        [draft] = (tmp_path / "outbox").glob("*.draft")
        draft.write_bytes(draft.read_bytes().replace(b"reviews &", b"reviews, "))

    with pytest.raises(ProviderError, match=r"differs from the campaign, in: html, text\. Nothing was sent"):
        apply_plan(context, plan(context), now=NOW, on_step=before(COMPARE, edit))
    assert kinds(context) == ["intent", "failed"]
    assert sent_messages(tmp_path) == []


def test_an_issue_that_appears_at_the_provider_in_the_meantime_is_not_sent_again(tmp_path: Path) -> None:
    context, elsewhere = open_context(tmp_path), open_context(tmp_path).provider

    def send_elsewhere() -> None:
        elsewhere.send(elsewhere.draft(CAMPAIGN))

    with pytest.raises(SendRefusedError, match="outbox already has 2024-01, sent as"):
        apply_plan(context, plan(context), now=NOW, on_step=before(FIND, send_elsewhere))
    assert len(sent_messages(tmp_path)) == 1


def test_a_refusal_of_the_provider_is_recorded_and_may_be_tried_again(
    tmp_path: Path, server: MailServer, smtp: Smtp
) -> None:
    server.fail("RCPT", "550 no such list")
    context = open_context(tmp_path, smtp)
    with pytest.raises(ProviderError, match="550 no such list"):
        apply_plan(context, plan(context), now=NOW)
    assert kinds(context) == ["intent", "sending", "failed"]
    server.faults.clear()
    apply_plan(context, plan(context), now=NOW)
    assert len(server.messages) == 1
    assert read_status(tmp_path) is SendStatus.SENT


def test_a_message_that_cannot_be_written_frees_the_issue(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    with pytest.raises(MessageError):
        apply_plan(context, plan(context, make_campaign(subject="a\nb")), now=NOW)
    assert kinds(context) == ["intent", "failed"]
    assert plan(context).may_go


def test_a_send_that_cannot_be_recorded_is_said_and_stays_locked(
    tmp_path: Path, server: MailServer, smtp: Smtp
) -> None:
    ledger, context = tmp_path / LEDGER_FILE, open_context(tmp_path, smtp)
    aside = ledger.with_name("aside")
    with pytest.raises(OutcomeUnknownError, match=r"was sent .*but that could not be recorded: The ledger"):
        apply_plan(context, plan(context), now=NOW, on_step=before(RECORD, lambda: ledger.rename(aside)))
    assert len(server.messages) == 1
    aside.rename(ledger)
    assert plan(open_context(tmp_path, smtp)).decision.outcome is Outcome.UNKNOWN


def test_nothing_is_sent_while_the_ledger_cannot_say_so(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    ledger, context = tmp_path / LEDGER_FILE, open_context(tmp_path, smtp)
    with pytest.raises(LedgerError):
        apply_plan(
            context, plan(context), now=NOW, on_step=before(BEGIN, lambda: ledger.rename(ledger.with_name("aside")))
        )
    assert server.messages == []


def test_no_secret_reaches_the_ledger(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    for step, how in [("AUTH", f"535 not {PASSWORD}"), ("RCPT", f"550 {PASSWORD}?"), ("dot", f"451 {PASSWORD}")]:
        server.faults = {}
        server.fail(step, how)  # type: ignore[arg-type]  # the names of steps
        context = open_context(tmp_path, smtp)
        with pytest.raises(ProviderError):
            apply_plan(context, plan(context), now=NOW)
    stored = b"".join(path.read_bytes() for path in (tmp_path / ".newsletter").iterdir())
    assert b"451" in stored
    for secret in LOGIN.values():
        assert secret.encode() not in stored


def test_the_list_gets_the_letter_from_the_plan(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    context = open_context(tmp_path, smtp)
    receipt = apply_plan(context, plan(context), now=NOW)
    assert receipt.detail == "250 2.0.0 Ok: queued as 4F2A"
    assert [letter.recipients for letter in server.messages] == [[LIST]]
