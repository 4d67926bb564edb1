"""The search of an Arabic publication with entries in English: each in its own direction, and nothing in the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from typing import Literal

import pytest
from playwright.sync_api import Browser

from tests.browser import find_violations
from tests.building.publications import make
from tests.outputs.search.conftest import QuietHandler, Searcher

pytestmark = pytest.mark.browser

WIDTHS = (375, 1200)
PUBLICATION = """\
uuid = "6f9619ff-8b86-4011-b42d-00c04fc964ff"
title = "نشرة البلدية"
publisher = "بلدية المدينة"
description = "ما تعمله البلدية."
base_url = "https://news.example.org"
unsubscribe_url = "https://news.example.org/leave"
language = "ar"
[sender]
name = "نشرة البلدية"
email = "news@example.org"
address = "شارع النهر 1"
"""
ISSUE = """\
period: 2024-01
title: العدد الأول
subject: أخبار المكتبة في العدد الأول
preheader: المكتبة تفتح أبوابها صباح الاثنين القادم
intro: المكتبة جافة والمعلومات محفوظة.
status: ready
blocks:
  - type: article
    id: library
    title: المكتبة
    body: تبادل معلومات بين الجهات مهم.
  - type: article
    id: english
    language: en
    title: The library
    body: It opens again on Monday, and shares what it knows.
"""


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the publication."""
    root = tmp_path_factory.mktemp("arabic")
    (root / "issues").mkdir()
    (root / "newsletter.toml").write_text(PUBLICATION, encoding="utf-8")
    (root / "issues/2024-01.yaml").write_text(ISSUE, encoding="utf-8")
    make(root)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(root / "dist/site"))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hits_are_read_in_their_own_direction(browser: Browser, arabic: str, scheme: Literal["light", "dark"]) -> None:
    context = browser.new_context(bypass_csp=True, color_scheme=scheme)  # axe is a script that the policy refuses
    searcher = Searcher(context.new_page(), arabic)
    searcher.open()
    page = searcher.page
    searcher.search("والمعلومات")
    assert sorted(page.locator("mark").all_inner_texts()) == ["معلومات", "والمعلومات"]
    searcher.search("monday")
    sentence = page.locator("#found p").first

    assert page.locator("html").get_attribute("dir") == "rtl"
    assert (sentence.get_attribute("lang"), sentence.get_attribute("dir")) == ("en", "ltr")
    assert page.locator("#found .facts").first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    page.locator("#narrow summary").click()
    assert find_violations(page, WIDTHS) == []
    for path in ("search/titles/", "404.html"):
        page.goto(f"{arabic}/{path}")
        assert find_violations(page, WIDTHS) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_a_screen_reader_is_told_what_is_where(browser: Browser, arabic: str) -> None:
    page = browser.new_page()
    searcher = Searcher(page, arabic)
    searcher.open()
    told = searcher.search("المكتبة")

    assert page.get_by_role("search").count() == 1
    assert page.get_by_role("status").inner_text() == told != ""
    assert [one.evaluate("one => one.tagName") for one in page.locator("main").get_by_role("heading").all()] == [
        "H1", "H2", *(["H3"] * page.locator("#found li").count()), "H2",
    ]  # fmt: skip
    assert page.get_by_role("region", name="النتائج").get_by_role("listitem").count() >= 1
    page.close()
