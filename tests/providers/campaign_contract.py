"""What every provider with an API must keep, whatever goes wrong on the wire; each one's tests subclass it."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import pytest
import stamina

from newsletter.errors import OutcomeUnknownError, ProviderError, SendError, SendRefusedError
from newsletter.providers.base import CampaignState, Provider
from newsletter.rendering.campaign import Campaign, Mailbox
from newsletter.sending.cancel import cancel_send
from newsletter.sending.discrepancies import Discrepancy, find_discrepancies
from newsletter.sending.execute import apply_plan
from newsletter.sending.history import EventKind, LedgerEvent, SendStatus
from newsletter.sending.options import SendOptions
from newsletter.sending.plan import Readiness, plan_send
from newsletter.sending.reconcile import reconcile, refresh, resolve_unknown
from newsletter.sending.session import Outcome, SendContext
from newsletter.sending.test_send import send_test
from tests.matrix import nightly
from tests.providers.contract import SECRET, ProviderContract
from tests.providers.fault_matrix import choose_part, choose_whole
from tests.providers.wire import SLOW, FakeService, Fault, serving
from tests.sending.send_contexts import NOW, open_context, plan

LATER = NOW + timedelta(minutes=15)
AT = NOW + timedelta(hours=3)
TESTER = "tester@example.org"
PATIENCE = 10.0
"""Seconds for which providers wait in tests: a busy machine is no lost answer."""

MOST_BYTES = 200_000
"""Bytes that an answer may hold in tests: nobody waits long for what is far too large."""

HASTE = 0.3
"""Seconds for which they wait where a server stalls on purpose, which it does for longer."""


Act: TypeAlias = Callable[[Path], None]
"""Something that a provider's test does with a ledger in a folder."""

_STEPS: dict[type, dict[str, tuple[str, ...]]] = {}
"""The steps of each act, by the class of a provider's tests and the act's name."""

Choose: TypeAlias = "Callable[[CampaignProviderContract, tuple[str, ...], Fault], tuple[str, ...]]"
"""Chooses those of the steps of an act that are to meet a fault."""

in_part_and_whole = pytest.mark.parametrize(
    "choose", [choose_part, pytest.param(choose_whole, marks=nightly)], ids=["in part", "every step"]
)


class CampaignProviderContract(ProviderContract):
    """The promises of a provider that keeps campaigns; a subclass names the fake service and opens the provider."""

    names_sender: ClassVar[bool] = True
    """Whether the service is told who a campaign comes from, and does not keep that by itself."""

    @abstractmethod
    def connect(self, root: Path, url: str) -> Provider[Any]:
        """Return a provider that talks to the service at ``url``, with a patience of ``PATIENCE`` seconds."""

    @abstractmethod
    def make_service(self) -> FakeService:
        """Return the service, held against its specification where that is beside the repository."""

    @pytest.fixture(autouse=True)
    def _service(self) -> Iterator[None]:
        with serving(self.make_service()) as self.service, stamina.set_testing(True, attempts=3):
            yield
        assert self.service.violations == []

    service: FakeService
    patience: float = PATIENCE

    def open(self, root: Path) -> Provider[Any]:
        provider = self.connect(root, self.service.url)
        options = provider.options.model_copy(update={"timeout": self.patience, "max_bytes": MOST_BYTES})
        return type(provider)(options, root, provider.environment)

    def delivered(self) -> list[bytes]:
        return [message.html.encode() for message in self.service.messages]

    def messages_to_testers(self) -> list[tuple[str, bytes]]:
        return [(message.to, message.html.encode()) for message in self.service.messages_to_testers]

    def context(self, root: Path) -> SendContext:
        return open_context(root, self.open(root))

    def send(self, root: Path) -> None:
        context = self.context(root)
        apply_plan(context, plan(context, self.campaign), now=NOW)

    def test_readers_get_every_letter_as_it_was_written(self, tmp_path: Path) -> None:
        awkward = "{{ name }} {{{x}}} {% if %} {# c #} *|FNAME|* [[data:x]] [[[ %%x%% &amp; ${y}"
        campaign = self.change(subject=f"Ünd {awkward}", html=f"<p>{awkward}</p>", text=awkward)
        provider = self.open(tmp_path)
        provider.send(provider.draft(campaign))
        message = self.service.messages[0]
        assert message.subject.replace("\u2060", "") == campaign.subject
        assert unescape(message.html) == unescape(campaign.html)
        assert (message.text or awkward).replace("\u2060", "") == awkward

    def test_readers_get_an_address_of_their_own_to_leave_by(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        message = self.service.messages[0]
        assert "merge.invalid" not in f"{message.html}{message.text}"
        assert re.search(r'<a href="https://leave\.example\.net/7">Leave</a>', message.html)

    def test_an_address_list_without_anybody_is_no_test(self, tmp_path: Path) -> None:
        with pytest.raises(SendError, match="needs a recipient"):
            self.open(tmp_path).test(self.campaign, [])
        assert self.service.messages_to_testers == []

    def test_an_audience_that_is_not_there_is_named_with_those_that_are(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        lost = type(provider)(provider.options.model_copy(update={"audience": "99999"}), tmp_path, provider.environment)
        with pytest.raises(ProviderError, match=re.escape(provider.audience().id)):
            lost.audience()

    def test_the_audience_is_counted(self, tmp_path: Path) -> None:
        assert self.open(tmp_path).audience().size is not None

    def with_keys(self, root: Path, change: Callable[[str], str]) -> Provider[Any]:
        """Return the provider with its secrets changed."""
        provider = self.open(root)
        keys = {name: change(provider.environment.secret(name).get_secret_value()) for name in provider.secrets}
        return type(provider)(provider.options, root, type(provider.environment)(keys))

    def test_a_wrong_key_is_said_to_be_wrong_and_not_shown(self, tmp_path: Path) -> None:
        wrong = self.with_keys(tmp_path, lambda _: SECRET)
        with pytest.raises(ProviderError, match="does not accept the key") as refused:
            wrong.audience()
        assert SECRET not in str(refused.value)
        assert wrong.secrets[-1] in str(refused.value)
        assert "again later" not in str(refused.value)
        assert wrong.preflight(self.campaign) == (str(refused.value),)

    @pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
    def test_the_end_of_a_line_behind_a_key_is_no_part_of_it(self, tmp_path: Path, end: str) -> None:
        assert self.with_keys(tmp_path, lambda key: key + end).audience() == self.open(tmp_path).audience()

    @pytest.mark.parametrize("inside", ["\r\nX-Other: 1", "\x1b[2J", "\0", "\u200b", "é\ud800", " "])
    def test_a_key_that_no_header_can_hold_is_named_and_not_shown(self, tmp_path: Path, inside: str) -> None:
        wrong = self.with_keys(tmp_path, lambda key: f"{key}{inside}")
        with pytest.raises(SendError) as refused:
            wrong.audience()
        keys = [self.open(tmp_path).environment.secret(name).get_secret_value() for name in wrong.secrets]
        assert any(name in str(refused.value) for name in wrong.secrets)
        assert not any(key in str(refused.value) for key in keys)
        assert self.service.calls == []

    def test_merge_tags_in_the_name_of_the_sender_reach_readers_as_written(self, tmp_path: Path) -> None:
        if not self.names_sender:
            return
        provider = self.open(tmp_path)
        awkward = "*|FNAME|* {{ x }} {{{y}}} {% z %} [[a]] [[[b"
        campaign = self.change(sender=Mailbox(awkward, self.campaign.sender.email))
        name = provider.read_back(provider.draft(campaign)).sender.name
        assert name.replace("\u2060", "") == awkward
        assert not [opener for opener in provider.tags.openers if opener in name]  # type: ignore[attr-defined]  # all of these have them

    def test_two_campaigns_with_one_marker_are_one_to_everybody(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        first = provider.draft(self.campaign)
        self.service.copy(first)
        assert provider.draft(self.campaign) == first
        provider.send(first)
        found = provider.find(self.campaign.marker)
        assert found is not None
        assert (found.id, found.state in {CampaignState.SENT, CampaignState.SENDING}) == (first, True)

    def test_a_draft_edited_by_hand_is_set_right_before_it_is_sent(self, tmp_path: Path) -> None:
        self.service.edit(self.open(tmp_path).draft(self.campaign))
        self.send(tmp_path)
        assert self.service.messages[0].subject == self.campaign.subject

    def test_a_draft_edited_after_it_was_set_does_not_read_back(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        self.service.edit(remote_id)
        assert "subject" in provider.translate(self.campaign).differences(provider.read_back(remote_id))

    def test_a_test_of_other_words_than_were_meant_is_refused(self, tmp_path: Path) -> None:
        """Somebody works at the service between the draft and its test."""
        provider = self.open(tmp_path)
        if not provider.capabilities.tests_draft:
            return
        kind = type(provider)

        class Meddled(kind):  # type: ignore[misc, valid-type]  # the provider under test
            def draft(meddled, campaign: Campaign) -> str:  # noqa: N805  # the test's own self is used
                remote_id: str = super().draft(campaign)
                self.service.edit(remote_id)
                return remote_id

        with pytest.raises(ProviderError, match=r"differs from the campaign, in: .*subject"):
            Meddled(provider.options, tmp_path, provider.environment).test(self.campaign, [TESTER])
        assert self.service.messages_to_testers == []

    def test_a_draft_deleted_by_hand_is_not_sent_and_made_again(self, tmp_path: Path) -> None:
        provider = self.open(tmp_path)
        remote_id = provider.draft(self.campaign)
        del self.service.campaigns[remote_id]
        with pytest.raises(ProviderError):
            provider.send(remote_id)
        assert provider.status(remote_id).state is CampaignState.UNKNOWN
        self.send(tmp_path)
        assert len(self.service.messages) == 1

    def test_a_campaign_that_is_out_is_never_made_a_draft_again(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        with pytest.raises(ProviderError, match="already"):
            self.open(tmp_path).draft(self.change(subject="Other words"))
        with pytest.raises(ProviderError):
            self.open(tmp_path).send(self.service.messages[0].remote_id)
        assert len(self.service.messages) == 1

    @pytest.mark.slow
    @in_part_and_whole
    @pytest.mark.parametrize("fault", list(Fault))
    def test_whatever_fails_at_any_step_of_a_send_readers_get_it_once(
        self, tmp_path: Path, fault: Fault, choose: Choose
    ) -> None:
        for step in choose(self, self.steps_of(self.send, tmp_path / "clean"), fault):
            self._renew()
            root = tmp_path / step.replace(" ", "-")
            self.service.fail(step, fault)
            went = self._try(self.send, root)
            arrived = len(self.service.messages)
            assert {True: arrived == 1, False: arrived == 0, None: arrived <= 1}[went], (step, arrived)
            self._recover(root)
            assert len(self.service.messages) == 1, step

    @pytest.mark.slow
    @in_part_and_whole
    @pytest.mark.parametrize(
        "fault",
        [
            Fault.TOO_MANY,
            Fault.ERROR_BEFORE,
            Fault.STALL_AFTER,
            Fault.TRUNCATED,
            Fault.PORTAL,
            Fault.NO_CONTENT,
            Fault.BOMB,
        ],
    )
    def test_whatever_fails_for_good_at_any_step_of_a_send_nobody_gets_it_twice(
        self, tmp_path: Path, fault: Fault, choose: Choose
    ) -> None:
        for step in choose(self, self.steps_of(self.send, tmp_path / "clean"), fault):
            self._renew()
            root = tmp_path / step.replace(" ", "-")
            self.service.fail(step, *[fault] * 40)
            went = self._try(self.send, root)
            arrived = len(self.service.messages)
            assert {True: arrived == 1, False: arrived == 0, None: arrived <= 1}[went], (step, arrived)
            self.service.faults.clear()
            self._recover(root)
            assert len(self.service.messages) == 1, step

    @pytest.mark.slow
    @in_part_and_whole
    @pytest.mark.parametrize("fault", list(Fault))
    def test_whatever_fails_at_any_step_of_a_test_no_reader_gets_anything(
        self, tmp_path: Path, fault: Fault, choose: Choose
    ) -> None:
        def try_out(root: Path) -> None:
            context = self.context(root)
            send_test(context, self.campaign, [TESTER], now=NOW)

        for step in choose(self, self.steps_of(try_out, tmp_path / "clean"), fault):
            self._renew()
            self.service.fail(step, fault)
            self._try(try_out, tmp_path / step.replace(" ", "-"))
            assert self.service.messages == []
            assert len(self.service.messages_to_testers) <= 1
            self.send(tmp_path / step.replace(" ", "-"))
            assert len(self.service.messages) == 1

    def schedule(self, root: Path) -> None:
        context = self.context(root)
        apply_plan(
            context, plan_send(context, self.campaign, Readiness(), now=NOW, options=SendOptions(at=AT)), now=NOW
        )

    def cancel(self, root: Path) -> None:
        cancel_send(self.context(root), self.campaign.issue, self.campaign.marker, now=NOW)

    def test_what_is_scheduled_waits_and_can_be_taken_back(self, tmp_path: Path) -> None:
        if self.open(tmp_path).capabilities.schedule_step is None:
            with pytest.raises(SendRefusedError, match="cannot schedule"):
                self.schedule(tmp_path)
            return
        self.schedule(tmp_path)
        found = self.open(tmp_path).find(self.campaign.marker)
        assert found is not None
        assert found.state is CampaignState.SCHEDULED
        assert found.at in {None, AT}
        assert plan(self.context(tmp_path), self.campaign).decision.outcome is Outcome.DONE
        self.cancel(tmp_path)
        assert self.service.messages == []
        self.send(tmp_path)
        assert len(self.service.messages) == 1

    def test_what_is_scheduled_is_known_to_a_machine_with_an_empty_ledger(self, tmp_path: Path) -> None:
        if self.open(tmp_path).capabilities.schedule_step is None:
            return
        self.schedule(tmp_path / "one")
        assert plan(self.context(tmp_path / "other"), self.campaign).decision.outcome is Outcome.DONE

    @pytest.mark.slow
    @in_part_and_whole
    @pytest.mark.parametrize("fault", list(Fault))
    def test_whatever_fails_at_any_step_while_it_is_scheduled_is_known_or_held(
        self, tmp_path: Path, fault: Fault, choose: Choose
    ) -> None:
        if self.open(tmp_path).capabilities.schedule_step is None:
            return
        for step in choose(self, self.steps_of(self.schedule, tmp_path / "clean"), fault):
            self._renew()
            self._fail_and_settle(self.schedule, tmp_path / step.replace(" ", "-"), step, fault)

    @pytest.mark.slow
    @in_part_and_whole
    @pytest.mark.parametrize("fault", list(Fault))
    def test_whatever_fails_at_any_step_while_it_is_taken_back_is_known_or_held(
        self, tmp_path: Path, fault: Fault, choose: Choose
    ) -> None:
        if self.open(tmp_path).capabilities.schedule_step is None:
            return
        for step in choose(self, self.steps_of(self.cancel, tmp_path / "clean", self.schedule), fault):
            self._renew()
            self.schedule(tmp_path / step.replace(" ", "-"))
            self._fail_and_settle(self.cancel, tmp_path / step.replace(" ", "-"), step, fault)

    @pytest.mark.parametrize("fault", [Fault.PORTAL, Fault.NOTHING, Fault.OTHER, Fault.NO_CONTENT])
    def test_a_yes_to_a_send_that_was_not_seen_to_be_obeyed_is_unknown(self, tmp_path: Path, fault: Fault) -> None:
        self.service.fail("send", fault)
        assert self._try(self.send, tmp_path) is None
        context = self.context(tmp_path)
        with pytest.raises(OutcomeUnknownError, match="still has it as a draft"):
            reconcile(context, self.campaign.marker, now=NOW + timedelta(minutes=1))
        assert reconcile(context, self.campaign.marker, now=LATER).status is SendStatus.UNSENT
        self.send(tmp_path)
        assert len(self.service.messages) == 1

    def test_a_send_that_the_service_has_as_a_draft_is_contradicted_and_can_be_taken_back(self, tmp_path: Path) -> None:
        context = self.context(tmp_path)
        drafted = replace(self.note(context, EventKind.INTENT), remote_id=context.provider.draft(self.campaign))
        for kind in (EventKind.INTENT, EventKind.SENDING, EventKind.SENT):
            context.ledger.append(self.campaign.marker, lambda _, kind=kind: replace(drafted, kind=kind))  # type: ignore[misc]  # binds the loop's
        assert self.discrepancies(context, NOW + timedelta(minutes=1)) == ()
        with pytest.raises(SendRefusedError, match="no unknown outcome"):
            resolve_unknown(context, self.campaign.marker, was_sent=False, now=NOW + timedelta(minutes=1))
        [discrepancy] = self.discrepancies(context, LATER)
        assert (discrepancy.is_doubt, "has only a draft" in discrepancy.message) == (True, True)
        assert "newsletter send 2024-01 --was-not-sent" in discrepancy.message
        resolve_unknown(context, self.campaign.marker, was_sent=False, now=LATER)
        self.send(tmp_path)
        assert len(self.service.messages) == 1
        assert self.discrepancies(context, LATER + timedelta(hours=1)) == ()
        with pytest.raises(SendRefusedError, match="no unknown outcome"):
            resolve_unknown(context, self.campaign.marker, was_sent=False, now=LATER + timedelta(hours=1))

    def test_a_change_at_the_service_of_what_is_scheduled_is_told(self, tmp_path: Path) -> None:
        if self.open(tmp_path).capabilities.schedule_step is None:
            return
        self.schedule(tmp_path)
        context = self.context(tmp_path)
        assert self.discrepancies(context, LATER) == ()
        event = context.ledger.read(self.campaign.marker).effective_event
        assert event is not None
        self.service.edit(event.remote_id)
        [discrepancy] = self.discrepancies(context, LATER)
        assert (discrepancy.is_doubt, 'subject (now "Edited by hand")' in discrepancy.message) == (False, True)
        self.cancel(tmp_path)
        self.send(tmp_path)
        assert self.service.messages[0].subject == self.campaign.subject

    @pytest.mark.parametrize("was_sent", [True, False])
    def test_what_was_scheduled_and_is_gone_there_is_told_and_settled_by_a_person(
        self,
        tmp_path: Path,
        was_sent: bool,  # noqa: FBT001  # a parameter
    ) -> None:
        if self.open(tmp_path).capabilities.schedule_step is None:
            return
        self.schedule(tmp_path)
        context = self.context(tmp_path)
        with pytest.raises(SendRefusedError, match="no unknown outcome"):
            resolve_unknown(context, self.campaign.marker, was_sent=was_sent, now=LATER)
        self.service.campaigns.clear()
        [discrepancy] = self.discrepancies(context, LATER)
        assert (discrepancy.is_doubt, "--was-sent, or --was-not-sent" in discrepancy.message) == (True, True)
        resolve_unknown(context, self.campaign.marker, was_sent=was_sent, now=LATER)
        assert plan(context, self.campaign, now=LATER).may_go is not was_sent

    def test_what_is_out_there_though_the_ledger_says_it_is_not_is_told(self, tmp_path: Path) -> None:
        self.send(tmp_path)
        [message] = self.service.messages
        context = self.context(tmp_path / "elsewhere")
        tried = replace(self.note(context, EventKind.INTENT), remote_id=message.remote_id)
        for kind in (EventKind.INTENT, EventKind.FAILED):
            context.ledger.append(self.campaign.marker, lambda _, kind=kind: replace(tried, kind=kind))  # type: ignore[misc]  # binds the loop's
        [discrepancy] = self.discrepancies(context, LATER)
        assert (discrepancy.is_doubt, "was not sent" in discrepancy.message) == (False, True)
        assert not plan(context, self.campaign, now=LATER).may_go

    def note(self, context: SendContext, kind: EventKind) -> LedgerEvent:
        return replace(context.note(self.campaign, kind, NOW, context.provider.audience().name), attempt=1)

    def discrepancies(self, context: SendContext, now: datetime) -> tuple[Discrepancy, ...]:
        remote_campaign = refresh(context, self.campaign.marker, now=now)
        return (
            tuple(find_discrepancies(context, context.ledger.read(self.campaign.marker), remote_campaign, now=now))
            if remote_campaign
            else ()
        )

    def _fail_and_settle(self, act: Act, root: Path, step: str, fault: Fault) -> None:
        """Let one step of an act fail once; what the ledger says afterwards, or once it has been settled, is true."""
        self.service.fail(step, fault)
        went = self._try(act, root)
        context = self.context(root)
        status = context.ledger.read(self.campaign.marker).status
        assert (status is SendStatus.UNKNOWN) == (went is None)
        if went is None:
            self.service.wait_until_idle()
            status = reconcile(context, self.campaign.marker, now=LATER).status
        found = self.open(root).find(self.campaign.marker)
        is_waiting = found is not None and found.state is CampaignState.SCHEDULED
        assert (status is SendStatus.SCHEDULED) == is_waiting
        assert self.service.messages == []

    def steps_of(self, act: Act, root: Path, prepare: Act = lambda _: None) -> tuple[str, ...]:
        """Return the steps that ``act`` takes when nothing goes wrong; it is asked once of each act of a provider."""
        known = _STEPS.setdefault(type(self), {})
        if act.__name__ not in known:
            prepare(root)
            before = len(self.service.calls)
            act(root)
            known[act.__name__] = tuple(dict.fromkeys(call.step for call in self.service.calls[before:]))
        return known[act.__name__]

    def _renew(self) -> None:
        """Begin with an empty service."""
        fresh = self.make_service()
        for name in ("campaigns", "messages", "messages_to_testers", "calls", "faults"):
            setattr(self.service, name, getattr(fresh, name))

    def _try(self, act: Act, root: Path) -> bool | None:
        """Tell how an act ended: done, not done, or nobody knows."""
        is_stalling = any(fault in SLOW for faults in self.service.faults.values() for fault in faults)
        self.patience = HASTE if is_stalling else PATIENCE
        try:
            act(root)
        except OutcomeUnknownError:
            return None
        except SendError:
            return False
        finally:
            self.patience = PATIENCE
        return True

    def _recover(self, root: Path) -> None:
        """Do what an operator does next: settle what is unknown, and send again if that is allowed."""
        context = self.context(root)
        if context.ledger.read(self.campaign.marker).status is SendStatus.UNKNOWN:
            reconcile(context, self.campaign.marker, now=LATER)
        again = plan(context, self.campaign, now=LATER)
        if again.may_go:
            apply_plan(context, again, now=LATER)
