"""Cancels a scheduled send; the ledger records the intent before the provider is asked."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from newsletter.errors import LedgerError, OutcomeUnknownError, ProviderError, Reason, SendRefusedError, join_reasons
from newsletter.providers.base import CampaignState
from newsletter.sending.history import EventKind, History, LedgerEvent, SendStatus
from newsletter.sending.session import SendContext, format_next_step


def cancel_send(context: SendContext, issue: str, marker: str, *, now: datetime) -> LedgerEvent:
    """Cancel a scheduled issue, so that it can be changed and sent again; return the event that records it.

    Raises:
        SendRefusedError: it is not scheduled, or at another provider.
        ProviderError: the provider refused; the issue is still scheduled.
        OutcomeUnknownError: it may or may not be sent; the issue is locked until that is settled.
    """
    undoing = context.ledger.append(marker, lambda history: _claim(context, issue, history, now))
    try:
        context.provider.cancel(undoing.remote_id)
    except KeyboardInterrupt:
        raise _lock(
            context, undoing, f"It was interrupted. {context.provider.name} may have been told by then."
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
    """Record the unknown outcome; if even that fails, the ledger still says that it is being cancelled."""
    doubt = replace(undoing, kind=EventKind.UNKNOWN, detail={**undoing.detail, "why": why})
    with suppress(LedgerError, KeyboardInterrupt):
        _append(context, doubt)
    return OutcomeUnknownError(join_reasons([why, format_next_step(context, doubt)]))


def _claim(context: SendContext, issue: str, history: History, now: datetime) -> LedgerEvent:
    scheduled = history.effective_event
    if scheduled is None or history.status is not SendStatus.SCHEDULED:
        raise SendRefusedError(f"{issue} is not scheduled: there is nothing to cancel.")
    if scheduled.provider != context.provider.name:
        raise SendRefusedError(
            Reason(
                f"{issue} is scheduled at {scheduled.provider},",
                f"but newsletter.toml names {context.provider.name}. "
                "Name that provider again, or cancel it there by hand.",
                f"but this publication is sent with {context.provider.name} now. Cancel it there by hand.",
            )
        )
    detail = {**scheduled.detail, "undoing": "yes"}
    return replace(scheduled, kind=EventKind.CANCELLING, at=now, actor=context.actor, detail=detail)


def _is_draft(context: SendContext, undoing: LedgerEvent) -> bool:
    """Return whether it was already cancelled at the provider; without an answer it counts as still scheduled."""
    with suppress(ProviderError):
        return context.provider.status(undoing.remote_id).state is CampaignState.DRAFT
    return False


def _append(context: SendContext, event: LedgerEvent) -> LedgerEvent:
    return context.ledger.append(event.marker, lambda _: event)
