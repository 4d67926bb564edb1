"""The real mail servers, each started once for all tests of this folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.rendering.campaign import Campaign
from newsletter.sending.prepare import prepare_issue
from tests.building.publications import ROOT
from tests.campaigns import CAMPAIGN
from tests.peers.list_server import open_lists
from tests.peers.postfix_server import PostOffice, open_post_office


@pytest.fixture(autouse=True)
def real_spam_filter(quick_spam_filter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away from the PATH the program that other tests have in SpamAssassin's place."""
    monkeypatch.setenv("PATH", os.environ["PATH"].removeprefix(f"{quick_spam_filter}{os.pathsep}"))


@pytest.fixture(scope="session")
def running_office(certificate: Path) -> Iterator[PostOffice]:
    """Run a Postfix in a folder that the users it becomes can reach, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="post-office-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with open_post_office(folder, certificate) as office:
            yield office


@pytest.fixture
def office(running_office: PostOffice) -> PostOffice:
    """Return the running Postfix with an empty mailbox."""
    running_office.empty()
    return running_office


@pytest.fixture(scope="session")
def january() -> Campaign:
    """Return the January issue of this repository's own publication."""
    return prepare_issue(ROOT, "2024-01", datetime.now(UTC)).campaign


@pytest.fixture(scope="session")
def _running_lists(running_office: PostOffice, january: Campaign) -> Iterator[None]:
    """Run a Mailman beside the Postfix."""
    with open_lists(running_office, [CAMPAIGN.sender.email, january.sender.email]):
        yield


@pytest.fixture
def lists(office: PostOffice, _running_lists: None) -> PostOffice:
    """Return the running Postfix with an empty mailbox, Mailman beside it."""
    return office
