"""Mail, pages and feeds of random issues: axe and the rules for feeds find nothing, whatever blocks are in them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from playwright.sync_api import Page, Route

from newsletter.documents.issue import Issue
from scripts.golden import load_case, make_files
from tests.browser import find_violations
from tests.matrix import often
from tests.outputs.feed_validity import find_problems
from tests.random_issues import issues

pytestmark = [pytest.mark.nightly, pytest.mark.browser]

PARTS = 20
"""Into which the issues of a night are divided: one test may take 300 seconds."""

BASE = "https://digest.example.org/riverside/"
KINDS = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp"}
OF_MAILS = ("landmark-one-main", "region")
"""Rules about whole pages: a mail program puts a mail into a page of its own."""


@pytest.mark.parametrize("part", range(PARTS))
@settings(
    max_examples=often(100 // PARTS),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(issue=issues())
def test_axe_and_the_rules_for_feeds_find_nothing(page: Page, part: int, issue: Issue) -> None:  # noqa: ARG001  # each has other issues
    files = make_files(load_case("text")[0].publication, issue)
    feeds = {path: content for path, content in files.items() if path.endswith((".xml", "feed.json"))}
    feeds.pop("site/sitemap.xml")
    assert [(path, fault) for path, feed in feeds.items() for fault in find_problems(path, feed)] == []
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, files))
    page.goto(f"{BASE}mail")
    in_mail = find_violations(page, [320], OF_MAILS)
    page.goto(f"{BASE}issues/{issue.period}/")

    assert (in_mail, find_violations(page, [320])) == ([], [])


def _answer(route: Route, files: dict[str, bytes]) -> None:
    """Serve a file of the site, or the mail; the pictures of the mail have the same address."""
    path = route.request.url.removeprefix(BASE)
    name = (
        "email/2024-03.html" if path == "mail" else f"site/{path}index.html" if path.endswith("/") else f"site/{path}"
    )
    kind = KINDS.get(path.rpartition(".")[2], "text/html; charset=utf-8")
    route.fulfill(body=files.get(name, b""), content_type=kind)
