"""What happened to an issue so far, and its status. Pure: reads no ledger and no clock."""

from __future__ import annotations

import getpass
import os
import socket
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import chain
from typing import Any

from newsletter.documents.periods import Hemisphere, sort_by_period
from newsletter.rendering.campaign import name_edition
from newsletter.sending.processes import is_running

LEASE = timedelta(hours=1)
"""How long an attempt is left alone if its process may still run; longer than any send can take."""


class EventKind(StrEnum):
    """What an event in the ledger reports; the values are stored.

    An attempt to send starts with ``INTENT``; ``TEST_STARTED`` and ``TEST_SENT`` enclose a test that uses the draft
    itself. ``TEST`` reports a test that arrived, and belongs to no attempt.
    """

    INTENT = "intent"
    SENDING = "sending"
    SENT = "sent"
    SCHEDULED = "scheduled"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RESOLVED_SENT = "resolved-sent"
    RESOLVED_SCHEDULED = "resolved-scheduled"
    RESOLVED_UNSENT = "resolved-unsent"
    TEST_STARTED = "trying"
    TEST_SENT = "tried"
    TEST = "test"


class SendStatus(StrEnum):
    """Whether an issue was sent; only an ``UNSENT`` one may be."""

    UNSENT = "unsent"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SCHEDULED = "scheduled"
    SENT = "sent"


_STATUS_AFTER: Mapping[EventKind, SendStatus | None] = {
    EventKind.INTENT: SendStatus.UNSENT,
    EventKind.TEST_STARTED: SendStatus.UNSENT,
    EventKind.TEST_SENT: SendStatus.UNSENT,
    EventKind.SENDING: SendStatus.SENDING,
    EventKind.CANCELLING: SendStatus.SENDING,
    EventKind.UNKNOWN: SendStatus.UNKNOWN,
    EventKind.SCHEDULED: SendStatus.SCHEDULED,
    EventKind.RESOLVED_SCHEDULED: SendStatus.SCHEDULED,
    EventKind.SENT: SendStatus.SENT,
    EventKind.RESOLVED_SENT: SendStatus.SENT,
    EventKind.CANCELLED: SendStatus.UNSENT,
    EventKind.FAILED: SendStatus.UNSENT,
    EventKind.RESOLVED_UNSENT: SendStatus.UNSENT,
    EventKind.TEST: None,
}
"""The status after each kind of event; None where the event does not affect it."""

_CLAIMS = frozenset({EventKind.INTENT, EventKind.TEST_STARTED})
"""The events that claim an issue, so that no other process sends it meanwhile."""

_DOUBTFUL = frozenset({SendStatus.UNKNOWN, SendStatus.SENDING})
_FINAL = frozenset({SendStatus.SENT, SendStatus.SCHEDULED})


@dataclass(frozen=True, slots=True)
class Actor:
    """The process that acts, and its user."""

    host: str
    pid: int
    user: str

    @classmethod
    def current(cls) -> Actor:
        """Return this process."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError, ImportError):  # a container may run under a number that has no name
            user = "somebody"
        return cls(socket.gethostname(), os.getpid(), user)

    def __str__(self) -> str:
        return f"{self.user} on {self.host} (process {self.pid})"

    def has_ended(self, observer: Actor, recorded_at: datetime) -> bool:
        """Whether ``observer`` can prove that the process which recorded something then has ended.

        Only a process on the same machine can.
        """
        if self.host != observer.host or os.name != "posix":
            return False
        return self.pid == observer.pid or not is_running(self.pid, recorded_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEvent:
    """One record in the ledger: what was attempted, or what came back."""

    kind: EventKind
    at: datetime
    issue: str
    marker: str
    digest: str
    provider: str
    audience: str
    actor: Actor
    attempt: int | None = None
    remote_id: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    """The language of one among several editions of the issue."""

    @property
    def name(self) -> str:
        """The issue's name for people, with the language if it has several editions."""
        return name_edition(self.issue, self.language)

    @property
    def language_option(self) -> str:
        """What a command that names the issue needs beside it, with a space before it."""
        return f" --language {self.language}" if self.language else ""

    @property
    def when(self) -> str:
        """The time in UTC, to the minute, for people."""
        return f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    @property
    def reached_nobody(self) -> bool:
        """Whether the provider only stored the message, for another program to mail."""
        return self.detail.get("reached") == "nobody"

    @property
    def is_confirmed_by_provider(self) -> bool:
        """Whether the provider reported, long after the send, that it still has only a draft."""
        return self.detail.get("provider_says") == "draft"

    @property
    def reaches_readers(self) -> bool:
        """Whether readers got something, or will: not a test, and not a message that was only stored."""
        return _STATUS_AFTER[self.kind] in _FINAL and not self.reached_nobody

    def as_data(self) -> dict[str, Any]:
        """Return the event as JSON can hold it."""
        return {
            "kind": self.kind,
            "at": self.at.astimezone(UTC).isoformat(),
            "issue": self.issue,
            "digest": self.digest,
            "provider": self.provider,
            "audience": self.audience,
            "attempt": self.attempt,
            "remote_id": self.remote_id,
            "detail": dict(self.detail),
            "by": str(self.actor),
            **({"language": self.language} if self.language else {}),
        }


@dataclass(frozen=True, slots=True)
class History:
    """Every event of one campaign, oldest first."""

    events: tuple[LedgerEvent, ...] = ()

    @property
    def attempts(self) -> int:
        """How many attempts to send there were."""
        return max((event.attempt or 0 for event in self.events), default=0)

    @property
    def effective_event(self) -> LedgerEvent | None:
        """The event that determines the status.

        A report that the issue was sent is final, unless a person withdrew exactly that report. Otherwise the last
        event of each attempt counts: first one that may have sent, then one that is scheduled, then the latest
        attempt's. So a report that arrives late can block an issue, and never release one.
        """
        relevant = [event for event in self.events if _STATUS_AFTER[event.kind] is not None]
        last = {event.attempt: event for event in relevant}.values()
        sent = (it for it in relevant if _STATUS_AFTER[it.kind] is SendStatus.SENT and not self._is_withdrawn(it))
        doubtful = (it for it in last if _STATUS_AFTER[it.kind] in _DOUBTFUL)
        scheduled = (it for it in last if _STATUS_AFTER[it.kind] is SendStatus.SCHEDULED)
        latest = (it for it in last if it.attempt == self.attempts)
        return next(chain(sent, doubtful, scheduled, latest), None)

    def _is_withdrawn(self, sent: LedgerEvent) -> bool:
        """Whether a person said later that it was never mailed, and that was evident or the provider agreed."""
        later = self.events[self.events.index(sent) + 1 :]
        answers = (it for it in later if it.attempt == sent.attempt and it.kind is EventKind.RESOLVED_UNSENT)
        return any(sent.reached_nobody or it.is_confirmed_by_provider for it in answers)

    @property
    def status(self) -> SendStatus:
        """Whether the issue was sent."""
        event = self.effective_event
        return (event and _STATUS_AFTER[event.kind]) or SendStatus.UNSENT

    @property
    def is_claimed(self) -> bool:
        """Whether an attempt has claimed the issue and not begun to send it."""
        event = self.effective_event
        return event is not None and event.kind in _CLAIMS

    def is_held(self, actor: Actor, now: datetime) -> bool:
        """Whether an attempt is under way whose process may still run."""
        event = self.effective_event
        if event is None or not (self.is_claimed or self.status is SendStatus.SENDING):
            return False
        return abs(now - event.at) < LEASE and not event.actor.has_ended(actor, event.at)


def group_by_campaign(events: Iterable[LedgerEvent], hemisphere: Hemisphere = "north") -> tuple[History, ...]:
    """Return one history for each campaign among the events, in the order of their issues."""
    found: dict[str, list[LedgerEvent]] = {}
    for event in events:
        found.setdefault(event.marker, []).append(event)
    histories = [(of_one[0].issue, History(tuple(of_one))) for of_one in found.values()]
    return tuple(history for _, history in sort_by_period(histories, hemisphere))
