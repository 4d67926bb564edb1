"""What one run of the program sends with, and what the ledger allows: to send, or not, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from newsletter.errors import OutcomeUnknownError, Reason, SendError, SendRefusedError, join_reasons
from newsletter.providers.base import Provider
from newsletter.rendering.campaign import Campaign
from newsletter.sending.history import LEASE, Actor, EventKind, History, LedgerEvent, SendStatus
from newsletter.sending.ledger import Ledger


@dataclass(frozen=True, slots=True)
class SendContext:
    """The ledger, the provider, and who sits here."""

    ledger: Ledger
    provider: Provider[Any]
    actor: Actor

    def note(self, campaign: Campaign, kind: EventKind, at: datetime, audience: str) -> LedgerEvent:
        """Write the event that a campaign is about, for the ledger to add."""
        return LedgerEvent(
            kind=kind,
            at=at,
            issue=campaign.issue,
            marker=campaign.marker,
            digest=campaign.digest,
            provider=self.provider.name,
            audience=audience,
            actor=self.actor,
            language=campaign.edition,
        )


class Outcome(StrEnum):
    """What may happen to an issue now."""

    GO = "go"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


_EXIT_CODES = {Outcome.GO: 0, Outcome.DONE: 0, Outcome.REFUSED: 1, Outcome.UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class Decision:
    """An outcome and its reasons, in whole sentences; there are none where it may be sent."""

    outcome: Outcome = Outcome.GO
    reasons: tuple[str, ...] = ()

    @property
    def exit_code(self) -> int:
        """The exit code of a command that stops here; an issue that was already sent is not a failure."""
        return _EXIT_CODES[self.outcome]

    def refusal(self) -> SendError:
        """Return the error to raise where sending is asked for nevertheless."""
        kind = OutcomeUnknownError if self.outcome is Outcome.UNKNOWN else SendRefusedError
        return kind(join_reasons(self.reasons))


def decide(context: SendContext, campaign: Campaign, history: History, now: datetime) -> Decision:
    """Say what the ledger allows; it alone decides, and the provider is not asked."""
    event = history.effective_event
    if event is None:
        return Decision()
    if history.status is SendStatus.SENT:
        return Decision(Outcome.DONE, (*_format_sent(context, event), *format_change(campaign, event.digest)))
    if history.status is SendStatus.SCHEDULED:
        return Decision(Outcome.DONE, (_format_scheduled(event), *format_change(campaign, event.digest)))
    if history.is_held(context.actor, now):
        return Decision(Outcome.REFUSED, (_format_held(event),))
    if history.status is SendStatus.UNSENT:
        return Decision()  # if it was claimed, that process has ended, and had not begun to send
    return Decision(Outcome.UNKNOWN, (format_unknown(event), format_next_step(context, event)))


def format_change(campaign: Campaign, sent_digest: str | None) -> tuple[str, ...]:
    """Say that an issue has changed since it was sent, if it has."""
    if sent_digest in {None, campaign.digest}:
        return ()
    change = f"It has changed since, and its digest is now {campaign.digest[:8]}."
    return (f"{change} An issue is sent once: pages and feeds show the change, and the next issue can mention it.",)


def format_unknown(event: LedgerEvent) -> str:
    """Format that an issue may or may not have been sent, and why."""
    why = event.detail.get("why", f"{event.actor} stopped before recording an answer.")
    if event.detail.get("undoing"):
        return f"{event.name} may or may not have been cancelled at {event.provider} ({event.when}): {why}"
    return f"{event.name} may or may not have been sent to {event.audience} by {event.provider} ({event.when}): {why}"


def format_next_step(context: SendContext, event: LedgerEvent) -> str:
    """Say how an unknown outcome is settled: by the provider, if it remembers, or by a person who looks."""
    if context.provider.name == event.provider and context.provider.capabilities.remembers:
        message = "Nothing more is sent until this is settled. Ask the provider"
        return Reason(message, f": newsletter status {event.issue}", ".")
    return join_reasons(["Nothing more is sent until this is settled.", format_settling(event)], " ")


def format_settling(event: LedgerEvent) -> str:
    """Say what a person has to find out, and how to put it on record."""
    return Reason(
        f"Find out whether the message {event.remote_id} reached {event.audience} (in an archive or a log); then "
        "record it",
        f": newsletter send {event.issue}{event.language_option} --was-sent, or --was-not-sent",
        ".",
    )


def _format_sent(context: SendContext, event: LedgerEvent) -> Iterator[str]:
    message = f"{event.name} was sent to {event.audience} by {event.provider} ({event.when}, digest {event.digest[:8]})"
    yield f"{message}{_format_settled_by(event)}. There is nothing to do."
    if context.provider.name != event.provider and event.reached_nobody:
        yield Reason(
            f"{event.provider} does not deliver mail. If no one mailed that message by hand, record that, and it can "
            "be sent",
            f": newsletter send {event.issue}{event.language_option} --was-not-sent",
            ".",
        )


def _format_scheduled(event: LedgerEvent) -> str:
    return Reason(
        f"{event.name} goes to {event.audience} at {event.detail.get('for', 'its time')}: {event.provider} was told "
        f"so ({event.when}, digest {event.digest[:8]}).",
        f"To cancel it: newsletter cancel {event.issue}",
    )


def _format_settled_by(event: LedgerEvent) -> str:
    return f", as {event.detail.get('by', event.actor)} found" if event.kind is EventKind.RESOLVED_SENT else ""


def _format_held(event: LedgerEvent) -> str:
    lapses = (event.at + LEASE).astimezone(UTC)
    return (
        f"{event.name} is being sent by {event.actor} since {event.when}. Wait until it has finished; "
        f"if that process is no longer running, try again after {lapses:%H:%M} UTC."
    )
