"""Pages and mails of a bilingual newsletter, in each language and with both in one, have no fault of accessibility."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from newsletter.building import BuildRequest, build
from tests.bilingual import PERIOD, write_publication
from tests.browser import find_violations

pytestmark = pytest.mark.browser

WIDTHS = (320, 1200)
OF_MAILS = ("landmark-one-main", "region")
"""Rules about pages: in a mail, the program that shows it has the landmarks."""


@pytest.fixture(scope="module", params=["one-mail", "editions"])
def dist(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what is built of the publication."""
    root = write_publication(tmp_path_factory.mktemp("bilingual") / "news", send_as=request.param)
    build(BuildRequest(root, root / "dist", date(2026, 12, 5)))
    return root / "dist"


def test_axe_finds_nothing_in_the_pages_of_each_language(page: Page, dist: Path) -> None:
    paths = ["index.html", "subscribe/index.html", f"issues/{PERIOD}/index.html", f"issues/{PERIOD}/library/index.html"]
    for path in [*paths, *(f"cy/{path}" for path in paths)]:
        page.goto((dist / "site" / path).as_uri())
        assert find_violations(page, WIDTHS) == [], path
        assert page.locator("html").get_attribute("lang") == ("cy" if path.startswith("cy/") else "en-GB")


def test_axe_finds_nothing_in_the_mails(page: Page, dist: Path) -> None:
    mails = sorted((dist / "email").rglob("*.html"))
    assert mails
    for mail in mails:
        page.goto(mail.as_uri())
        assert find_violations(page, WIDTHS, OF_MAILS) == [], mail.name
