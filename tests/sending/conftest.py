"""What the tests of sending share."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.providers.smtp import Smtp
from tests.providers.mail_server import MailServer
from tests.providers.test_smtp import open_smtp
from tests.sending.ledgers import Workspace
from tests.sending.servers import Server

ENGINES = ("file", pytest.param("postgresql", marks=pytest.mark.postgresql))


@pytest.fixture
def shared(tmp_path: Path, database_server: Server) -> Workspace:
    """Return a publication whose ledger is on a server."""
    return Workspace.on(database_server, database_server.make_team(), tmp_path / "shared")


@pytest.fixture(params=ENGINES)
def workspace(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    """Return a publication, once with its ledger in a file and once with it on a server."""
    if request.param == "file":
        return Workspace(tmp_path / "a folder?with=signs & spaces")
    shared: Workspace = request.getfixturevalue("shared")
    return shared


@pytest.fixture
def smtp(server: MailServer) -> Smtp:
    return open_smtp(server, timeout=1)
