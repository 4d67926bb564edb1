"""What ``send`` and ``status`` have in common: the prepared issue, the send context, and how both are shown."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from newsletter.cli.console import show_json
from newsletter.cli.terminal import clean_line, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from newsletter.sending.history import History
    from newsletter.sending.opening import FollowUp, SendSession


def open_session(root: Path, issue: str) -> SendSession:
    """Prepare an issue and open the ledger and the provider of its publication; of several editions, for the first."""
    return open_sessions(root, issue)[0]


def open_sessions(root: Path, issue: str) -> tuple[SendSession, ...]:
    """Prepare an issue, and open the ledger and the provider for each of its editions; most issues have one."""
    from newsletter.sending.opening import open_sessions

    return open_sessions(root, issue, os.environ)


def open_follow_ups(root: Path, issue: str, language: str | None = None) -> tuple[FollowUp, ...]:
    """Open the ledger, and the provider that has the issue, for each of its editions or that of a language."""
    from newsletter.sending.opening import open_follow_ups

    found = open_follow_ups(root, issue, os.environ, language)
    if not found:
        every = open_follow_ups(root, issue, os.environ)
        known = ", ".join(filter(None, (one.language for one in every)))
        known = known or "it has one edition alone: leave --language out"
        raise click.UsageError(f"{issue} has no edition in '{language}'. There are: {known}")
    return found


def show_editions(described: Sequence[dict[str, Any]]) -> None:
    """Print the status of an issue as JSON: an object, or a list if there are several editions."""
    show_json(described[0] if len(described) == 1 else {"editions": list(described)})


_SHOWN_DETAILS = ("answer", "why", "by", "for")


def show_history(history: History) -> None:
    """Print what the ledger knows of an issue, oldest first."""
    for event in history.events:
        detail = "; ".join(line for name, line in event.detail.items() if name in _SHOWN_DETAILS)
        audience = f"{event.audience} ({event.language})" if event.language else event.audience
        line = f"{event.when}  {event.kind:<15} {audience} by {event.actor}{f': {detail}' if detail else ''}"
        say(clean_line(line))
    if not history.events:
        say("The ledger has no attempt to send this issue.")
