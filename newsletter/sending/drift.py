"""Where the provider no longer has what the ledger says: said out loud, and never mended by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from newsletter.providers.base import CampaignState, RemoteCampaign
from newsletter.sending.held import diff_held
from newsletter.sending.history import History, LedgerEvent, SendStatus
from newsletter.sending.session import SendContext

_OUT = frozenset({CampaignState.SENT, CampaignState.SENDING, CampaignState.SCHEDULED})


class Drift(NamedTuple):
    """What is not as recorded, in a sentence; ``is_doubt`` where nobody knows any more whether readers got it."""

    said: str
    is_doubt: bool


def find_drift(desk: SendContext, history: History, remote: RemoteCampaign, *, now: datetime) -> Iterator[Drift]:
    """Yield in what the provider contradicts the ledger.

    Raises:
        ProviderError: what it holds cannot be read.
    """
    event = history.effective_event
    if event is None:
        return
    if history.status is SendStatus.SENT and is_contradicted(desk, event, remote, now):
        yield Drift(_tell_draft(desk, event), is_doubt=True)
    elif history.status is SendStatus.SCHEDULED and remote.state is CampaignState.DRAFT:
        said = f"{desk.provider.name} has {event.issue} as a draft: somebody took it back there, and it goes to nobody."
        yield Drift(f"{said} To have the ledger say so too: newsletter cancel {event.issue}", is_doubt=False)
    elif history.status is SendStatus.SCHEDULED and remote.state is CampaignState.UNKNOWN:
        yield Drift(_tell_lost(desk, event), is_doubt=True)
    elif history.status is SendStatus.UNSENT and remote.state in _OUT:
        said = f"The ledger says that {event.issue} did not go out, and {desk.provider.name} has it as {remote.state}."
        yield Drift(f"{said} It is not sent again: newsletter send {event.issue} --dry-run says why.", is_doubt=False)
    elif history.status is SendStatus.SCHEDULED and remote.state is CampaignState.SCHEDULED:
        yield from (Drift(said, is_doubt=False) for said in _find_changes(desk, history, event, remote))


def _tell_lost(desk: SendContext, event: LedgerEvent) -> str:
    return (
        f"The ledger says that {event.issue} waits at {desk.provider.name} for its time. It is gone there, or stopped: "
        "it may have reached somebody. Look there, then say so: "
        f"newsletter send {event.issue} --was-sent, or --was-not-sent"
    )


def is_contradicted(desk: SendContext, event: LedgerEvent, remote: RemoteCampaign, now: datetime) -> bool:
    """Whether the provider has only a draft of what was sent, so long afterwards that this means something."""
    return remote.state is CampaignState.DRAFT and now >= event.at + desk.provider.capabilities.in_flight_window


def _tell_draft(desk: SendContext, event: LedgerEvent) -> str:
    return (
        f"The ledger says that {event.issue} was sent ({event.when}), and {desk.provider.name} has only a draft: "
        "most likely nobody got it. Look there; if nothing went out, say so, and it may be sent: "
        f"newsletter send {event.issue} --was-not-sent"
    )


def _find_changes(desk: SendContext, history: History, event: LedgerEvent, remote: RemoteCampaign) -> Iterator[str]:
    """Yield what somebody changed at the provider since it was scheduled."""
    name, planned = desk.provider.name, event.detail.get("for")
    if planned and remote.at and datetime.fromisoformat(planned) != remote.at:
        yield f"Somebody changed the time at {name}: it was to go at {planned}, and goes at {remote.at.isoformat()}."
    kept = [it.detail["held"] for it in history.events if it.attempt == event.attempt and "held" in it.detail]
    changes = list(diff_held(kept[-1], desk.provider.read_back(event.remote_id))) if kept else []
    if changes:
        yield (
            f"Somebody changed it at {name} since it was approved and scheduled: {', '.join(changes)}. "
            f"To send what was approved: newsletter cancel {event.issue}, then send it again."
        )
