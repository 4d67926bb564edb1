"""What a ledger is made of, the same in a file and on a server: tables, and rows to events and letters and back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, MetaData, Row, String, Table, Text

from newsletter.documents.approvals import ContentSnapshot
from newsletter.sending.history import Actor, Event, Kind

VERSION = 2
"""The version of the schema; every change of it comes with a migration from the one before."""

CLAIMS = (Kind.INTENT, Kind.TRYING)
"""The events that take an attempt; it can be taken once."""

metadata = MetaData()
about = Table(
    "ledger",
    metadata,
    Column("version", Integer, nullable=False),
    Column("identity", String(36), nullable=False),  # a UUID: another ledger in its place is told apart
)
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("marker", String(200), nullable=False, index=True),
    Column("attempt", Integer),
    Column("issue", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("provider", String(60), nullable=False),
    Column("audience", Text, nullable=False),
    Column("remote_id", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("user", Text, nullable=False),
)
_is_claim = events.c.kind.in_([kind.value for kind in CLAIMS])
Index("one_claim", events.c.marker, events.c.attempt, unique=True, sqlite_where=_is_claim, postgresql_where=_is_claim)
letters = Table(
    "letters",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("subject", Text, nullable=False),
    Column("preheader", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("layout", String(64), nullable=False),
    Column("text", JSON, nullable=False),
)
FIRST_TABLES = frozenset({"ledger", "events"})
"""The tables that every version has."""


def event_to_row(event: Event) -> dict[str, Any]:
    """Return the columns of an event, all but its number."""
    return {
        "at": event.at.astimezone(UTC).isoformat(timespec="milliseconds"),
        "kind": event.kind.value,
        "marker": event.marker,
        "attempt": event.attempt,
        "issue": event.issue,
        "digest": event.digest,
        "provider": event.provider,
        "audience": event.audience,
        "remote_id": event.remote_id,
        "detail": dict(event.detail),
        "host": event.actor.host,
        "pid": event.actor.pid,
        "user": event.actor.user,
    }


def row_to_event(row: Row[Any]) -> Event:
    """Return the event in a row.

    Raises:
        ValueError: it is none.
    """
    return Event(
        at=_read_time(row.at),
        kind=Kind(row.kind),
        marker=row.marker,
        attempt=row.attempt,
        issue=row.issue,
        digest=row.digest,
        provider=row.provider,
        audience=row.audience,
        remote_id=row.remote_id,
        detail=_read_detail(row.detail),
        actor=Actor(row.host, row.pid, row.user),
    )


def _read_time(written: str) -> datetime:
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError(f"'{written}' says no time zone")
    return at


def _read_detail(detail: object) -> Mapping[str, str]:
    if not isinstance(detail, dict) or not all(isinstance(value, str) for value in detail.values()):
        raise ValueError("its detail is no object of texts")
    return detail


def letter_to_row(letter: ContentSnapshot) -> dict[str, Any]:
    """Return the columns of a letter."""
    return {
        "digest": letter.digest,
        "subject": letter.subject,
        "preheader": letter.preheader,
        "sender": letter.sender,
        "layout": letter.layout,
        "text": list(letter.text),
    }


def row_to_letter(row: Row[Any]) -> ContentSnapshot:
    """Return the letter in a row.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(row.text, list) or not all(isinstance(line, str) for line in row.text):
        raise ValueError("its text is no list of lines")
    return ContentSnapshot(
        digest=row.digest,
        subject=row.subject,
        preheader=row.preheader,
        sender=row.sender,
        layout=row.layout,
        text=tuple(row.text),
    )
