"""One attempt to send, as a visible list of steps: after a crash between any two it is safe to run, or said unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from newsletter.documents.dates import name_weekday
from newsletter.errors import LedgerError, OutcomeUnknownError, SendRefusedError, join_reasons
from newsletter.providers.base import Audience, CampaignState, Receipt
from newsletter.rendering.campaign import Campaign
from newsletter.sending.blockers import find_audience_blockers, find_growth_blockers
from newsletter.sending.held import format_held
from newsletter.sending.history import EventKind, History, LedgerEvent
from newsletter.sending.options import NOW_TO_ALL, SendOptions
from newsletter.sending.recall import format_options
from newsletter.sending.session import Outcome, SendContext, decide
from newsletter.sending.snapshot import take_snapshot

_NO_RECEIPT = Receipt(provider="", remote_id="", detail="")


@dataclass
class Attempt:
    """What an attempt has learnt so far; ``number`` is 0 until it holds the issue.

    ``may_be_out`` is True from the moment before the provider is told to send; ``is_released`` once a failure is
    recorded.
    """

    context: SendContext
    campaign: Campaign
    audience: Audience
    now: datetime
    options: SendOptions = NOW_TO_ALL
    number: int = 0
    remote_id: str = ""
    held: str = ""
    may_be_out: bool = False
    is_released: bool = False
    receipt: Receipt = _NO_RECEIPT

    def record(self, kind: EventKind, **detail: str) -> None:
        """Add what became of this attempt to the ledger."""
        event = self.note(kind, **detail)
        self.context.ledger.append(self.campaign.marker, lambda _: event)

    def note(self, kind: EventKind, **detail: str) -> LedgerEvent:
        """Write an event of this attempt."""
        event = self.context.note(self.campaign, kind, self.now, self.audience.name)
        return replace(event, attempt=self.number, remote_id=self.remote_id, detail=detail)


class Step(NamedTuple):
    """A step, in words for the plan, and the act itself."""

    description: str
    run: Callable[[Attempt], None]


def _claim(attempt: Attempt) -> None:
    """Claim the issue, unless another process has it; the ledger grants one claim at a time."""

    def make_event(history: History) -> LedgerEvent:
        decision = decide(attempt.context, attempt.campaign, history, attempt.now)
        if decision.outcome is not Outcome.GO:
            raise decision.refusal()
        return replace(attempt.note(EventKind.INTENT), attempt=history.attempts + 1)

    claimed = attempt.context.ledger.append(attempt.campaign.marker, make_event)
    attempt.number = claimed.attempt or 0
    attempt.context.ledger.keep_snapshot(take_snapshot(attempt.campaign))


def _find(attempt: Attempt) -> None:
    provider = attempt.context.provider
    remote_campaign = provider.find(attempt.campaign.marker)
    if remote_campaign is not None and remote_campaign.state is not CampaignState.DRAFT:
        raise SendRefusedError(
            f"{provider.name} already has {attempt.campaign.issue}, {remote_campaign.state} as {remote_campaign.id}."
        )


def _draft(attempt: Attempt) -> None:
    attempt.remote_id = attempt.context.provider.draft(attempt.campaign)


def _compare(attempt: Attempt) -> None:
    attempt.held = format_held(attempt.context.provider.require_match(attempt.remote_id, attempt.campaign))


def _look_at_audience(attempt: Attempt) -> None:
    """Check the audience again: confirming may have taken an hour."""
    found = attempt.context.provider.audience()
    reasons = (*find_growth_blockers(attempt.audience, found), *find_audience_blockers(found, attempt.options))
    if reasons:
        raise SendRefusedError(join_reasons([*reasons, "Nothing was sent."], " "))


def _begin_sending(attempt: Attempt) -> None:
    """Record that it may have been sent from now on, unless another process has claimed the issue."""

    def decide(history: History) -> LedgerEvent:
        holder = history.effective_event
        if holder is None or not history.is_claimed or holder.attempt != attempt.number:
            who = "" if holder is None else f" by {holder.actor}"
            raise SendRefusedError(f"{attempt.campaign.issue} was claimed{who} in the meantime.")
        return attempt.note(EventKind.SENDING, held=attempt.held, options=format_options(attempt.context.provider))

    attempt.context.ledger.append(attempt.campaign.marker, decide)


def _send(attempt: Attempt) -> None:
    provider, at = attempt.context.provider, attempt.options.at
    attempt.may_be_out = True
    attempt.receipt = provider.send(attempt.remote_id) if at is None else provider.schedule(attempt.remote_id, at)


def _record_receipt(attempt: Attempt) -> None:
    answer, at = attempt.receipt.detail, attempt.options.at
    try:
        if at is not None:
            attempt.record(EventKind.SCHEDULED, answer=answer, **{"for": at.isoformat()})
        elif attempt.context.provider.capabilities.reaches_readers:
            attempt.record(EventKind.SENT, answer=answer)
        else:
            attempt.record(EventKind.SENT, answer=answer, reached="nobody")
    except LedgerError as error:
        raise OutcomeUnknownError(
            f"{attempt.campaign.issue} was sent ({answer}), but that could not be recorded: {error}"
        ) from error


def format_steps(at: datetime | None) -> tuple[str, ...]:
    """Say what will be done, in order."""
    sends = "send it" if at is None else f"have it sent on {name_weekday(at.date())} at {at:%H:%M %Z}"
    return tuple(sends if step.run is _send else step.description for step in STEPS)


PREPARATION = (
    Step("write the intent to the ledger", _claim),
    Step("look for the issue at the provider", _find),
    Step("put the draft there", _draft),
    Step("read the draft back and compare it", _compare),
    Step("look at the audience once more", _look_at_audience),
)
"""What is done before anything is sent; of several editions, for each."""

DELIVERY = (
    Step("write to the ledger that it is being sent", _begin_sending),
    Step("send it", _send),
    Step("record the receipt", _record_receipt),
)

STEPS = PREPARATION + DELIVERY
