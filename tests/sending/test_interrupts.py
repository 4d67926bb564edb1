"""Ctrl-C at any moment: the program then reports what happened, or that the outcome is unknown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pytest

from newsletter.errors import OutcomeUnknownError, ProviderError
from newsletter.providers.base import Audience, Capabilities, Environment, Receipt
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.rendering.campaign import Campaign
from newsletter.sending.cancel import cancel_send
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import SendStatus
from newsletter.sending.options import SendOptions
from newsletter.sending.plan import Readiness, plan_send
from newsletter.sending.reconcile import reconcile
from newsletter.sending.steps import STEPS
from newsletter.sending.test_send import send_test
from tests.campaigns import CAMPAIGN
from tests.sending.send_contexts import NOW, RECORD, SEND, before, kinds, open_context, plan, read_status, sent_messages

SAYS = [step.description for step in STEPS]


def press() -> None:
    """Press Ctrl-C."""
    raise KeyboardInterrupt


@pytest.mark.parametrize("step", SAYS[: SAYS.index(SEND) + 1])
def test_before_the_provider_is_told_nothing_was_sent_and_the_issue_is_free(tmp_path: Path, step: str) -> None:
    context = open_context(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        apply_plan(context, plan(context), now=NOW, on_step=before(step, press))
    assert sent_messages(tmp_path) == []
    assert read_status(tmp_path) is SendStatus.UNSENT
    apply_plan(context, plan(context), now=NOW)
    assert len(sent_messages(tmp_path)) == 1


def test_after_the_provider_took_it_the_outcome_is_unknown(tmp_path: Path) -> None:
    context = open_context(tmp_path)
    with pytest.raises(OutcomeUnknownError, match=r"It was interrupted.*\n.*newsletter status 2024-01") as raised:
        apply_plan(context, plan(context), now=NOW, on_step=before(RECORD, press))
    assert raised.value.exit_code == 3
    assert kinds(context) == ["intent", "sending", "unknown"]
    assert reconcile(open_context(tmp_path), CAMPAIGN.marker, now=NOW).status is SendStatus.SENT
    assert len(sent_messages(tmp_path)) == 1


class Stopped(Outbox):
    """An outbox that waits, at which somebody presses Ctrl-C once it has obeyed."""

    capabilities = Capabilities(own_text=True, test_send="any", remembers=True, reaches_readers=False, schedule_step=1)

    def audience(self) -> Audience:
        return Audience("Subscribers", 12)

    def send(self, remote_id: str) -> Receipt:
        super().send(remote_id)
        raise KeyboardInterrupt

    def schedule(self, remote_id: str, at: datetime) -> Receipt:
        return Receipt(self.name, remote_id, f"waits until {at}")

    def cancel(self, remote_id: str) -> None:
        raise KeyboardInterrupt(remote_id)

    def test(self, campaign: Campaign, addresses: Sequence[str]) -> Receipt:
        super().test(campaign, addresses)
        raise KeyboardInterrupt


def open_stopped(root: Path) -> Stopped:
    return Stopped(OutboxOptions(), root, Environment({}))


def test_while_the_provider_is_told_the_outcome_is_unknown(tmp_path: Path) -> None:
    context = open_context(tmp_path, open_stopped(tmp_path))
    with pytest.raises(OutcomeUnknownError):
        apply_plan(context, plan(context), now=NOW)
    assert kinds(context) == ["intent", "sending", "unknown"]


def test_while_it_is_taken_back_the_outcome_is_unknown(tmp_path: Path) -> None:
    context = open_context(tmp_path, open_stopped(tmp_path))
    options = SendOptions(at=NOW.replace(hour=23))
    apply_plan(context, plan_send(context, CAMPAIGN, Readiness(), now=NOW, options=options), now=NOW)
    with pytest.raises(OutcomeUnknownError, match="may have been told by then"):
        cancel_send(context, "2024-01", CAMPAIGN.marker, now=NOW)
    assert read_status(tmp_path) is SendStatus.UNKNOWN


def test_while_a_test_is_sent_it_may_or_may_not_arrive(tmp_path: Path) -> None:
    context = open_context(tmp_path, open_stopped(tmp_path))
    with pytest.raises(ProviderError, match="may or may not arrive: It was interrupted"):
        send_test(context, CAMPAIGN, ["tester@example.org"], now=NOW)
    assert read_status(tmp_path) is SendStatus.UNSENT
