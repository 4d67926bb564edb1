"""Whatever is done in whatever order through an API: readers get it once, and only what was approved and tested."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import stamina
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from newsletter.errors import OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.rendering.campaign import Campaign
from newsletter.sending.approvals import ApprovalPolicy, approve, load_approvals
from newsletter.sending.cancel import cancel_send
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import SendStatus
from newsletter.sending.options import SendOptions
from newsletter.sending.plan import Plan, Readiness, plan_send
from newsletter.sending.reconcile import reconcile, refresh
from newsletter.sending.session import SendContext
from newsletter.sending.steps import STEPS
from newsletter.sending.test_send import send_test
from tests.matrix import often
from tests.providers.fake_mailchimp import FakeMailchimp
from tests.providers.services import SERVICES
from tests.providers.wire import Fault, serving
from tests.sending.send_contexts import NOW, Crash, open_context
from tests.sending.test_sequences import crash_before

MAILCHIMP = SERVICES["mailchimp"]
STEP = timedelta(minutes=15)
STEPS_AT_THE_SERVICE = ["send", "schedule", "cancel", "create", "content", "test"]


class SendingThroughAnApi(RuleBasedStateMachine):
    """Editors, approvers, an operator, a service with moods, and a clock that only goes forward."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.words = ""
        self.now: datetime = NOW
        self.approved: set[str] = set()
        self.tested: set[str] = set()
        self.open = ExitStack()

    @initialize()
    def begin(self) -> None:
        self.service = FakeMailchimp()
        self.open.enter_context(serving(self.service))
        self.open.enter_context(stamina.set_testing(True, attempts=2))

    def teardown(self) -> None:
        event(f"letters {len(self.service.messages)}, waiting {self.service.has_waiting()}, ledger {self.status}")
        self.open.close()
        shutil.rmtree(self.root)

    @property
    def campaign(self) -> Campaign:
        return MAILCHIMP().change(text=f"{MAILCHIMP.campaign.text}{self.words}")

    @property
    def context(self) -> SendContext:
        return open_context(self.root, MAILCHIMP().connect(self.root, self.service.url))

    @property
    def status(self) -> SendStatus:
        return self.context.ledger.read(self.campaign.marker).status

    def plan(self, at: datetime | None = None) -> Plan:
        policy = ApprovalPolicy(1, test_first=True, approvals=load_approvals(self.root, self.campaign.issue))
        readiness = Readiness(policy=policy)
        return plan_send(self.context, self.campaign, readiness, now=self.now, options=SendOptions(at=at))

    @rule(words=st.sampled_from(["", "One more letter.", "Another."]))
    def edit(self, words: str) -> None:
        self.words = words

    @rule()
    def approve(self) -> None:
        with suppress(SendRefusedError):  # the same person again
            approve(self.root, self.campaign, "Anna Example", at=self.now)
        self.approved.add(self.campaign.digest)

    @rule(crash=st.integers(0, 2 * len(STEPS)), waits=st.booleans())
    def do_all_that_is_asked_and_send(self, crash: int, *, waits: bool) -> None:
        self.approve()
        self.test()
        self.send(crash, waits=waits)

    @rule()
    def test(self) -> None:
        try:
            send_test(self.context, self.campaign, ["tester@example.org"], now=self.now)
        except (SendRefusedError, OutcomeUnknownError, ProviderError):
            return
        self.tested.add(self.campaign.digest)

    @rule(crash=st.integers(0, len(STEPS)), waits=st.booleans())
    def send(self, crash: int, *, waits: bool) -> None:
        planned = self.plan(self.now + STEP * 4 if waits else None)
        if planned.may_go:
            assert self.campaign.digest in self.approved & self.tested
            assert not self.service.messages
            with suppress(Crash, OutcomeUnknownError, ProviderError, SendRefusedError):
                apply_plan(self.context, planned, now=self.now, on_step=crash_before(crash))

    @rule()
    def cancel(self) -> None:
        with suppress(SendRefusedError, ProviderError, OutcomeUnknownError):
            cancel_send(self.context, "2024-01", self.campaign.marker, now=self.now)

    @rule(
        step=st.sampled_from(["send", "schedule", "cancel", "create", "content", "test"]), fault=st.sampled_from(Fault)
    )
    def break_next(self, step: str, fault: Fault) -> None:
        self.service.faults = {step: [fault]}

    @rule()
    def pass_time(self) -> None:
        """Let an hour go by, and go out what was to go out in it."""
        self.now += timedelta(hours=1)
        self.service.deliver_what_waits()

    @rule()
    def ask(self) -> None:
        with suppress(OutcomeUnknownError):
            reconcile(self.context, self.campaign.marker, now=self.now)
            refresh(self.context, self.campaign.marker, now=self.now)
            status = self.status
            assert (status is SendStatus.SENT) == bool(self.service.messages)
            assert (status is SendStatus.SCHEDULED) == self.service.has_waiting()

    @precondition(lambda self: self.service.messages)
    @rule()
    def try_again_from_a_new_machine(self) -> None:
        elsewhere = Path(tempfile.mkdtemp(dir=self.root))
        context = open_context(elsewhere, MAILCHIMP().connect(elsewhere, self.service.url))
        assert not plan_send(context, self.campaign, Readiness(), now=self.now).may_go

    @invariant()
    def nobody_gets_it_twice(self) -> None:
        assert len(self.service.messages) + self.service.has_waiting() <= 1


TestSendingThroughAnApi = pytest.mark.slow(SendingThroughAnApi.TestCase)
TestSendingThroughAnApi.settings = settings(max_examples=often(40), stateful_step_count=15, deadline=None)
