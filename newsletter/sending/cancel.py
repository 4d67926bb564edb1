"""Take back what a provider was told to send later: written into the ledger before it is asked for."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from newsletter.errors import LedgerError, OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.providers.base import CampaignState
from newsletter.sending.history import EventKind, History, LedgerEvent, SendStatus
from newsletter.sending.session import SendContext, format_next_step


def cancel_send(context: SendContext, issue: str, marker: str, *, now: datetime) -> LedgerEvent:
    """Take a scheduled issue back, so that it may be changed and sent again; return the event that says so.

    Raises:
        SendRefusedError: it is not scheduled, or by another provider.
        ProviderError: the provider said no; the issue is still going out at its time.
        OutcomeUnknownError: it may or may not go out; the issue is locked until that is settled.
    """
    undoing = context.ledger.append(marker, lambda history: _claim(context, issue, history, now))
    try:
        context.provider.cancel(undoing.remote_id)
    except KeyboardInterrupt:
        raise _lock(
            context, undoing, f"Somebody stopped it. {context.provider.name} may have been told by then."
        ) from None
    except OutcomeUnknownError as error:
        raise _lock(context, undoing, str(error)) from error
    except ProviderError as error:
        if not _is_draft(context, undoing):
            _append(
                context,
                replace(undoing, kind=EventKind.RESOLVED_SCHEDULED, detail={**undoing.detail, "why": str(error)}),
            )
            raise
    return _append(context, replace(undoing, kind=EventKind.CANCELLED))


def _lock(context: SendContext, undoing: LedgerEvent, why: str) -> OutcomeUnknownError:
    """Record that nobody knows; if even that fails, the ledger still says that it is being taken back."""
    doubt = replace(undoing, kind=EventKind.UNKNOWN, detail={**undoing.detail, "why": why})
    with suppress(LedgerError, KeyboardInterrupt):
        _append(context, doubt)
    return OutcomeUnknownError(f"{why}\n{format_next_step(context, doubt)}")


def _claim(context: SendContext, issue: str, history: History, now: datetime) -> LedgerEvent:
    scheduled = history.effective_event
    if scheduled is None or history.status is not SendStatus.SCHEDULED:
        raise SendRefusedError(f"{issue} is not waiting to be sent: there is nothing to take back.")
    if scheduled.provider != context.provider.name:
        raise SendRefusedError(
            f"{issue} waits at {scheduled.provider}, and newsletter.toml names {context.provider.name}. "
            "Name the provider that has it, or take it back there by hand."
        )
    detail = {**scheduled.detail, "undoing": "yes"}
    return replace(scheduled, kind=EventKind.CANCELLING, at=now, actor=context.actor, detail=detail)


def _is_draft(context: SendContext, undoing: LedgerEvent) -> bool:
    """Whether somebody was quicker; where nobody answers, what was refused is taken to wait still."""
    with suppress(ProviderError):
        return context.provider.status(undoing.remote_id).state is CampaignState.DRAFT
    return False


def _append(context: SendContext, event: LedgerEvent) -> LedgerEvent:
    return context.ledger.append(event.marker, lambda _: event)
