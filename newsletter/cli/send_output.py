"""What ``send`` and ``status`` have in common: the prepared issue, the send context, and how both are shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.cli.terminal import clean_line, say

if TYPE_CHECKING:
    from newsletter.sending.history import History
    from newsletter.sending.prepare import PreparedSend
    from newsletter.sending.session import SendContext


@dataclass(frozen=True, slots=True)
class SendSession:
    """One call of a command that sends: the publication's folder, the issue, the context, and the time it began."""

    root: Path
    prepared: PreparedSend
    context: SendContext
    now: datetime


def open_session(root: Path, issue: str) -> SendSession:
    """Prepare an issue and open the ledger and the provider of its publication."""
    from newsletter.providers import open_provider
    from newsletter.sending.history import Actor
    from newsletter.sending.ledger import open_ledger
    from newsletter.sending.prepare import apply_publication_policy, prepare_issue
    from newsletter.sending.session import SendContext

    now = datetime.now(UTC)
    prepared = prepare_issue(root, issue, now)
    provider = open_provider(prepared.publication, root=root, environment=os.environ)
    today = now.astimezone(prepared.publication.zone).date()
    prepared = apply_publication_policy(root, prepared, provider.capabilities, today)
    ledger = open_ledger(root, os.environ)
    return SendSession(root, prepared, SendContext(ledger, provider, Actor.current()), now)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One call of a command that looks after a send which the ledger knows of; the issue itself is not read."""

    context: SendContext
    marker: str
    now: datetime


def open_follow_up(root: Path, issue: str) -> FollowUp:
    """Open the ledger, and the provider that has the issue."""
    from newsletter.sending.history import Actor
    from newsletter.sending.recall import reopen_context

    context, marker = reopen_context(root, issue, os.environ, Actor.current())
    return FollowUp(context, marker, datetime.now(UTC))


_SHOWN_DETAILS = ("answer", "why", "by", "for")


def show_history(history: History) -> None:
    """Print what the ledger knows of an issue, oldest first."""
    for event in history.events:
        detail = "; ".join(said for name, said in event.detail.items() if name in _SHOWN_DETAILS)
        said = f"{event.when}  {event.kind:<15} {event.audience} by {event.actor}{f': {detail}' if detail else ''}"
        say(clean_line(said))
    if not history.events:
        say("The ledger has no attempt to send this issue.")
