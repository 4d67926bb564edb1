"""What happened to one issue so far, and where that leaves it. Pure: reads no ledger and no clock."""

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

from newsletter.sending.processes import is_running

LEASE = timedelta(hours=1)
"""How long an attempt is left alone that nobody can prove dead; longer than any send can take."""


class Kind(StrEnum):
    """What an event in the ledger says. An attempt starts with ``INTENT``, or is ``TRYING``; ``TEST`` has none."""

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
    TRYING = "trying"
    TRIED = "tried"
    TEST = "test"


class Standing(StrEnum):
    """Where an issue stands; only ``FREE`` may be sent."""

    FREE = "free"
    CLAIMED = "claimed"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SCHEDULED = "scheduled"
    SENT = "sent"


_STANDINGS: Mapping[Kind, Standing | None] = {
    Kind.INTENT: Standing.CLAIMED,
    Kind.TRYING: Standing.CLAIMED,
    Kind.TRIED: Standing.FREE,
    Kind.SENDING: Standing.SENDING,
    Kind.CANCELLING: Standing.SENDING,
    Kind.UNKNOWN: Standing.UNKNOWN,
    Kind.SCHEDULED: Standing.SCHEDULED,
    Kind.RESOLVED_SCHEDULED: Standing.SCHEDULED,
    Kind.SENT: Standing.SENT,
    Kind.RESOLVED_SENT: Standing.SENT,
    Kind.CANCELLED: Standing.FREE,
    Kind.FAILED: Standing.FREE,
    Kind.RESOLVED_UNSENT: Standing.FREE,
    Kind.TEST: None,
}
"""Where each kind of event leaves its issue; None where it says nothing of that."""

_REAL = frozenset(kind for kind, standing in _STANDINGS.items() if standing in {Standing.SENT, Standing.SCHEDULED})
_DOUBTFUL = frozenset({Standing.UNKNOWN, Standing.SENDING})


@dataclass(frozen=True, slots=True)
class Actor:
    """The process that acts, and for whom."""

    host: str
    pid: int
    user: str

    @classmethod
    def current(cls) -> Actor:
        """Name this process."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError, ImportError):  # a container may run as a number that has no name
            user = "somebody"
        return cls(socket.gethostname(), os.getpid(), user)

    def __str__(self) -> str:
        return f"{self.user} on {self.host} (process {self.pid})"

    def is_dead_to(self, other: Actor, wrote: datetime) -> bool:
        """Whether ``other`` can prove that the process which ``wrote`` this then is gone: only on the same machine."""
        if self.host != other.host or os.name != "posix":
            return False
        return self.pid == other.pid or not is_running(self.pid, wrote)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of the ledger: what was attempted, or what came back."""

    kind: Kind
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

    @property
    def when(self) -> str:
        """The time in UTC, to the minute, for a person to read."""
        return f"{self.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"

    @property
    def reached_nobody(self) -> bool:
        """Whether the provider only put the message somewhere, for another program to mail."""
        return self.detail.get("reached") == "nobody"

    @property
    def is_confirmed(self) -> bool:
        """Whether the provider said, long after the send, that it still has only a draft."""
        return self.detail.get("provider_says") == "draft"

    @property
    def was_real(self) -> bool:
        """Whether readers got something, or will: no test, and no message that only lies in a folder."""
        return self.kind in _REAL and not self.reached_nobody

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
        }


@dataclass(frozen=True, slots=True)
class History:
    """Every event of one issue, oldest first."""

    events: tuple[Event, ...] = ()

    @property
    def attempts(self) -> int:
        """How many attempts to send there were."""
        return max((event.attempt or 0 for event in self.events), default=0)

    @property
    def deciding(self) -> Event | None:
        """The event that says where the issue stands.

        A word that it was sent decides for good, unless a person took exactly that word back. Else the last word of
        each attempt counts: one that may have sent before the latest. So a word that arrives late can hold an issue
        back, and never set one free.
        """
        told = [event for event in self.events if _STANDINGS[event.kind] is not None]
        last_words = {event.attempt: event for event in told}
        sent = (event for event in told if _STANDINGS[event.kind] is Standing.SENT and not self._is_taken_back(event))
        doubtful = (event for event in last_words.values() if _STANDINGS[event.kind] in _DOUBTFUL)
        waiting = (event for event in last_words.values() if _STANDINGS[event.kind] is Standing.SCHEDULED)
        latest = (event for event in last_words.values() if event.attempt == self.attempts)
        return next(chain(sent, doubtful, waiting, latest), None)

    def _is_taken_back(self, sent: Event) -> bool:
        """Whether somebody said that it was never mailed, and either was right to say so or the provider agreed."""
        later = self.events[self.events.index(sent) + 1 :]
        words = (event for event in later if event.attempt == sent.attempt and event.kind is Kind.RESOLVED_UNSENT)
        return any(sent.reached_nobody or event.is_confirmed for event in words)

    @property
    def standing(self) -> Standing:
        """Where the issue stands."""
        deciding = self.deciding
        return (deciding and _STANDINGS[deciding.kind]) or Standing.FREE

    def is_held(self, actor: Actor, now: datetime) -> bool:
        """Whether an attempt is under way that may still be alive."""
        event = self.deciding
        if event is None or self.standing not in {Standing.CLAIMED, Standing.SENDING}:
            return False
        return abs(now - event.at) < LEASE and not event.actor.is_dead_to(actor, event.at)


def gather(events: Iterable[Event]) -> tuple[History, ...]:
    """Sort the events of many issues into one history each, in the order of the issues."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.marker, []).append(event)
    histories = (History(tuple(of_one)) for of_one in found.values())
    return tuple(sorted(histories, key=lambda history: history.events[0].issue))
