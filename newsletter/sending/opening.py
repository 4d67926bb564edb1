"""Opens what an act of sending needs: the prepared issue, the ledger and the provider, for each edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from newsletter.providers import open_provider
from newsletter.sending.history import Actor
from newsletter.sending.ledger import open_ledger
from newsletter.sending.live_check import LiveCheck
from newsletter.sending.prepare import PreparedSend, apply_publication_policy, prepare_editions
from newsletter.sending.recall import reopen_contexts
from newsletter.sending.session import SendContext


@dataclass(frozen=True, slots=True)
class SendSession:
    """One act of sending an edition: the publication's folder, the issue, the context, and the time it began."""

    root: Path
    prepared: PreparedSend
    context: SendContext
    now: datetime

    def make_live_check(self, *, is_kept: bool) -> LiveCheck:
        """Return the check of the edition's page, pictures and links; ``is_kept`` remembers links that are alive."""
        today = self.now.astimezone(self.prepared.publication.zone).date()
        return LiveCheck(self.root, self.prepared, today, is_kept)

    def look_at_web(self, *, is_kept: bool) -> SendSession:
        """Return the session whose plan looks at the web, once nothing at the ledger or provider stops it."""
        readiness = replace(self.prepared.readiness, ask_web=self.make_live_check(is_kept=is_kept).run)
        return replace(self, prepared=replace(self.prepared, readiness=readiness))


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One look after a send which the ledger knows of; the issue itself is not read."""

    context: SendContext
    marker: str
    now: datetime
    language: str = ""
    """The language of one among several editions."""


def open_sessions(root: Path, issue: str, environment: Mapping[str, str]) -> tuple[SendSession, ...]:
    """Prepare an issue, and open the ledger and the provider for each of its editions; most issues have one.

    Raises:
        NewsletterError: the issue, the publication, the provider or the ledger cannot be used.
    """
    now = datetime.now(UTC)
    sessions: list[SendSession] = []
    for prepared in prepare_editions(root, issue, now):
        provider = open_provider(prepared.publication, root=root, environment=environment)
        today = now.astimezone(prepared.publication.zone).date()
        ready = apply_publication_policy(root, prepared, provider.capabilities, today)
        ledger = sessions[0].context.ledger if sessions else open_ledger(root, environment)
        sessions.append(SendSession(root, ready, SendContext(ledger, provider, Actor.current()), now))
    return tuple(sessions)


def open_follow_ups(
    root: Path, issue: str, environment: Mapping[str, str], language: str | None = None
) -> tuple[FollowUp, ...]:
    """Open the ledger, and the provider that has the issue, for each of its editions or that of a language.

    Raises:
        NewsletterError: the ledger cannot be read, or does not say enough.
    """
    now = datetime.now(UTC)
    opened = reopen_contexts(root, issue, environment, Actor.current())
    chosen = {tag: found for tag, found in opened.items() if language in {None, tag}}
    return tuple(FollowUp(context, marker, now, tag) for tag, (context, marker) in chosen.items())
