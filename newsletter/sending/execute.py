"""Carry out a plan. Whatever happens, the ledger shows how far it got."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from newsletter.errors import LedgerError, NewsletterError, OutcomeUnknownError, join_reasons
from newsletter.providers.base import Receipt
from newsletter.sending.history import EventKind
from newsletter.sending.plan import Plan
from newsletter.sending.session import SendContext, format_next_step
from newsletter.sending.steps import DELIVERY, PREPARATION, Attempt, Step

_STOPPED = "It was interrupted."


def apply_plan(
    context: SendContext, plan: Plan, *, now: datetime, on_step: Callable[[str], None] = lambda _: None
) -> Receipt:
    """Send what was planned and return the provider's receipt; ``on_step`` hears of each step before it is taken.

    See ``apply_plans``.

    Raises:
        SendRefusedError: it may not be sent, or another process is sending it; nothing was sent.
        ProviderError: the provider said no; nothing was sent, and it may be tried again.
        OutcomeUnknownError: it may have gone out; the issue is locked until that is settled.
    """
    (receipt,) = apply_plans([(context, plan)], now=now, on_step=on_step)
    return receipt


def apply_plans(
    work: Sequence[tuple[SendContext, Plan]], *, now: datetime, on_step: Callable[[str], None] = lambda _: None
) -> Iterator[Receipt]:
    """Send the editions of an issue together, and yield the receipt of each as soon as it is sent.

    The first is sent when the drafts of all are at the provider and as they should be. Where one cannot be sent, those
    after it are not; what the ledger has of each says which, and the same command goes on with them.

    Raises:
        SendRefusedError: one may not be sent, or another process is sending it; it and those after it were not.
        ProviderError: the provider said no; that one was not sent, and it may be tried again.
        OutcomeUnknownError: one may have gone out; it is locked until that is settled.
    """
    for _, plan in work:
        if not plan.may_go:
            raise plan.decision.refusal()
    attempts = [Attempt(context, plan.campaign, plan.audience, now, plan.options) for context, plan in work]
    waiting = list(attempts)
    try:
        for attempt in attempts:
            _take_steps(attempt, PREPARATION, on_step)
        for attempt in attempts:
            waiting.remove(attempt)
            _take_steps(attempt, DELIVERY, on_step)
            yield attempt.receipt
    finally:
        for attempt in waiting:  # those before are settled
            _release(attempt, "Another edition of the issue could not be sent.", is_on_record=not attempt.is_released)


def _take_steps(attempt: Attempt, steps: Sequence[Step], on_step: Callable[[str], None]) -> None:
    """Take some steps of an attempt; where one fails, record what that means."""
    try:
        for step in steps:
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


def _lock(attempt: Attempt, error: OutcomeUnknownError) -> OutcomeUnknownError:
    """Record the unknown outcome; if even that fails, the ledger still says "sending", which means the same."""
    attempt.is_released = True
    with suppress(LedgerError, KeyboardInterrupt):
        attempt.record(EventKind.UNKNOWN, why=str(error))
    step = format_next_step(attempt.context, attempt.note(EventKind.UNKNOWN))
    return OutcomeUnknownError(join_reasons([error.reason, step]))


def _release(attempt: Attempt, why: str, *, is_on_record: bool) -> None:
    """Record that nothing was sent, so that the issue can be sent again; if even that fails, it stays locked."""
    attempt.is_released = True
    if attempt.number and is_on_record:
        with suppress(LedgerError):
            attempt.record(EventKind.FAILED, why=why)
