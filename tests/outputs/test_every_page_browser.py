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

from newsletter.documents.outside import SourcesRecord
from newsletter.records import format_sources
from tests.browser import find_violations
from tests.building.publications import ROOT, make, make_publication
from tests.outputs.test_web_browser import WIDTHS, _Handler

pytestmark = pytest.mark.browser

KINDS = {
    "glossary": "glossary/",
    "index": "",
    "issue": "issues/2024-01/",
    "item": "issues/2024-02/first/",
    "missing": "404.html",
    "redirect": "old/",
    "responses": "responses/",
    "search": "search/",
    "subscribe": "subscribe/",
    "titles": "search/titles/",
    "topic": "themes/neglect/",
    "topics": "owners/",
    "withdrawn": "issues/2024-01/gone/",
    "year": "years/2024/",
    "years": "years/",
}
"""A page that each template of a page makes."""

_MORE = """\
    recommendations: [{to: Schools, items: [Ask, {text: Call, id: call}]}]
    resources: [{title: The report, kind: overview, url: "https://example.org/report.pdf"}]
  - type: article
    id: gone
    title: What was here
    body: What it said.
    withdrawn: {at: 2024-04-01T10:00:00Z, reason: It named a person.}
corrections: [{at: 2024-03-20T10:00:00Z, block: first, note: It said something else.}]
"""
_RESPONSES = """\
responses:
  - {to: 2024-01#first/call, by: Schools, on: 2024-03-01, state: in_hand, due: 2024-05-01, evidence: "https://example.org/x"}
"""
_GONE = {"state": "gone", "since": "2024-05-01", "checked": "2024-05-02", "issues": ["2024-01"]}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a page of every kind, built."""
    root = make_publication(tmp_path_factory.mktemp("every") / "news")
    for period in ("2024-01", "2024-02"):
        path = root / f"issues/{period}.yaml"
        text = re.sub(r"themes: \[[a-z]+\]", "themes: [neglect, workforce]", path.read_text(encoding="utf-8"))
        path.write_text(text + (_MORE if period == "2024-01" else ""), encoding="utf-8")
    (root / "responses").mkdir()
    (root / "responses/2024.yaml").write_text(_RESPONSES, encoding="utf-8")
    record = SourcesRecord.model_validate({"sources": {"https://example.org/report.pdf": _GONE}})
    (root / "issues/sources.json").write_bytes(format_sources(record))
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[redirects]\n"old/" = "issues/2024-01/first/"\n')
    make(root)
    return root / "dist/site"


@pytest.fixture(scope="module")
def origin(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of the site, below the path that its settings name."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "riverside").symlink_to(site)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/riverside/"
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
        assert words in (site / KINDS[kind] / "index.html").read_text(encoding="utf-8"), kind
    source = (site / "issues/2024-01/first/index.html").read_text(encoding="utf-8")
    assert "No longer at its publisher since May 2024" in source


@pytest.mark.parametrize("path", [*KINDS.values(), "issues/2024-01/first/"])
def test_axe_finds_nothing_and_nothing_is_asked_of_another_host(page: Page, origin: str, path: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.route("**/old/", lambda route: route.fulfill(body=_stay(route.fetch().text()), content_type="text/html"))
    page.goto(origin + path)

    assert find_violations(page, WIDTHS) == []
    assert [url for url in asked if not url.startswith(origin)] == []


def _stay(page: str) -> str:
    """Return a page that leads on without what leads on, so that it can be looked at."""
    return re.sub(r'<meta http-equiv="refresh"[^>]*>', "", page)
