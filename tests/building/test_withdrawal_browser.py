"""The pages in the place of what was withdrawn, in a real Chromium, as anybody sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import find_violations
from tests.building.publications import make, make_publication

pytestmark = pytest.mark.browser

_WITHDRAWN = "withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a *person*.}"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site in which one issue was withdrawn, and an item of another."""
    root = make_publication(tmp_path)
    for period, before in (("2024-01", "    id: first\n"), ("2024-02", "\nblocks:")):
        path = root / f"issues/{period}.yaml"
        after = f"{before}    {_WITHDRAWN}\n" if period == "2024-01" else f"\n{_WITHDRAWN}{before}"
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    make(root)
    return root / "dist/site"


@pytest.mark.parametrize("path", ["2024-01/first/", "2024-01/", "2024-02/"])
def test_axe_finds_nothing_and_the_way_on_is_there(page: Page, site: Path, path: str) -> None:
    page.goto((site / f"issues/{path}index.html").as_uri())

    assert find_violations(page, (375, 1024, 1440)) == []
    assert page.get_by_text("withdrawn").count() > 0
    assert page.locator("main a").count() > 0
