"""Whatever is done in whatever order, with crashes anywhere: the readers get an issue once, and the ledger knows."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from newsletter.errors import OutcomeUnknownError
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import SendStatus
from newsletter.sending.reconcile import reconcile, resolve_unknown
from newsletter.sending.session import Outcome, SendContext
from newsletter.sending.steps import STEPS
from newsletter.sending.test_send import send_test
from tests.campaigns import CAMPAIGN, make_campaign
from tests.matrix import often
from tests.sending.send_contexts import NOW, Crash, open_context, plan, sent_messages


def crash_before(step: int) -> Callable[[str], None]:
    """End the process right before step number ``step``; there is none past the last."""
    doomed = dict(enumerate(one.description for one in STEPS)).get(step)

    def listen(says: str) -> None:
        if says == doomed:
            raise Crash

    return listen


class SendingAnIssue(RuleBasedStateMachine):
    """An operator, an editor, a courier who empties the outbox, and bad luck."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.campaign = CAMPAIGN
        self.carried = 0
        self.is_ledger_lost = False

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @property
    def context(self) -> SendContext:
        return open_context(self.root)

    @property
    def status(self) -> SendStatus:
        return self.context.ledger.read(CAMPAIGN.marker).status

    @property
    def delivered(self) -> int:
        return self.carried + len(sent_messages(self.root))

    @rule(step=st.integers(0, len(STEPS)))
    def send(self, step: int) -> None:
        planned = plan(self.context, self.campaign)
        assert planned.may_go == (self.delivered == 0 and self.status is SendStatus.UNSENT)
        if planned.may_go:
            with suppress(Crash):
                apply_plan(self.context, planned, now=NOW, on_step=crash_before(step))

    @rule(words=st.sampled_from(["", "One more letter.", "Another."]))
    def edit(self, words: str) -> None:
        self.campaign = make_campaign(text=f"{CAMPAIGN.text}{words}")

    @rule()
    def test(self) -> None:
        before = self.status
        send_test(self.context, self.campaign, ["tester@example.org"], now=NOW)
        assert self.status is before

    @rule()
    def ask(self) -> None:
        with suppress(OutcomeUnknownError):
            status = reconcile(self.context, CAMPAIGN.marker, now=NOW).status
            assert status not in {SendStatus.SENDING, SendStatus.UNKNOWN}

    @precondition(lambda self: self.status in {SendStatus.SENDING, SendStatus.UNKNOWN})
    @rule()
    def look(self) -> None:
        assert plan(self.context).decision.outcome is Outcome.UNKNOWN
        resolve_unknown(self.context, CAMPAIGN.marker, was_sent=self.delivered > 0, now=NOW)

    @precondition(lambda self: not self.is_ledger_lost)
    @rule()
    def carry_away(self) -> None:
        for path in sent_messages(self.root):
            path.unlink()
            self.carried += 1

    @precondition(lambda self: not self.carried)  # with both gone, nobody is left who knows
    @rule()
    def lose_everything_we_know(self) -> None:
        shutil.rmtree(self.root / ".newsletter", ignore_errors=True)
        self.is_ledger_lost = True

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        assert self.delivered <= 1

    @invariant()
    def nothing_is_called_sent_that_was_not(self) -> None:
        assert self.status is not SendStatus.SENT or self.delivered == 1


TestSendingAnIssue = pytest.mark.slow(SendingAnIssue.TestCase)
TestSendingAnIssue.settings = settings(max_examples=often(20), stateful_step_count=12, deadline=None)
