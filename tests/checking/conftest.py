"""What tests of rules share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checking.https_server import FakeSite


@pytest.fixture
def site(tmp_path: Path) -> Iterator[FakeSite]:
    """Return a server on loopback that acts as the web."""
    with FakeSite(tmp_path).running() as site:
        yield site
