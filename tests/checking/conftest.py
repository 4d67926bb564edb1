"""What tests of rules share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.checking.https_server import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Return a server on loopback that stands for the web."""
    with Site(tmp_path).running() as site:
        yield site
