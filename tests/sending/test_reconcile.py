"""Settling what nobody knew: by a provider that remembers, by a person who looks, and never by guessing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from newsletter.errors import OutcomeUnknownError, SendRefusedError
from newsletter.providers.base import Environment, RemoteCampaign
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.providers.smtp import Smtp
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import SendStatus
from newsletter.sending.reconcile import reconcile, resolve_unknown
from newsletter.sending.session import Outcome
from tests.campaigns import CAMPAIGN
from tests.providers.mail_server import DROP, TAKE_AND_DROP, MailServer
from tests.sending.send_contexts import (
    NOW,
    RECORD,
    SEND,
    Crash,
    before,
    crash,
    kinds,
    make_actor,
    open_context,
    plan,
    read_status,
    sent_messages,
)


@pytest.mark.parametrize("how", [DROP, TAKE_AND_DROP])
def test_a_lost_answer_locks_the_issue_until_somebody_has_looked(
    tmp_path: Path, server: MailServer, smtp: Smtp, how: str
) -> None:
    server.fail("dot", how)
    context = open_context(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError, match=r"its answer was lost.*\n.*--was-sent, or --was-not-sent"):
        apply_plan(context, plan(context), now=NOW)
    server.faults.clear()
    arrived = len(server.messages)
    assert kinds(context) == ["intent", "sending", "unknown"]
    for context in (open_context(tmp_path, smtp), open_context(tmp_path)):
        made = plan(context, now=NOW + timedelta(days=9))
        assert made.decision.outcome is Outcome.UNKNOWN
        with pytest.raises(OutcomeUnknownError):
            apply_plan(context, made, now=NOW + timedelta(days=9))
        with pytest.raises(OutcomeUnknownError, match="Find out whether the message <"):
            reconcile(context, CAMPAIGN.marker, now=NOW)
    resolve_unknown(context, CAMPAIGN.marker, was_sent=bool(arrived), now=NOW)
    context = open_context(tmp_path, smtp)
    if not arrived:
        apply_plan(context, plan(context), now=NOW)
    assert "was sent to readers@lists.example.org by smtp" in plan(context).decision.reasons[0]
    assert len(server.messages) == 1


def test_the_outbox_says_that_nothing_was_sent_when_the_crash_came_before_it(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    with pytest.raises(Crash):
        apply_plan(context, plan(context), now=NOW, on_step=before(SEND, crash))
    context = open_context(tmp_path)
    assert plan(context).decision.outcome is Outcome.UNKNOWN
    assert reconcile(context, CAMPAIGN.marker, now=NOW).status is SendStatus.UNSENT
    apply_plan(context, plan(context), now=NOW)
    assert len(sent_messages(tmp_path)) == 1


def test_the_outbox_says_that_it_was_sent_when_the_crash_came_after_it(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    with pytest.raises(Crash):
        apply_plan(context, plan(context), now=NOW, on_step=before(RECORD, crash))
    context = open_context(tmp_path)
    history = reconcile(context, CAMPAIGN.marker, now=NOW)
    assert history.status is SendStatus.SENT
    assert plan(context).decision.outcome is Outcome.DONE
    assert "as outbox found" in plan(context).decision.reasons[0]


def test_a_draft_that_went_away_in_a_crash_is_not_taken_for_unsent(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    with pytest.raises(Crash):
        apply_plan(context, plan(context), now=NOW, on_step=before(RECORD, crash))
    sent_messages(tmp_path)[0].unlink()
    with pytest.raises(OutcomeUnknownError):
        reconcile(open_context(tmp_path), CAMPAIGN.marker, now=NOW)


def test_what_another_provider_sent_is_not_asked_of_this_one(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", DROP)
    context = open_context(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError):
        apply_plan(context, plan(context), now=NOW)
    with pytest.raises(OutcomeUnknownError):
        reconcile(open_context(tmp_path), CAMPAIGN.marker, now=NOW)


def test_an_attempt_that_may_be_alive_cannot_be_settled(tmp_path: Path) -> None:
    context, other = (
        open_context(tmp_path, actor=make_actor("mail1")),
        open_context(tmp_path, actor=make_actor("mail2")),
    )
    with pytest.raises(Crash):
        apply_plan(context, plan(context), now=NOW, on_step=before(SEND, crash))
    assert reconcile(other, CAMPAIGN.marker, now=NOW).status is SendStatus.SENDING
    with pytest.raises(SendRefusedError, match="no unknown outcome to settle"):
        resolve_unknown(other, CAMPAIGN.marker, was_sent=False, now=NOW)


def test_an_answer_that_comes_after_somebody_settled_it_counts_no_more(tmp_path: Path) -> None:
    class SlowOutbox(Outbox):
        """While it looks, a person finds out."""

        def status(self, remote_id: str) -> RemoteCampaign:
            resolve_unknown(open_context(tmp_path), CAMPAIGN.marker, was_sent=True, now=NOW)
            return super().status(remote_id)

    context = open_context(tmp_path, SlowOutbox(OutboxOptions(), tmp_path, Environment({})))
    with pytest.raises(Crash):
        apply_plan(context, plan(context), now=NOW, on_step=before(SEND, crash))
    with pytest.raises(SendRefusedError, match="settled by another process"):
        reconcile(context, CAMPAIGN.marker, now=NOW)
    assert read_status(tmp_path) is SendStatus.SENT


def test_the_word_of_a_person_is_kept_with_the_name(tmp_path: Path, server: MailServer, smtp: Smtp) -> None:
    server.fail("dot", DROP)
    context = open_context(tmp_path, smtp)
    with pytest.raises(OutcomeUnknownError):
        apply_plan(context, plan(context), now=NOW)
    looker = open_context(tmp_path, smtp, make_actor(user="zoë"))
    resolve_unknown(looker, CAMPAIGN.marker, was_sent=True, now=NOW)
    assert "as zoë found" in plan(context).decision.reasons[0]
    with pytest.raises(SendRefusedError, match="no unknown outcome"):
        resolve_unknown(looker, CAMPAIGN.marker, was_sent=False, now=NOW)
