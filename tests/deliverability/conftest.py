"""What the tests of the doctor share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from newsletter.deliverability import Resolver
from tests.deliverability.name_server import Zone, serving


@pytest.fixture
def zone() -> Iterator[Zone]:
    """Return a real name server that knows nothing yet."""
    with serving() as zone:
        yield zone


@pytest.fixture
def resolver(zone: Zone) -> Resolver:
    """Return what asks that server, and not for long."""
    return Resolver(zone.address, patience=1)
