"""The editions of an issue, planned, confirmed and sent together: one act for the command line and for the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from newsletter.errors import NewsletterError, OutcomeUnknownError, Reason, SendRefusedError, find_page_text
from newsletter.providers.base import Receipt
from newsletter.sending.execute import apply_plans
from newsletter.sending.opening import SendSession
from newsletter.sending.options import SendOptions
from newsletter.sending.plan import Plan, plan_send
from newsletter.sending.record import record_sent
from newsletter.sending.session import Outcome


@dataclass(frozen=True, slots=True)
class Planned:
    """An edition and what sending it would do."""

    session: SendSession
    plan: Plan


@dataclass(frozen=True, slots=True)
class Sent:
    """An edition that was sent or scheduled; ``recorded`` is what to tell the operator of the record, if anything."""

    plan: Plan
    receipt: Receipt
    recorded: str


def plan_editions(sessions: Sequence[SendSession], options: SendOptions) -> tuple[Planned, ...]:
    """Say what sending each edition would do, and warn where readers would get the same issue twice.

    Raises:
        NewsletterError: the ledger cannot be read, or the provider not asked.
    """
    plans = [
        plan_send(one.context, one.prepared.campaign, one.prepared.readiness, now=one.now, options=options)
        for one in sessions
    ]
    return tuple(
        Planned(session, replace(plan, warnings=(*plan.warnings, *_warn_of_shared_audience(plan, plans))))
        for session, plan in zip(sessions, plans, strict=True)
    )


def _warn_of_shared_audience(plan: Plan, plans: Sequence[Plan]) -> Iterator[str]:
    """Yield a warning for an edition whose readers get another one too, both being sent to one audience."""
    same = [
        other for other in plans if (other.audience.name, other.audience.id) == (plan.audience.name, plan.audience.id)
    ]
    if len(same) > 1 and plan.capabilities.reaches_readers:
        tags = [other.campaign.edition for other in same]
        yield Reason(
            f"The editions {' and '.join(tags)} go to one and the same audience, {plan.audience.name}: "
            f"its readers get each of them.",
            f"Name another in newsletter.toml, under [provider.languages.{tags[0]}].",
            "Choose another for one of them, in the settings of the publication.",
        )


def find_left(planned: Sequence[Planned]) -> tuple[Planned, ...]:
    """Return the editions to send: none if one is blocked, otherwise those not sent before."""
    is_held = any(one.plan.decision.outcome in {Outcome.REFUSED, Outcome.UNKNOWN} for one in planned)
    return () if is_held else tuple(one for one in planned if one.plan.may_go)


def list_reasons(planned: Sequence[Planned]) -> list[str]:
    """Return why editions are not sent, or that they were sent before; each sentence once."""
    return list(dict.fromkeys(reason for one in planned for reason in one.plan.decision.reasons))


def require_typed(typed: str, issue: str) -> None:
    """Require the name of the issue, typed by the person who sends it, so that no one sends by habit.

    Raises:
        SendRefusedError: something else was typed.
    """
    if typed.strip() != issue:
        raise SendRefusedError(f"That is not {issue}. Nothing was sent.")


def format_audiences(planned: Sequence[Planned]) -> str:
    """Describe the audiences of the editions, with their sizes where known."""
    return " and to ".join(_format_audience(one.plan) for one in planned)


def _format_audience(plan: Plan) -> str:
    audience, edition = plan.audience, f" ({plan.campaign.edition})" if plan.campaign.edition else ""
    size = "" if audience.size is None else f", {audience.size} readers"
    return f"{audience.name}{edition}{size}"


def send_editions(
    left: Sequence[Planned], *, now: datetime, on_step: Callable[[str], None] = lambda _: None
) -> Iterator[Sent]:
    """Send each edition, and put it on record as soon as it is sent; see ``apply_plans``.

    Raises:
        SendError: one was not sent, or may have been; those before it were.
    """
    receipts = apply_plans([(one.session.context, one.plan) for one in left], now=now, on_step=on_step)
    for number, one in enumerate(left):
        try:
            receipt = next(receipts)
        except OutcomeUnknownError:
            _record(one)  # readers may have it, and then need its pictures
            raise
        except NewsletterError as error:
            raise _explain_rest(error, one.plan, number) from error
        yield Sent(one.plan, receipt, _record(one))
    next(receipts, None)


def _record(one: Planned) -> str:
    return record_sent(one.session.root, one.session.prepared, one.plan)


def _explain_rest(error: NewsletterError, plan: Plan, sent: int) -> NewsletterError:
    """Say how to go on where some of several editions were sent before one failed."""
    if not sent:
        return error
    before = "The editions before it were sent. For the rest,"
    issue = plan.campaign.issue
    return SendRefusedError(
        Reason(
            "",
            f"{error}\n{before} run again: newsletter send {issue}",
            f"{find_page_text(error.reason)}\n{before} send it again.",
        )
    )
