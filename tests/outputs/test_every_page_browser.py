"""Every kind of page that a build makes, in a real Chromium: a template that no page here is made of fails."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import find_violations, note_requests
from tests.building.publications import ROOT
from tests.outputs.every_page import KINDS, PREFIX, find_file, make_every_page
from tests.outputs.test_web_browser import WIDTHS, _Handler

pytestmark = pytest.mark.browser
every_kind = pytest.mark.parametrize("path", [*KINDS.values(), "issues/2024-01/first/"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a page of every kind, built."""
    return make_every_page(tmp_path_factory.mktemp("every") / "news") / "dist/site"


@pytest.fixture(scope="module")
def origin(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the site, below the path that its settings name."""
    folder = tmp_path_factory.mktemp("web")
    (folder / PREFIX.rstrip("/")).symlink_to(site)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{PREFIX}"
        server.shutdown()


def test_a_page_of_every_template_is_looked_at() -> None:
    pages = [path for path in (ROOT / "templates/web").glob("*.html") if _is_page(path)]
    assert {path.stem for path in pages} == set(KINDS)


def _is_page(template: Path) -> bool:
    return "{% extends 'web/base.html' %}" in template.read_text(encoding="utf-8")


def test_the_pages_show_what_they_are_here_for(site: Path) -> None:
    shown = {
        "withdrawn": "This entry was withdrawn",
        "redirect": "This page has moved",
        "responses": "Overdue on 20 May 2024",
        "item": "2 themes in common",
        "year": "Corrections",
    }
    for kind, words in shown.items():
        assert words in find_file(site, KINDS[kind]).read_text(encoding="utf-8"), kind
    source = (site / "issues/2024-01/first/index.html").read_text(encoding="utf-8")
    assert "No longer at its publisher since May 2024" in source


@every_kind
def test_axe_finds_nothing(page: Page, origin: str, path: str) -> None:
    page.route("**/old/", lambda route: route.fulfill(body=_stay(route.fetch().text()), content_type="text/html"))
    page.goto(origin + path)

    assert find_violations(page, WIDTHS) == []


def _stay(page: str) -> str:
    """Return a redirecting page without its refresh, so that it can be looked at."""
    return re.sub(r'<meta http-equiv="refresh"[^>]*>', "", page)


@every_kind
def test_nothing_is_asked_of_another_host_nor_missing_nor_complained_about(page: Page, origin: str, path: str) -> None:
    asked, faults = note_requests(page)
    page.goto(origin + path, wait_until="networkidle")

    assert [url for url in asked if not url.startswith(origin)] == []
    assert f"{origin}style.css" in asked
    assert faults == []
