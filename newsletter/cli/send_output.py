"""What ``send`` and ``status`` have in common: the prepared issue, the send context, and how both are shown."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.console import show_json
from newsletter.cli.terminal import clean_line, say

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    """Prepare an issue and open the ledger and the provider of its publication; of several editions, for the first."""
    return open_sessions(root, issue)[0]


def open_sessions(root: Path, issue: str) -> tuple[SendSession, ...]:
    """Prepare an issue, and open the ledger and the provider for each of its editions; most issues have one."""
    from newsletter.providers import open_provider
    from newsletter.sending.history import Actor
    from newsletter.sending.ledger import open_ledger
    from newsletter.sending.prepare import apply_publication_policy, prepare_editions
    from newsletter.sending.session import SendContext

    now = datetime.now(UTC)
    sessions: list[SendSession] = []
    for prepared in prepare_editions(root, issue, now):
        provider = open_provider(prepared.publication, root=root, environment=os.environ)
        today = now.astimezone(prepared.publication.zone).date()
        ready = apply_publication_policy(root, prepared, provider.capabilities, today)
        ledger = sessions[0].context.ledger if sessions else open_ledger(root, os.environ)
        sessions.append(SendSession(root, ready, SendContext(ledger, provider, Actor.current()), now))
    return tuple(sessions)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One call of a command that looks after a send which the ledger knows of; the issue itself is not read."""

    context: SendContext
    marker: str
    now: datetime
    language: str = ""
    """The language of one among several editions."""


def open_follow_ups(root: Path, issue: str, language: str | None = None) -> tuple[FollowUp, ...]:
    """Open the ledger, and the provider that has the issue, for each of its editions or that of a language."""
    from newsletter.sending.history import Actor
    from newsletter.sending.recall import reopen_contexts

    now = datetime.now(UTC)
    opened = reopen_contexts(root, issue, os.environ, Actor.current())
    chosen = {tag: found for tag, found in opened.items() if language in {None, tag}}
    if not chosen:
        known = ", ".join(filter(None, opened)) or "it has one edition alone: leave --language out"
        raise click.UsageError(f"{issue} has no edition in '{language}'. There are: {known}")
    return tuple(FollowUp(context, marker, now, tag) for tag, (context, marker) in chosen.items())


def show_editions(described: Sequence[dict[str, Any]]) -> None:
    """Print what is known of an issue as JSON: an object, or a list of the editions where there are several."""
    show_json(described[0] if len(described) == 1 else {"editions": list(described)})


_SHOWN_DETAILS = ("answer", "why", "by", "for")


def show_history(history: History) -> None:
    """Print what the ledger knows of an issue, oldest first."""
    for event in history.events:
        detail = "; ".join(said for name, said in event.detail.items() if name in _SHOWN_DETAILS)
        audience = f"{event.audience} ({event.language})" if event.language else event.audience
        said = f"{event.when}  {event.kind:<15} {audience} by {event.actor}{f': {detail}' if detail else ''}"
        say(clean_line(said))
    if not history.events:
        say("The ledger has no attempt to send this issue.")
