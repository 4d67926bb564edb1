"""A test send: the real message to a few addresses, recorded with its digest, and no bearing on the real send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

from newsletter.errors import OutcomeUnknownError, ProviderError, SendRefusedError
from newsletter.providers.base import Receipt
from newsletter.rendering.campaign import Campaign
from newsletter.sending.blockers import find_picture_blockers
from newsletter.sending.history import EventKind, History, LedgerEvent
from newsletter.sending.session import Outcome, SendContext, decide
from newsletter.sending.snapshot import take_snapshot


def send_test(context: SendContext, campaign: Campaign, addresses: Sequence[str], *, now: datetime) -> Receipt:
    """Send ``campaign`` to ``addresses`` alone and record it with its digest; the real send is not touched.

    Raises:
        SendRefusedError: this provider sends no tests, or fewer addresses, or the issue is being sent now.
        ProviderError: it did not arrive, or may not have; a test is safe to repeat.
    """
    _refuse_impossible(context, campaign, addresses)
    with _draft_to_ourselves(context, campaign, now):
        try:
            receipt = context.provider.test(campaign, addresses)
        except (OutcomeUnknownError, KeyboardInterrupt) as error:
            why = str(error) or "It was interrupted."
            raise ProviderError(
                f"The test to {', '.join(addresses)} may or may not arrive: {why} It is safe to repeat."
            ) from error
    context.ledger.keep_snapshot(take_snapshot(campaign))
    for address in addresses:
        event = replace(context.note(campaign, EventKind.TEST, now, address), detail={"answer": receipt.detail})
        _append(context, event)
    return receipt


def _refuse_impossible(context: SendContext, campaign: Campaign, addresses: Sequence[str]) -> None:
    name, can = context.provider.name, context.provider.capabilities
    if can.test_send == "none":
        raise SendRefusedError(f"{name} cannot send tests. Use the preview instead.")
    for reason in find_picture_blockers(campaign, context.provider):
        raise SendRefusedError(reason)
    if not addresses:
        raise SendRefusedError("A test needs a recipient. Add an address.")
    if can.max_tests is not None and len(addresses) > can.max_tests:
        raise SendRefusedError(f"{name} sends a test to at most {can.max_tests} addresses. Name fewer.")


@contextmanager
def _draft_to_ourselves(context: SendContext, campaign: Campaign, now: datetime) -> Iterator[None]:
    """Lock the issue while a test changes the draft that would be sent."""
    if not context.provider.capabilities.tests_draft:
        yield
        return
    started = context.note(campaign, EventKind.TEST_STARTED, now, "nobody but testers")
    number = context.ledger.append(campaign.marker, lambda history: _claim(context, campaign, history, started)).attempt
    try:
        yield
    finally:
        _append(context, replace(started, kind=EventKind.TEST_SENT, attempt=number))


def _claim(context: SendContext, campaign: Campaign, history: History, started: LedgerEvent) -> LedgerEvent:
    decision = decide(context, campaign, history, started.at)
    if decision.outcome is not Outcome.GO:
        raise decision.refusal()
    return replace(started, attempt=history.attempts + 1)


def _append(context: SendContext, event: LedgerEvent) -> None:
    context.ledger.append(event.marker, lambda _: event)
