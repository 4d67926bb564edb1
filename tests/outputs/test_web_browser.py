"""The web archive in a real Chromium: nothing from elsewhere, nothing in the way of anybody, on any screen."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page

from tests.browser import find_violations, note_requests
from tests.outputs.small_site import make_site, write_site

pytestmark = pytest.mark.browser

WIDTHS = (360, 600, 1200)
KINDS = {
    "the archive": "",
    "an issue": "issues/2024-01/",
    "an item": "issues/2024-01/child-k/",
    "an item with hostile words": "issues/2024-01/main/",
    "the list of themes": "themes/",
    "a theme": "themes/serious-violence/",
    "the list of years": "years/",
    "a year": "years/2024/",
    "who is asked": "owners/",
    "what is asked of one": "owners/schools/",
    "a kind": "kinds/local-child-safeguarding-practice-review/",
    "the glossary": "glossary/",
    "how to subscribe": "subscribe/",
}
every_kind = pytest.mark.parametrize("path", KINDS.values(), ids=KINDS.keys())


class _Handler(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *_: object) -> None:
        """Keep the terminal for the tests."""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the small site, served from files."""
    folder = tmp_path_factory.mktemp("site")
    write_site(folder, make_site())
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@every_kind
def test_axe_finds_nothing_in_light_and_dark_on_any_width(page: Page, origin: str, path: str) -> None:
    page.goto(origin + path)

    assert find_violations(page, WIDTHS) == []


def test_axe_sees_what_is_wrong(page: Page) -> None:
    page.set_content("<title>x</title><main><h1>x</h1><img src='data:,'><p style='color:#aaa'>faint</p></main>")

    assert {rule for _, _, rule, _ in find_violations(page, WIDTHS)} >= {"image-alt", "html-has-lang", "color-contrast"}


@every_kind
def test_no_request_leaves_the_site_and_nothing_is_complained_about(page: Page, origin: str, path: str) -> None:
    asked, faults = note_requests(page)
    page.goto(origin + path)

    assert {url.removeprefix(origin) for url in asked} >= {path, "style.css"}
    assert [url for url in asked if not url.startswith(origin)] == []
    assert faults == []


@every_kind
def test_nobody_has_to_scroll_sideways(page: Page, origin: str, path: str) -> None:
    """WCAG 2.2, 1.4.10 (reflow at 320 CSS pixels) and 1.4.4 (text at 200 %)."""
    page.goto(origin + path)
    page.set_viewport_size({"width": 320, "height": 800})
    narrow = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    large = page.evaluate("document.documentElement.scrollWidth")

    assert narrow <= 320
    assert large <= 640


def test_the_keyboard_reaches_the_content_at_once(page: Page, origin: str) -> None:
    page.goto(f"{origin}issues/2024-01/")
    hidden = page.locator(".skip").bounding_box()
    page.keyboard.press("Tab")
    shown = page.locator(".skip:focus").bounding_box()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert hidden
    assert shown
    assert hidden["y"] + hidden["height"] < 0 <= shown["y"]
    assert page.url.endswith("#the_content")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_focused_link_can_be_seen(page: Page, origin: str) -> None:
    page.goto(origin)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outline")

    assert "solid 3px" in outline or "3px solid" in outline


def test_a_reader_follows_the_archive_to_an_entry_and_on_to_the_next(page: Page, origin: str) -> None:
    page.goto(origin)
    page.get_by_role("link", name="Learning in January").click()
    page.get_by_role("link", name="1. Child K").click()
    page.get_by_role("navigation", name="Entries of this issue").get_by_role("link").click()

    assert page.url == f"{origin}issues/2024-01/main/"
    page.get_by_role("link", name="All issues", exact=True).click()
    assert page.url == origin


def test_paper_shows_addresses_and_no_navigation(page: Page, origin: str) -> None:
    page.goto(f"{origin}issues/2024-01/child-k/")
    page.emulate_media(media="print", color_scheme="dark")
    after = "getComputedStyle(document.querySelector('main a[href^=https]'), '::after').content"
    ground = page.evaluate("getComputedStyle(document.body).getPropertyValue('--paper')")

    assert "https://" in page.evaluate(after)
    assert page.get_by_role("navigation", name="Site").count() == 0
    assert ground == "#ffffff"


def test_the_foot_of_a_short_page_stands_at_the_foot_of_the_window(page: Page, origin: str) -> None:
    page.set_viewport_size({"width": 600, "height": 3000})
    page.goto(f"{origin}themes/")
    foot, content = page.locator("footer").bounding_box(), page.locator("main").bounding_box()

    assert foot
    assert content
    assert foot["y"] + foot["height"] == 3000
    assert content["width"] == 600
