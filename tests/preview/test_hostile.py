"""Whatever a document or a template smuggles in, nothing of it runs in the preview, and nothing is fetched."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.building.publications import write_issue
from tests.preview.previews import Preview, frame_of, open_app

pytestmark = pytest.mark.browser

HOSTILE = Path(__file__).parents[1] / "golden" / "hostile" / "issue.yaml"
IN_A_MAIL = """
<p>{{ block.body | prose }}</p>
<script>top.ran = 'a script'; document.title = 'ran'</script>
<svg onload="top.ran = 'a drawing'"></svg>
<p><a class="bait" href="javascript:top.ran='a link'" onclick="top.ran = 'a click'">Click</a></p>
"""
IN_A_PAGE = """<!doctype html><title>Hostile</title><p>After all that.</p>
<script>top.ran = 'a script'; document.title = 'ran'</script>
<img src="data:," onerror="top.ran = 'an image'" alt="x" />
<img src="https://elsewhere.example/pixel.png" alt="x" />
<svg onload="top.ran = 'a drawing'"></svg>
<a class="bait" href="javascript:top.ran='a link'" onclick="top.ran = 'a click'">Click</a>
<iframe srcdoc="<script>top.ran = 'a frame'</script>"></iframe>
<object data="data:text/html,<script>top.ran = 'an object'</script>"></object>
<form action="https://elsewhere.example/form"><button>Send</button></form>
<style>@import "https://elsewhere.example/style.css"; p { background: url(https://elsewhere.example/a.png) }</style>
"""
RUN_AWAY = '<meta http-equiv="refresh" content="0;url=https://elsewhere.example/refreshed" />'
VIEWS = ("email", "web", "feed", "text")
PANES = "".join(f"&pane={view}-phone-light" for view in VIEWS)


@pytest.fixture
def asked(page: Page) -> Callable[[], list[str]]:
    """Return a way to read what the page asked for elsewhere; none of it leaves the machine."""
    found: list[str] = []

    def refuse(route: Route) -> None:
        found.append(route.request.url)
        route.abort()

    page.context.route(lambda url: "127.0.0.1" not in url, refuse)
    return lambda: found


def test_a_hostile_document_shows_as_words(page: Page, preview: Preview, asked: Callable[[], list[str]]) -> None:
    words: list[str] = []
    page.on("dialog", lambda dialog: words.append(dialog.message))
    page.on("pageerror", lambda error: words.append(str(error)))
    text = HOSTILE.read_text(encoding="utf-8")
    period = text.partition("period: ")[2][:7]
    shutil.copy(HOSTILE, preview.root / "issues" / f"{period}.yaml")
    open_app(page, preview, f"?issue={period}{PANES}")
    expect(page.locator("iframe:not(.next)")).to_have_count(len(VIEWS))

    assert frame_of(page).locator("script").count() == 0
    assert (words, asked()) == ([], [])


def test_titles_and_problems_are_words_in_the_app_itself(page: Page, preview: Preview) -> None:
    markup = "<img src=x onerror=alert(1)>"
    (preview.root / "issues/2024-04.yaml").write_text(f"title: '{markup}'\n'{markup}': 1\n", encoding="utf-8")
    open_app(page, preview, "?issue=2024-04")

    expect(page.locator("#issues a").first).to_contain_text(markup)
    expect(page.locator(".problem").first).to_be_visible()
    assert page.locator("#issues img, .side img, #inbox img").count() == 0


def smuggle(preview: Preview, *, more: str = "") -> None:
    """Write templates that hold what no document can."""
    hostile = {"web/issue.html": IN_A_PAGE + more, "web/feed_content.html": IN_A_PAGE}
    for name, template in hostile.items():
        path = preview.root / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(template, encoding="utf-8")
    write_issue(preview.root, "2024-02", words="After all that.")


@pytest.mark.parametrize("view", ["web", "feed"])
def test_even_a_hostile_template_runs_nothing_and_leaves_no_blank(
    page: Page, preview: Preview, asked: Callable[[], list[str]], view: str
) -> None:
    smuggle(preview, more=RUN_AWAY)
    frame = open_app(page, preview, f"?issue=2024-02&pane={view}-desktop-light")
    expect(frame.get_by_text("After all that.").first).to_be_visible()
    frame.get_by_text("Click", exact=True).first.click(force=True)
    expect(page.locator("#test-status")).to_contain_text("Goes through outbox.")

    assert page.evaluate("[window.ran ?? null, document.title.includes('ran')]") == [None, False]
    assert frame.locator("script").count() >= 1, "it was there, and did not run"
    expect(frame.get_by_text("After all that.").first).to_be_visible()
    assert asked() == []


@pytest.mark.parametrize("path", ["site/2024-02/light/issues/2024-02/", "frame/2024-02/feed"])
def test_a_frame_that_is_opened_by_itself_runs_nothing_either(
    page: Page, preview: Preview, asked: Callable[[], list[str]], path: str
) -> None:
    smuggle(preview)
    page.goto(preview.url + path)
    expect(page.get_by_text("After all that.").first).to_be_visible()
    page.get_by_text("Click", exact=True).first.click(force=True)

    assert page.evaluate("window.ran ?? null") is None
    assert page.title() != "ran"
    assert asked() == []


@pytest.mark.parametrize(
    ("partial", "message"),
    [
        (
            '<p><img src="https://elsewhere.example/pixel.png" alt="" /></p>',
            "would load 'https://elsewhere.example/pixel",
        ),
        (IN_A_MAIL, "<mj-text> may not hold <script> in a mail."),
    ],
    ids=["loads", "runs"],
)
def test_a_mail_that_would_load_or_run_something_is_refused_in_words(
    page: Page, preview: Preview, asked: Callable[[], list[str]], partial: str, message: str
) -> None:
    path = preview.root / "templates/blocks/text.html"
    path.parent.mkdir(parents=True)
    path.write_text(partial, encoding="utf-8")
    open_app(page, preview, "?issue=2024-02")

    expect(page.locator(".problem.error", has_text=message)).to_have_count(1)
    assert page.evaluate("window.ran ?? null") is None
    assert asked() == []
