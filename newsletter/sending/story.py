"""The ledger's events for an issue in sentences, oldest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from newsletter.sending.history import EventKind, History, LedgerEvent
from newsletter.sending.plan_words import format_moment

_SENTENCES: Mapping[EventKind, str] = {
    EventKind.INTENT: "{who} began to send it to {audience} with {provider}.",
    EventKind.SENDING: "{provider} was told to send it. From here on readers may have it.",
    EventKind.SENT: "{provider} sent it to {audience}{answer}.",
    EventKind.SCHEDULED: "{provider} will send it to {audience} {time}{answer}.",
    EventKind.CANCELLING: "{who} began to cancel it at {provider}.",
    EventKind.CANCELLED: "{who} cancelled it at {provider}: it can be changed and sent again.",
    EventKind.FAILED: "It was not sent{why}.",
    EventKind.UNKNOWN: "It may or may not have been sent{why}.",
    EventKind.RESOLVED_SENT: "{by} found that it was sent to {audience}.",
    EventKind.RESOLVED_SCHEDULED: "{by} found that it is scheduled for {audience}.",
    EventKind.RESOLVED_UNSENT: "{by} found that it was not sent. It can be sent.",
    EventKind.TEST_STARTED: "{who} began a test.",
    EventKind.TEST_SENT: "The test was over.",
    EventKind.TEST: "{who} sent a test to {audience} alone.",
}


def tell_history(history: History, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    """Yield when each thing happened by the publication's clock, and what it was."""
    for event in history.events:
        yield format_moment(event.at.astimezone(zone)), _tell(event, zone)


_STORED = "{provider} put the finished message into {audience}. From there it is still to be mailed."
"""A send that reached no reader."""


def _tell(event: LedgerEvent, zone: ZoneInfo) -> str:
    detail = event.detail
    is_stored = event.kind is EventKind.SENT and event.reached_nobody
    return (_STORED if is_stored else _SENTENCES[event.kind]).format(
        who=event.actor.user,
        by=detail.get("by", event.actor.user),
        provider=event.provider,
        audience=event.audience,
        answer=_append(detail.get("answer", "")),
        why=_append(detail.get("why", "")),
        time=_format_time(detail.get("for", ""), zone),
    )


def _append(reason: str) -> str:
    """Return the first line of a reason, as a clause after another sentence."""
    first = reason.partition("\n")[0].rstrip(".")
    return f": {first}" if first else ""


def _format_time(text: str, zone: ZoneInfo) -> str:
    try:
        return f"on {format_moment(datetime.fromisoformat(text).astimezone(zone))}"
    except ValueError:
        return "at its time"
