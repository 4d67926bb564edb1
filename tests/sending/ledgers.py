"""Publications with a ledger, in a file or on a server, and an event and a snapshot for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from newsletter.documents.approvals import ContentSnapshot
from newsletter.errors import LedgerError
from newsletter.sending.history import Actor, EventKind, History, LedgerEvent
from newsletter.sending.ledger import LEDGER_FILE, URL_NAME, Ledger, open_ledger
from tests.sending.send_contexts import NOW
from tests.sending.servers import PLAIN, Server

MARKER = "nk-2024-01-5f1c"
EVENT = LedgerEvent(
    kind=EventKind.INTENT,
    at=NOW,
    issue="2024-01",
    marker=MARKER,
    digest="5f1c" * 16,
    provider="outbox",
    audience="the folder outbox/",
    actor=Actor("mail1", 4711, "anna"),
    attempt=1,
    remote_id="2024-01-5f1c5f1c.eml",
    detail={"why": "Zoë’s “reasons”"},
)
SNAPSHOT = ContentSnapshot(
    digest="5f1c" * 16,
    subject="Learning – “January”",
    preheader="",
    sender="The Digest <digest@invented-digest.org>",
    layout="77aa" * 16,
    text=("Zoë,", "", "two reviews."),
)


@dataclass(frozen=True)
class Workspace:
    """The folder of a publication, and the environment that names its ledger."""

    root: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    team: str = ""
    server: Server | None = None

    @classmethod
    def on(cls, server: Server, team: str, root: Path) -> Workspace:
        """Return one with its ledger on a server."""
        return cls(root, {URL_NAME: server.url(team) + PLAIN}, team, server)

    def execute(self, *statements: str) -> list[Any]:
        """Do to the ledger's database what this program never does; return the rows of the last statement."""
        if self.server is not None:
            return self.server.execute(self.team, *statements)
        with closing(sqlite3.connect(self.path)) as connection, connection:
            return [list(connection.execute(statement)) for statement in statements][-1]

    def allow_changes(self) -> None:
        """Take away what keeps events from being changed."""
        if self.server is not None:
            self.execute("ALTER TABLE events DISABLE TRIGGER no_change")
        else:
            self.execute("DROP TRIGGER no_update", "DROP TRIGGER no_delete")

    def open(self) -> Ledger:
        """Open the ledger as a new process would."""
        return open_ledger(self.root, self.environment)

    def append(self, *events: LedgerEvent) -> None:
        """Record events, each through a ledger opened anew."""
        for event in events:
            self.open().append(event.marker, lambda _, event=event: event)  # type: ignore[misc]  # binds the loop's

    def read(self) -> History:
        """Return what is recorded of the event's campaign."""
        return self.open().read(MARKER)

    def refusal(self) -> str:
        """Return why the ledger cannot be read, which it must not be."""
        with pytest.raises(LedgerError) as raised:
            self.read()
        return str(raised.value)

    @property
    def path(self) -> Path:
        """The file, where the ledger is in one."""
        return self.root / LEDGER_FILE

    @property
    def guard_file(self) -> Path:
        """The guard file of a ledger on a server."""
        return self.root / ".newsletter/postgresql.witness"
