"""Who comes to an address that does not exist searches from there: below a path, and under the fields of a server."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser import find_violations
from tests.building.publications import command, make, make_publication, write_issue

pytestmark = pytest.mark.browser

CORRECTED = "corrections: [{block: first, at: 2024-05-03T09:00:00Z, note: It was Tuesday.}]"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return where ``newsletter serve`` serves a small publication, with the path of its address."""
    root = make_publication(tmp_path_factory.mktemp("missing"))
    write_issue(root, "2024-02", more=CORRECTED)
    make(root)
    served = command("serve", "--root", root, "--port", "0")
    with subprocess.Popen(served, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603  # our own program
        try:
            assert process.stdout is not None
            found = next(filter(None, (re.search(r"http://[\d.:]+(/\S*)?", line) for line in process.stdout)))
            yield found[0]
        finally:
            process.terminate()


def test_one_searches_from_a_page_that_does_not_exist(page: Page, address: str) -> None:
    complaints: list[str] = []
    answer = page.goto(f"{address.rstrip('/')}/issues/1999-01/nobody/")
    page.on("console", lambda message: complaints.append(message.text))
    page.fill("input[name=q]", "happened")
    page.locator("input[name=q]").press("Enter")
    page.locator("#found li").first.wait_for()

    assert answer is not None
    assert answer.status == 404
    assert page.url == f"{address.rstrip('/')}/search/?q=happened"
    assert page.locator("#found li").count() == 2
    assert complaints == []


def test_a_hit_says_when_it_was_corrected(page: Page, address: str) -> None:
    page.goto(f"{address.rstrip('/')}/search/?q=happened")
    page.locator("#found li").first.wait_for()
    facts = page.locator("#found .facts").all_inner_texts()

    assert sorted("Corrected on 3 May 2024" in text for text in facts) == [False, True]


def test_axe_finds_nothing_on_the_page(page: Page, address: str) -> None:
    page.goto(f"{address.rstrip('/')}/nowhere/")

    assert page.get_by_role("search").get_by_role("searchbox", name="Words to look for").is_visible()
    assert find_violations(page, (375, 1024, 1440)) == []
