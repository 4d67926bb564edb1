"""The pages of blocks in a real Chromium: what axe finds, no sideways scrolling, right to left, forced colours."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.browser import find_violations
from tests.golden_files import make_case

pytestmark = pytest.mark.browser

ADDRESS = "https://digest.example.org/riverside/issues/2024-03/"
WIDTHS = (320, 1200)
every_block = pytest.mark.parametrize("case", ["article", "quote", "button", "table", "stats", "people"])


def open_page(page: Page, case: str, direction: str = "ltr") -> None:
    """Show the page of a golden case's issue, read in one direction; nothing but its style sheet and icon is served."""
    site = make_case(case)

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix("https://digest.example.org/riverside/")
        content = site[f"site/{path}index.html" if path.endswith("/") else f"site/{path}"]
        kind = {"css": "text/css", "svg": "image/svg+xml"}.get(path.rpartition(".")[2], "text/html; charset=utf-8")
        route.fulfill(body=content.replace(b'dir="ltr"', f'dir="{direction}"'.encode(), 1), content_type=kind)

    page.route("**/*", answer)
    page.goto(ADDRESS)


@every_block
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_axe_finds_nothing_on_the_page_of_a_block(page: Page, case: str, direction: str) -> None:
    open_page(page, case, direction)

    assert find_violations(page, WIDTHS) == []


@every_block
def test_nobody_scrolls_sideways_on_the_page_of_a_block(page: Page, case: str) -> None:
    open_page(page, case)
    for width in (320, 600, 1200):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate("document.documentElement.scrollWidth") <= width
