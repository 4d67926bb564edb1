"""Finds where the provider and the ledger disagree. It reports that, and never repairs it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from newsletter.errors import Reason
from newsletter.providers.base import CampaignState, RemoteCampaign
from newsletter.sending.held import diff_held
from newsletter.sending.history import History, LedgerEvent, SendStatus
from newsletter.sending.session import SendContext

_OUT = frozenset({CampaignState.SENT, CampaignState.SENDING, CampaignState.SCHEDULED})


class Discrepancy(NamedTuple):
    """What differs from the ledger, in a sentence; ``is_doubt`` if it is unknown whether readers got it."""

    message: str
    is_doubt: bool


def find_discrepancies(
    context: SendContext, history: History, remote_campaign: RemoteCampaign, *, now: datetime
) -> Iterator[Discrepancy]:
    """Yield in what the provider contradicts the ledger.

    Raises:
        ProviderError: what it holds cannot be read.
    """
    event = history.effective_event
    if event is None:
        return
    if history.status is SendStatus.SENT and is_contradicted(context, event, remote_campaign, now):
        yield Discrepancy(_format_only_draft(context, event), is_doubt=True)
    elif history.status is SendStatus.SCHEDULED and remote_campaign.state is CampaignState.DRAFT:
        message = f"{context.provider.name} has {event.issue} as a draft: it was cancelled there, and will not be sent."
        remedies = f"To record that in the ledger: newsletter cancel {event.issue}", "Cancel it here as well."
        yield Discrepancy(Reason(message, *remedies), is_doubt=False)
    elif history.status is SendStatus.SCHEDULED and remote_campaign.state is CampaignState.UNKNOWN:
        yield Discrepancy(_format_lost(context, event), is_doubt=True)
    elif history.status is SendStatus.UNSENT and remote_campaign.state in _OUT:
        name = context.provider.name
        message = f"The ledger says that {event.issue} was not sent, and {name} has it as {remote_campaign.state}."
        remedy = f": newsletter send {event.issue} --dry-run says why."
        yield Discrepancy(Reason(f"{message} It is not sent again", remedy, "."), is_doubt=False)
    elif history.status is SendStatus.SCHEDULED and remote_campaign.state is CampaignState.SCHEDULED:
        yield from (
            Discrepancy(message, is_doubt=False) for message in _find_changes(context, history, event, remote_campaign)
        )


def _format_lost(context: SendContext, event: LedgerEvent) -> str:
    return Reason(
        f"The ledger says that {event.issue} is scheduled at {context.provider.name}. It is gone there, or "
        "stopped: it may have reached readers. Check there, then record the outcome",
        f": newsletter send {event.issue} --was-sent, or --was-not-sent",
        ".",
    )


def is_contradicted(context: SendContext, event: LedgerEvent, remote_campaign: RemoteCampaign, now: datetime) -> bool:
    """Whether the provider has only a draft of what was sent, so long afterwards that this means something."""
    return (
        remote_campaign.state is CampaignState.DRAFT
        and now >= event.at + context.provider.capabilities.in_flight_window
    )


def _format_only_draft(context: SendContext, event: LedgerEvent) -> str:
    return Reason(
        f"The ledger says that {event.issue} was sent ({event.when}), and {context.provider.name} has only a draft: "
        "most likely no one got it. Check there; if nothing was sent, record that, and it can be sent",
        f": newsletter send {event.issue} --was-not-sent",
        ".",
    )


def _find_changes(
    context: SendContext, history: History, event: LedgerEvent, remote_campaign: RemoteCampaign
) -> Iterator[str]:
    """Yield what was changed at the provider since the issue was scheduled."""
    name, planned = context.provider.name, event.detail.get("for")
    if planned and remote_campaign.at and datetime.fromisoformat(planned) != remote_campaign.at:
        at = remote_campaign.at.isoformat()
        yield f"The time was changed at {name}: it was scheduled for {planned}, and is now scheduled for {at}."
    kept = [it.detail["held"] for it in history.events if it.attempt == event.attempt and "held" in it.detail]
    changes = list(diff_held(kept[-1], context.provider.read_back(event.remote_id))) if kept else []
    if changes:
        yield Reason(
            f"It was changed at {name} since it was approved and scheduled: {', '.join(changes)}.",
            f"To send what was approved: newsletter cancel {event.issue}, then send it again.",
            "To send what was approved, cancel it and send it again.",
        )
