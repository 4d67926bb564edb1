"""Looks after a send that the ledger knows of: asks the provider, settles what it can tell, cancels what waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from newsletter.providers.base import RemoteCampaign
from newsletter.sending.cancel import cancel_send
from newsletter.sending.discrepancies import Discrepancy, find_discrepancies
from newsletter.sending.history import History, LedgerEvent, SendStatus
from newsletter.sending.opening import FollowUp
from newsletter.sending.reconcile import reconcile, refresh


@dataclass(frozen=True, slots=True)
class SendReport:
    """What the ledger and the provider know of an edition, and in what they differ."""

    history: History
    remote_campaign: RemoteCampaign | None
    discrepancies: tuple[Discrepancy, ...]


def ask_provider(follow_up: FollowUp) -> RemoteCampaign | None:
    """Ask the provider what became of a send, and settle an unknown outcome if it can tell.

    Raises:
        OutcomeUnknownError: the provider cannot tell.
    """
    reconcile(follow_up.context, follow_up.marker, now=follow_up.now)
    return refresh(follow_up.context, follow_up.marker, now=follow_up.now)


def report_send(follow_up: FollowUp, remote_campaign: RemoteCampaign | None) -> SendReport:
    """Return the status of a send, with what the provider has."""
    context = follow_up.context
    history = context.ledger.read(follow_up.marker)
    if remote_campaign is None:
        return SendReport(history, None, ())
    found = find_discrepancies(context, history, remote_campaign, now=datetime.now(UTC))
    return SendReport(history, remote_campaign, tuple(found))


def cancel_editions(follow_ups: Sequence[FollowUp], issue: str) -> list[LedgerEvent]:
    """Cancel each edition that is scheduled; return what was recorded.

    Raises:
        SendError: none is scheduled, or the provider refused.
    """
    chosen = [one for one in follow_ups if _is_scheduled(one)] or follow_ups[:1]
    return [cancel_send(one.context, issue, one.marker, now=one.now) for one in chosen]


def _is_scheduled(follow_up: FollowUp) -> bool:
    return follow_up.context.ledger.read(follow_up.marker).status is SendStatus.SCHEDULED
