"""Some of the parameters of each test, for the ordinary loop: ``pytest --at-most 3``."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.matrix import spread


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to leave out what is much the same."""
    parser.addoption("--at-most", type=int, default=0, help="run each test with so many of its parameters at most")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what more than so many parameters would add to a test; those that are kept are spread over all."""
    groups = defaultdict(list)
    for item in items:
        groups[item.nodeid.partition("[")[0]].append(item)
    kept = {item for group in groups.values() for item in spread(group, config.option.at_most)}
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]
