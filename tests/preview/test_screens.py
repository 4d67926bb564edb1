"""The app to look at: for everybody, on every screen, in every scheme; with many issues; and at once."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from newsletter.checking.analysis.images import make_png
from scripts._preview import time_save
from tests.browser import find_violations
from tests.building.publications import name_periods, write_issue
from tests.preview.previews import Preview, frame_of, open_app

pytestmark = pytest.mark.browser

WIDTHS = (390, 1440)
MOMENT = 0.3  # seconds
MANY = 500


def test_axe_finds_nothing_with_an_issue_in_order_and_a_test_sent(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02&sizes=shown")
    page.get_by_label("To this address alone").fill("me@example.org")
    page.get_by_role("button", name="Send test").click()
    expect(page.locator("#sent.good")).to_be_visible()

    assert find_violations(page, WIDTHS) == []


def test_axe_finds_nothing_with_problems_and_views_side_by_side(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02&pane=email-phone-forced&pane=text-phone-dark&pane=feed-phone-light")
    path = write_issue(preview.root, "2024-02", more="colour: red\ncolor: red")
    (preview.root / "issues/may.yaml").write_text("title: Misnamed\n", encoding="utf-8")
    write_issue(preview.root, "2031-01")
    write_issue(preview.root, "2024-03", status="draft")
    expect(page.locator(".problem.error")).to_have_count(2)
    page.locator(".problem.error").first.click()

    assert path.exists()
    assert find_violations(page, WIDTHS) == []


def test_axe_finds_nothing_where_there_is_no_issue_until_one_comes(page: Page, preview: Preview) -> None:
    for path in (preview.root / "issues").iterdir():
        path.unlink()
    page.goto(preview.url)
    expect(page.locator("#no-issues")).to_contain_text("There are no issues yet.")
    expect(page.get_by_role("heading", name="Nothing to show yet")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("newsletter new writes a draft")
    expect(page.locator(".pane")).not_to_be_visible()
    expect(page.get_by_role("button", name="Send test")).to_be_disabled()
    expect(page.get_by_text("Size by block")).to_be_hidden()

    assert find_violations(page, (390,)) == []

    write_issue(preview.root, "2024-09", words="The first one.")
    expect(frame_of(page).get_by_text("The first one.")).to_be_visible()
    expect(page.locator("#no-issues")).to_be_hidden()
    expect(page.locator("#welcome")).to_be_hidden()
    expect(page.get_by_role("button", name="Send test")).to_be_enabled()


@pytest.mark.parametrize("width", [320, 390, 768, 1024])
def test_nobody_has_to_scroll_sideways(page: Page, preview: Preview, width: int) -> None:
    """WCAG 2.2, 1.4.10: reflow."""
    write_issue(preview.root, "2024-02", more="colour: red")
    page.set_viewport_size({"width": width, "height": 800})
    open_app(page, preview, "?issue=2024-01&pane=email-desktop-light&pane=email-tablet-dark")

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_everything_is_asked_of_the_preview_and_nothing_is_complained_about(page: Page, preview: Preview) -> None:
    asked: list[str] = []
    text: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: text.append(response.url) if response.status >= 400 else None)
    page.on("console", lambda message: text.append(message.text))
    page.on("pageerror", lambda error: text.append(str(error)))
    open_app(page, preview, "?issue=2024-02&pane=email-phone-forced-clip&pane=text-desktop-dark&pane=web-tablet-dark")
    expect(page.locator("#test-status")).to_contain_text("Goes through outbox.")

    assert [url for url in asked if not url.startswith(preview.url)] == []
    assert text == []


def test_a_save_is_seen_within_a_moment(page: Page, preview: Preview) -> None:
    issue = write_issue(preview.root, "2024-02", words="Save 0.")
    open_app(page, preview, "?issue=2024-02")
    expect(frame_of(page).get_by_text("Save 0.")).to_be_visible()
    taken = [time_save(page, issue, f"Save {number}.", f"Save {number + 1}.") for number in range(5)]

    assert min(taken) < MOMENT, taken


def test_five_hundred_issues_are_listed_and_one_is_rendered(page: Page, preview: Preview) -> None:
    fill_folder(preview.root / "issues")
    began = time.monotonic()
    frame = open_app(page, preview, "?issue=2024-02")
    expect(frame.get_by_text("Welcome to 2024-02.")).to_be_visible()
    expect(page.locator("#issues a")).to_have_count(MANY)
    took = time.monotonic() - began
    expect(page.locator("#issues a[aria-current]")).to_have_attribute("data-issue", "2024-02")
    page.get_by_label("Find an issue").fill("2047-0")

    expect(page.locator("#issues a:visible")).to_have_count(9)
    assert took < 5
    assert preview.ask("api/issues").elapsed.total_seconds() < 1


def test_the_list_of_issues_is_sent_only_where_it_is_not_as_the_page_has_it(preview: Preview) -> None:
    known = preview.ask("api/issues/2024-02").json()
    again = preview.ask(f"api/issues/2024-02?list={known['list']}").json()
    write_issue(preview.root, "2024-03", status="draft")
    later = preview.ask(f"api/issues/2024-02?list={known['list']}").json()

    assert "2024-02" in known["parts"]["issues"]
    assert "issues" not in again["parts"]
    assert "2024-03" in later["parts"]["issues"]


def fill_folder(issues: Path) -> None:
    """Write so many issues that all but one cannot be read to their end: a list needs only their first lines."""
    for period in name_periods(MANY):
        if period != "2024-02":
            head = f"period: {period}\ntitle: Issue {period}\nstatus: ready\n"
            (issues / f"{period}.yaml").write_text(f"{head}blocks: [\n" + "  # so much more\n" * 1000, encoding="utf-8")


def test_pictures_off_leaves_their_words(page: Page, preview: Preview) -> None:
    settings = preview.root / "newsletter.toml"
    logo = '\n[logo]\nfile = "logo.svg"\nalt = "Riverside"\nwidth = 200\nheight = 50\n'
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="50"><rect width="200" height="50"/></svg>'
    (preview.root / "logo.svg").write_text(drawing, encoding="utf-8")
    (preview.root / "logo.png").write_bytes(make_png(400, 100))
    settings.write_text(settings.read_text(encoding="utf-8") + logo, encoding="utf-8")
    open_app(page, preview, "?issue=2024-02&pane=email-phone-light&pane=email-phone-light-noimages")
    shown = "image => image.complete && image.naturalWidth"

    assert frame_of(page).get_by_alt_text("Riverside").evaluate(shown) == 400
    assert frame_of(page).get_by_alt_text("Riverside").evaluate("image => image.width") == 200
    assert not frame_of(page, 1).get_by_alt_text("Riverside").evaluate(shown)


def test_a_name_that_is_read_from_the_right_does_not_turn_the_address_round(page: Page, preview: Preview) -> None:
    settings = preview.root / "newsletter.toml"
    changed = re.sub(r'(\[sender\]\n(?:.*\n)*?name = )".*"', r'\1"نشرة الحي"', settings.read_text(encoding="utf-8"))
    settings.write_text(changed, encoding="utf-8")
    open_app(page, preview)

    expect(page.locator("#from")).to_contain_text("نشرة الحي <")
    expect(page.locator("#from bdi")).to_have_text("نشرة الحي")
    assert page.locator("#from").evaluate("element => getComputedStyle(element).direction") == "ltr"
