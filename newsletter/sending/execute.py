"""Carry out a plan; whatever happens, the ledger says how far it got."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from newsletter.errors import LedgerError, NewsletterError, OutcomeUnknownError
from newsletter.providers.base import Receipt
from newsletter.sending.history import EventKind
from newsletter.sending.plan import Plan
from newsletter.sending.session import SendContext, format_next_step
from newsletter.sending.steps import STEPS, Attempt

_STOPPED = "It was interrupted."


def apply_plan(
    context: SendContext, plan: Plan, *, now: datetime, on_step: Callable[[str], None] = lambda _: None
) -> Receipt:
    """Send what was planned and return the provider's receipt; ``on_step`` hears of each step before it is taken.

    Raises:
        SendRefusedError: it may not be sent, or another process is sending it; nothing was sent.
        ProviderError: the provider said no; nothing was sent, and it may be tried again.
        OutcomeUnknownError: it may have gone out; the issue is locked until that is settled.
    """
    if not plan.may_go:
        raise plan.decision.refusal()
    attempt = Attempt(context, plan.campaign, plan.audience, now, plan.options)
    try:
        for step in STEPS:
            on_step(step.description)
            step.run(attempt)
    except OutcomeUnknownError as error:
        raise _lock(attempt, error) from error
    except NewsletterError as error:
        _release(attempt, str(error), is_on_record=not isinstance(error, LedgerError))
        raise
    except KeyboardInterrupt:
        if not attempt.may_be_out:
            _release(attempt, _STOPPED, is_on_record=True)
            raise
        raise _lock(attempt, OutcomeUnknownError(f"{_STOPPED} The provider may have had it by then.")) from None
    return attempt.receipt


def _lock(attempt: Attempt, error: OutcomeUnknownError) -> OutcomeUnknownError:
    """Record the unknown outcome; if even that fails, the ledger still says "sending", which means the same."""
    with suppress(LedgerError, KeyboardInterrupt):
        attempt.record(EventKind.UNKNOWN, why=str(error))
    return OutcomeUnknownError(f"{error}\n{format_next_step(attempt.context, attempt.note(EventKind.UNKNOWN))}")


def _release(attempt: Attempt, why: str, *, is_on_record: bool) -> None:
    """Record that nothing was sent, so that the issue can be sent again; if even that fails, it stays locked."""
    if attempt.number and is_on_record:
        with suppress(LedgerError):
            attempt.record(EventKind.FAILED, why=why)
