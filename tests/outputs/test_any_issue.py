"""Mail, pages and feeds of random issues: axe and the rules for feeds find nothing, whatever blocks are in them."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, Route

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.loading import parse_issue
from scripts.golden import load_case, make_files
from tests.browser import find_violations
from tests.matrix import often, pair
from tests.outputs.feed_validity import find_problems
from tests.random_issues import LANGUAGES, issues, make_short_links, read_seeds

pytestmark = pytest.mark.browser

PARTS = 20
"""Into which the issues of a night are divided: one test may take 300 seconds."""

KINDS = {"css": "text/css", "svg": "image/svg+xml", "png": "image/png", "webp": "image/webp"}
OF_MAILS = ("landmark-one-main", "region")
"""Rules about whole pages: a mail program puts a mail into a page of its own."""


QUICK = settings(
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("language", LANGUAGES)
@settings(QUICK, max_examples=2, derandomize=True)
@given(data=st.data())
def test_axe_and_the_rules_for_feeds_find_nothing_in_any_language(
    page: Page, language: str, data: st.DataObject
) -> None:
    assert find_faults(page, data.draw(issues(languages=[language]))) == ([], [], [])


@pytest.mark.parametrize("case", ["german", "polish", "welsh", "arabic_issue", "arabic"])
def test_axe_and_the_rules_for_feeds_find_nothing_in_an_issue_of_many_blocks(page: Page, case: str) -> None:
    loaded, issue = load_case(case)

    assert find_faults(page, issue.issue, loaded.publication) == ([], [], [])


ALONE = b"""period: 2024-03
title: Who to ask
blocks:
  - type: people
    id: who
    title: Who to ask
    people:
      - {name: A. Okoro, phone: 116 000, url: "https://example.org/", note: "[Maps](https://example.net/m)"}
      - {name: B. Okoro, role: "Clerk", note: "[Maps](https://example.net/m)"}
"""


def test_a_note_that_is_one_short_link_is_easy_to_hit(page: Page) -> None:
    assert find_faults(page, parse_issue(ALONE, "issues/2024-03.yaml", ()).issue) == ([], [], [])


@pytest.mark.parametrize(("kind", "language"), pair(sorted(read_seeds()), (None, "ar"), each=1))
def test_links_of_one_short_word_are_easy_to_hit_wherever_they_are_alone(
    page: Page, kind: str, language: str | None
) -> None:
    assert find_faults(page, make_short_links(kind, language)) == ([], [], [])


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
@settings(
    max_examples=often(100 // PARTS),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(issue=issues(languages=(None, *LANGUAGES)))
def test_axe_and_the_rules_for_feeds_find_nothing(page: Page, part: int, issue: Issue) -> None:  # noqa: ARG001  # each has other issues
    assert find_faults(page, issue) == ([], [], [])


Violations: TypeAlias = list[tuple[str, int, str, str]]


def find_faults(
    page: Page, issue: Issue, publication: Publication | None = None
) -> tuple[list[tuple[str, str]], Violations, Violations]:
    """Return what is wrong with the feeds of an issue, with its mail, and with its page."""
    publication = publication or load_case("text")[0].publication
    base = f"{publication.base_url}/"
    files = make_files(publication, issue)
    feeds = {path: content for path, content in files.items() if path.endswith((".xml", "feed.json"))}
    feeds.pop("site/sitemap.xml")
    page.unroute_all()
    page.route("**/*", lambda route: _answer(route, files, base))
    page.goto(f"{base}mail")
    in_mail = find_violations(page, [320], OF_MAILS)
    page.goto(f"{base}issues/{issue.period}/")
    return (
        [(path, fault) for path, feed in feeds.items() for fault in find_problems(path, feed)],
        in_mail,
        find_violations(page, [320]),
    )


def _answer(route: Route, files: dict[str, bytes], base: str) -> None:
    """Serve a file of the site, or the mail; the pictures of the mail have the same address."""
    path = route.request.url.removeprefix(base)
    name = (
        "email/2024-03.html" if path == "mail" else f"site/{path}index.html" if path.endswith("/") else f"site/{path}"
    )
    kind = KINDS.get(path.rpartition(".")[2], "text/html; charset=utf-8")
    route.fulfill(body=files.get(name, b""), content_type=kind)
