"""What a ledger consists of, the same in a file and on a server: tables, statements, and rows to objects and back.

Statements are SQL that both SQLite and PostgreSQL understand, with ``:name`` for each value. JSON goes in and comes out
as text, so that both keep what ``json.dumps`` made of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from newsletter.documents.approvals import ContentSnapshot
from newsletter.sending.history import Actor, EventKind, LedgerEvent

VERSION = 2
"""The version of the schema; every change of it comes with a migration from the one before."""

_LANGUAGE = "language"
"""Where among an event's details its language is: ledgers from before there were editions have none."""

_TABLES: Mapping[str, Sequence[str]] = {
    "ledger": (
        "version INTEGER NOT NULL",
        "identity VARCHAR(36) NOT NULL",  # a UUID, which tells this ledger from another in its place
    ),
    "events": (
        "id {number} NOT NULL",
        "at VARCHAR(40) NOT NULL",
        "kind VARCHAR(20) NOT NULL",
        "marker VARCHAR(200) NOT NULL",
        "attempt INTEGER",
        "issue VARCHAR(20) NOT NULL",
        "digest VARCHAR(64) NOT NULL",
        "provider VARCHAR(60) NOT NULL",
        "audience TEXT NOT NULL",
        "remote_id TEXT NOT NULL",
        "detail JSON NOT NULL",
        "host TEXT NOT NULL",
        "pid INTEGER NOT NULL",
        "{user} TEXT NOT NULL",
        "PRIMARY KEY (id)",
    ),
    "letters": (
        "digest VARCHAR(64) NOT NULL",
        "subject TEXT NOT NULL",
        "preheader TEXT NOT NULL",
        "sender TEXT NOT NULL",
        "layout VARCHAR(64) NOT NULL",
        "text JSON NOT NULL",
        "PRIMARY KEY (digest)",
    ),
}
TABLES = frozenset(_TABLES)
"""The tables of this version."""

FIRST_TABLES = frozenset({"ledger", "events"})
"""The tables that every version has."""

_INDEXES = (
    "CREATE INDEX ix_events_marker ON events (marker)",
    "CREATE UNIQUE INDEX one_claim ON events (marker, attempt) WHERE kind IN ('intent', 'trying')",
)

INSERT_LEDGER = "INSERT INTO ledger (version, identity) VALUES (:version, :identity)"
SELECT_VERSIONS = "SELECT ledger.version FROM ledger"
UPDATE_VERSION = "UPDATE ledger SET version = :version"
SELECT_HIGH_WATER_MARK = "SELECT identity, (SELECT coalesce(max(id), 0) FROM events) FROM ledger"

INSERT_EVENT = (
    "INSERT INTO events"
    ' (at, kind, marker, attempt, issue, digest, provider, audience, remote_id, detail, host, pid, "user")'
    " VALUES (:at, :kind, :marker, :attempt, :issue, :digest, :provider, :audience, :remote_id, :detail, :host, :pid,"
    " :user)"
)
_SELECT_EVENTS = (
    "SELECT id, at, kind, marker, attempt, issue, digest, provider, audience, remote_id, CAST(detail AS TEXT), host,"
    ' pid, "user" FROM events'
)
SELECT_CAMPAIGN = f"{_SELECT_EVENTS} WHERE marker = :marker ORDER BY id"
SELECT_ISSUE = f"{_SELECT_EVENTS} WHERE issue = :issue ORDER BY id"
SELECT_PAGE = f"{_SELECT_EVENTS} WHERE id > :last ORDER BY id LIMIT :count"

INSERT_SNAPSHOT = (
    "INSERT INTO letters (digest, subject, preheader, sender, layout, text)"
    " VALUES (:digest, :subject, :preheader, :sender, :layout, :text)"
)
SELECT_SNAPSHOT = (
    "SELECT digest, subject, preheader, sender, layout, CAST(text AS TEXT) FROM letters WHERE digest = :digest"
)


def format_tables(*, number: str, user: str) -> tuple[str, ...]:
    """Return the statements that create all tables and indexes.

    ``number`` is the type of a key that counts by itself, ``user`` the name of that column as the database spells it.
    """
    columns = {name: ", \n\t".join(lines).format(number=number, user=user) for name, lines in _TABLES.items()}
    return (*(f"CREATE TABLE {name} (\n\t{lines}\n)" for name, lines in columns.items()), *_INDEXES)


def event_to_row(event: LedgerEvent) -> dict[str, Any]:
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
        "detail": json.dumps({**event.detail, **({_LANGUAGE: event.language} if event.language else {})}),
        "host": event.actor.host,
        "pid": event.actor.pid,
        "user": event.actor.user,
    }


def row_to_event(row: Sequence[Any]) -> tuple[int, LedgerEvent]:
    """Return the number of an event and the event in a row.

    Raises:
        ValueError, TypeError: the row holds no event.
    """
    number, at, kind, marker, attempt, issue, digest, provider, audience, remote_id, detail, host, pid, user = row
    details = dict(_read_detail(detail))
    return number, LedgerEvent(
        language=details.pop(_LANGUAGE, ""),
        at=_read_time(at),
        kind=EventKind(kind),
        marker=marker,
        attempt=attempt,
        issue=issue,
        digest=digest,
        provider=provider,
        audience=audience,
        remote_id=remote_id,
        detail=details,
        actor=Actor(host, pid, user),
    )


def _read_time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"'{text}' has no time zone")
    return at


def _read_detail(text: str) -> Mapping[str, str]:
    detail = json.loads(text)
    if not isinstance(detail, dict) or not all(isinstance(value, str) for value in detail.values()):
        raise ValueError("its detail is not an object of strings")
    return detail


def snapshot_to_row(snapshot: ContentSnapshot) -> dict[str, Any]:
    """Return the columns of a snapshot."""
    return {
        "digest": snapshot.digest,
        "subject": snapshot.subject,
        "preheader": snapshot.preheader,
        "sender": snapshot.sender,
        "layout": snapshot.layout,
        "text": json.dumps(list(snapshot.text)),
    }


def row_to_snapshot(row: Sequence[Any]) -> ContentSnapshot:
    """Return the snapshot in a row.

    Raises:
        ValueError, TypeError: the row holds no snapshot.
    """
    digest, subject, preheader, sender, layout, text = row
    lines = json.loads(text)
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise ValueError("its text is not a list of lines")
    return ContentSnapshot(
        digest=digest, subject=subject, preheader=preheader, sender=sender, layout=layout, text=tuple(lines)
    )
