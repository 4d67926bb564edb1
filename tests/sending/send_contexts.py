"""Send contexts for tests: a real ledger and a real outbox in a folder, and a person who sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsletter.providers.base import Environment, Provider
from newsletter.providers.outbox import Outbox, OutboxOptions
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.message import MARKER_FIELD
from newsletter.sending.history import Actor, SendStatus
from newsletter.sending.ledger import open_ledger
from newsletter.sending.plan import Plan, Readiness, plan_send
from newsletter.sending.session import SendContext
from newsletter.sending.steps import STEPS
from tests.campaigns import CAMPAIGN

NOW = datetime(2024, 2, 1, 10, 30, tzinfo=UTC)
CLAIM, FIND, DRAFT, COMPARE, AUDIENCE, BEGIN, SEND, RECORD = (step.description for step in STEPS)
NOTHING_SET: Mapping[str, str] = MappingProxyType({})
_pids = count(2**23)  # beyond what Linux hands out: nobody runs under these, as after a crash


def make_actor(host: str = "mail1", user: str = "anna") -> Actor:
    """Name a process that is not running any more."""
    return Actor(host, next(_pids), user)


def open_context(
    root: Path,
    provider: Provider[Any] | None = None,
    actor: Actor | None = None,
    environment: Mapping[str, str] = NOTHING_SET,
) -> SendContext:
    """Sit down as a new process would: nothing is remembered but what is on the disk, or on the server."""
    outbox = Outbox(OutboxOptions(), root, Environment({}))
    return SendContext(open_ledger(root, environment), provider or outbox, actor or make_actor())


def plan(
    context: SendContext, campaign: Campaign = CAMPAIGN, readiness: Readiness | None = None, now: datetime = NOW
) -> Plan:
    return plan_send(context, campaign, readiness or Readiness(), now=now)


def sent_messages(root: Path, marker: str = CAMPAIGN.marker) -> list[Path]:
    """Return the files in the outbox that are this campaign, sent."""
    line = f"{MARKER_FIELD}: {marker}\r\n".encode()
    return [path for path in sorted((root / "outbox").glob("*.eml")) if line in path.read_bytes()]


def before(step: str, act: Callable[[], object]) -> Callable[[str], None]:
    """Let ``act`` happen in the outside world just before ``step``."""

    def listen(taken: str) -> None:
        if taken == step:
            act()

    return listen


def kinds(context: SendContext) -> list[str]:
    """Return what the ledger says happened, oldest first."""
    return [event.kind for event in context.ledger.read(CAMPAIGN.marker).events]


def read_status(root: Path) -> SendStatus:
    """Return where a new process finds the issue."""
    return open_context(root).ledger.read(CAMPAIGN.marker).status


class Crash(BaseException):
    """Stands for the end of the process: nobody cleans up after it."""


def crash() -> None:
    """End the process."""
    raise Crash
