"""What the processes run that tests kill; imported by them afresh, so it holds nothing that pytest knows."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import newsletter.network.transport  # noqa: F401  # with what a send through an API would import in each process
from newsletter.cli.send_output import open_sessions
from newsletter.errors import SendError
from newsletter.providers.base import Environment, Provider
from newsletter.providers.smtp import Smtp, SmtpOptions
from newsletter.rendering.campaign import Campaign
from newsletter.sending.execute import apply_plan, apply_plans
from newsletter.sending.history import Actor
from newsletter.sending.ledger import URL_NAME
from newsletter.sending.plan import plan_send
from newsletter.sending.session import SendContext
from tests.campaigns import CAMPAIGN
from tests.providers.mail_server import LOGIN
from tests.providers.services import SERVICES
from tests.sending.send_contexts import NOTHING_SET, NOW, open_context, plan


@dataclass(frozen=True)
class KillableSend:
    """Where to send from, and through what: a mail server, a campaign service at a URL, or else the outbox."""

    root: Path
    port: int = 0
    certificate: Path = Path()
    service: str = ""
    url: str = ""
    ledger: str = ""

    def sit_down(self) -> SendContext:
        """Return a send context of this process."""
        environment = {URL_NAME: self.ledger} if self.ledger else NOTHING_SET
        return open_context(self.root, self._provider(), Actor.current(), environment)

    @property
    def campaign(self) -> Campaign:
        """What is sent there."""
        return SERVICES[self.service].campaign if self.service else CAMPAIGN

    def _provider(self) -> Provider[Any] | None:
        if self.service:
            return SERVICES[self.service]().connect(self.root, self.url)
        return self._smtp() if self.port else None

    def _smtp(self) -> Smtp:
        options = SmtpOptions(
            host="localhost", port=self.port, to="readers@lists.example.org", ca_file=str(self.certificate)
        )
        return Smtp(options, self.root, Environment(LOGIN))


def send_until(place: KillableSend, step: int) -> None:
    """Send, and die by SIGKILL right before step number ``step``; one past the last is right after it."""
    left = step

    def die_in_time(_says: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    context = place.sit_down()
    apply_plan(context, plan(context, place.campaign), now=NOW, on_step=die_in_time)
    die_in_time("the end")


def send_and_tell(place: KillableSend, start: Barrier, answer: Connection) -> None:
    """Plan, wait for the others, send at the same moment, and tell what became of it."""
    context, now = place.sit_down(), datetime.now(UTC)  # one that lives has begun before what it writes
    planned = plan(context, now=now)
    start.wait(30)
    try:
        answer.send(("sent", apply_plan(context, planned, now=now).detail))
    except SendError as error:
        answer.send((type(error).__name__, str(error)))


def send_over_and_over(place: KillableSend, started: Connection) -> None:
    """Tell that it begins, then send."""
    context = place.sit_down()
    planned = plan(context, place.campaign)
    started.send("go")
    apply_plan(context, planned, now=NOW)


def send_editions_until(root: Path, period: str, step: int) -> None:
    """Send every edition of an issue, and die by SIGKILL right before step number ``step`` of all."""
    left = step

    def die_in_time(_says: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    sessions = open_sessions(root, period)
    now = datetime.now(UTC)
    work = [
        (one.context, plan_send(one.context, one.prepared.campaign, one.prepared.readiness, now=now))
        for one in sessions
    ]
    list(apply_plans(work, now=now, on_step=die_in_time))
    die_in_time("the end")
