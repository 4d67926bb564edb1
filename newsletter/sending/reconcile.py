"""Settle an unknown outcome: by asking a provider that remembers, or by the word of a person who has looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from newsletter.errors import OutcomeUnknownError, Reason, SendRefusedError, join_reasons
from newsletter.providers.base import CampaignState, RemoteCampaign
from newsletter.sending.discrepancies import is_contradicted
from newsletter.sending.history import EventKind, History, LedgerEvent, SendStatus
from newsletter.sending.session import SendContext, format_settling, format_unknown

_ANSWERS: Mapping[CampaignState, EventKind | None] = {
    CampaignState.SENT: EventKind.RESOLVED_SENT,
    CampaignState.SENDING: EventKind.RESOLVED_SENT,
    CampaignState.SCHEDULED: EventKind.RESOLVED_SCHEDULED,
    CampaignState.DRAFT: EventKind.RESOLVED_UNSENT,
    CampaignState.UNKNOWN: None,
}
"""What the provider's word settles; None where it settles nothing."""


def reconcile(context: SendContext, marker: str, *, now: datetime) -> History:
    """Ask the provider what became of an attempt whose outcome is unknown; return the history as it is then.

    Does nothing where the outcome is known, or the attempt may still be under way.

    Raises:
        OutcomeUnknownError: the provider cannot tell; a person has to check, and record it with ``resolve_unknown``.
    """
    history = context.ledger.read(marker)
    doubt = _find_doubt(context, history, now)
    if doubt is None:
        return history
    remote_campaign = _ask(context, doubt)
    answer = _ANSWERS[remote_campaign.state]
    if answer is None:
        raise OutcomeUnknownError(join_reasons([format_unknown(doubt), format_settling(doubt)]))
    if remote_campaign.state is (CampaignState.SCHEDULED if doubt.detail.get("undoing") else CampaignState.DRAFT):
        _require_window_passed(context, doubt, remote_campaign.state, now)
    detail = {"by": doubt.provider} | ({"for": remote_campaign.at.isoformat()} if remote_campaign.at else {})
    if not context.provider.capabilities.reaches_readers:
        detail["reached"] = "nobody"
    _settle(context, doubt, replace(doubt, kind=answer, at=now, detail=detail))
    return context.ledger.read(marker)


def refresh(context: SendContext, marker: str, *, now: datetime) -> RemoteCampaign | None:
    """Ask the provider how far a send is that the ledger knows of, and record that a scheduled one went out.

    Returns None where no attempt got as far as the provider, or another provider has it.
    """
    event = context.ledger.read(marker).effective_event
    if event is None or not event.remote_id or event.provider != context.provider.name:
        return None
    remote_campaign = _ask(context, event)
    is_over = remote_campaign.state in {CampaignState.SENT, CampaignState.SENDING}
    if is_over and event.kind in {EventKind.SCHEDULED, EventKind.RESOLVED_SCHEDULED}:
        _settle(context, event, replace(event, kind=EventKind.RESOLVED_SENT, at=now, detail={"by": event.provider}))
    return remote_campaign


def _ask(context: SendContext, event: LedgerEvent) -> RemoteCampaign:
    """Ask by the id that was recorded; where that is gone, a twin with the marker may know."""
    if context.provider.name != event.provider:
        return RemoteCampaign(event.remote_id, CampaignState.UNKNOWN)
    remote_campaign = context.provider.status(event.remote_id)
    if remote_campaign.state in {CampaignState.UNKNOWN, CampaignState.DRAFT}:
        twin = context.provider.find(event.marker)
        return twin if twin is not None and twin.state is not CampaignState.DRAFT else remote_campaign
    return remote_campaign


def _require_window_passed(context: SendContext, doubt: LedgerEvent, state: CampaignState, now: datetime) -> None:
    """Wait until a request on its way must have arrived: until then, finding nothing changed proves nothing."""
    settled = doubt.at + context.provider.capabilities.in_flight_window
    if now < settled:
        kept = f"{context.provider.name} still has it as {'a draft' if state is CampaignState.DRAFT else state}"
        message = f"{kept}, but the request may be on its way. Ask again after {settled.astimezone(UTC):%H:%M} UTC"
        reason = Reason(message, f": newsletter status {doubt.issue}", ".")
        raise OutcomeUnknownError(join_reasons([format_unknown(doubt), reason]))


def resolve_unknown(context: SendContext, marker: str, *, was_sent: bool, now: datetime) -> None:
    """Record whether the issue was sent, as a person has found out.

    Raises:
        SendRefusedError: there is nothing to settle, or the attempt may still be under way.
    """
    history = context.ledger.read(marker)
    doubt, detail = _find_doubt(context, history, now), {"by": context.actor.user}
    if doubt is None and not was_sent:
        doubt = _find_message_kept(history)
    if doubt is None and (doubt := _find_contradicted(context, history, was_sent=was_sent, now=now)):
        detail |= {} if history.status is SendStatus.SCHEDULED else {"provider_says": "draft"}
    if doubt is None:
        raise SendRefusedError(Reason("There is no unknown outcome to settle.", "See: newsletter send ISSUE --dry-run"))
    kind = EventKind.RESOLVED_SENT if was_sent else EventKind.RESOLVED_UNSENT
    _settle(context, doubt, replace(doubt, kind=kind, at=now, detail=detail))


def _find_doubt(context: SendContext, history: History, now: datetime) -> LedgerEvent | None:
    is_unclear = history.status in {SendStatus.UNKNOWN, SendStatus.SENDING}
    return history.effective_event if is_unclear and not history.is_held(context.actor, now) else None


def _find_message_kept(history: History) -> LedgerEvent | None:
    """Return the event of a send that only wrote a message, which a person still had to mail."""
    event = history.effective_event
    return event if event is not None and event.kind is EventKind.SENT and event.reached_nobody else None


def _find_contradicted(context: SendContext, history: History, *, was_sent: bool, now: datetime) -> LedgerEvent | None:
    """Return the event of a send or schedule that the provider contradicts: it has only a draft, or nothing."""
    event, status = history.effective_event, history.status
    is_open = status is SendStatus.SCHEDULED or (status is SendStatus.SENT and not was_sent)
    if event is None or not is_open or event.provider != context.provider.name:
        return None
    remote_campaign = _ask(context, event)
    is_lost = status is SendStatus.SCHEDULED and remote_campaign.state is CampaignState.UNKNOWN
    is_draft = status is SendStatus.SENT and is_contradicted(context, event, remote_campaign, now)
    return event if is_lost or is_draft else None


def _settle(context: SendContext, doubt: LedgerEvent, answer: LedgerEvent) -> None:
    def decide(history: History) -> LedgerEvent:
        if history.effective_event != doubt:
            raise SendRefusedError(f"{doubt.issue} was settled by another process in the meantime.")
        return replace(answer, actor=context.actor)

    context.ledger.append(doubt.marker, decide)
