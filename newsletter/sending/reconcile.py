"""Settle an unknown outcome: by asking a provider that remembers, or by the word of a person who has looked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from newsletter.errors import OutcomeUnknownError, SendRefusedError
from newsletter.providers.base import RemoteState
from newsletter.sending.desk import Desk, tell_to_look, tell_unknown
from newsletter.sending.history import Event, History, Kind, Standing

_ANSWERS = {RemoteState.SENT: Kind.RESOLVED_SENT, RemoteState.DRAFT: Kind.RESOLVED_UNSENT}


def reconcile(desk: Desk, marker: str, *, now: datetime) -> History:
    """Ask the provider what became of an attempt whose outcome is unknown; return the history as it is then.

    Does nothing where the outcome is known, or the attempt may still be under way.

    Raises:
        OutcomeUnknownError: the provider cannot tell; somebody has to look, and say so with ``resolve_unknown``.
    """
    history = desk.ledger.read(marker)
    doubt = _find_doubt(desk, history, now)
    if doubt is None:
        return history
    state = desk.provider.status(doubt.remote_id) if desk.provider.name == doubt.provider else RemoteState.UNKNOWN
    if state not in _ANSWERS:
        raise OutcomeUnknownError(f"{tell_unknown(doubt)}\n{tell_to_look(doubt)}")
    _settle(desk, doubt, replace(doubt, kind=_ANSWERS[state], at=now, detail={"by": doubt.provider}))
    return desk.ledger.read(marker)


def resolve_unknown(desk: Desk, marker: str, *, was_sent: bool, now: datetime) -> None:
    """Record the word of a person who has looked whether the issue went out.

    Raises:
        SendRefusedError: there is nothing to settle, or the attempt may still be under way.
    """
    doubt = _find_doubt(desk, desk.ledger.read(marker), now)
    if doubt is None:
        raise SendRefusedError("There is no unknown outcome to settle here. See: newsletter send ISSUE --dry-run")
    kind = Kind.RESOLVED_SENT if was_sent else Kind.RESOLVED_UNSENT
    _settle(desk, doubt, replace(doubt, kind=kind, at=now, detail={"by": desk.actor.user}))


def _find_doubt(desk: Desk, history: History, now: datetime) -> Event | None:
    is_unclear = history.standing in {Standing.UNKNOWN, Standing.SENDING}
    return history.deciding if is_unclear and not history.is_held(desk.actor, now) else None


def _settle(desk: Desk, doubt: Event, answer: Event) -> None:
    def decide(history: History) -> Event:
        if history.deciding != doubt:
            raise SendRefusedError(f"{doubt.issue} was settled by somebody else in the meantime.")
        return replace(answer, actor=desk.actor)

    desk.ledger.append(doubt.marker, decide)
