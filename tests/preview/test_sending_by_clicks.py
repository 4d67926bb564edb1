"""Sending in a real browser: by clicks and typing alone, for everybody, on a wide screen and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import find_violations
from tests.building.publications import write_issue
from tests.preview.previews import Preview, open_app

pytestmark = pytest.mark.browser

ISSUE = "2024-01"
WIDTHS = (375, 1440)


def check_size(page: Page) -> None:
    """Nothing is wider than the panel on the smallest phone."""
    page.set_viewport_size({"width": 375, "height": 800})
    panel = page.locator("#panel")
    assert panel.evaluate("it => it.scrollWidth <= it.clientWidth")


def test_an_issue_is_tested_and_sent_to_the_outbox_by_clicks(page: Page, preview: Preview) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    open_app(page, preview, f"?issue={ISSUE}")
    page.locator("#layer button").first.wait_for()
    page.get_by_role("button", name="Send", exact=True).click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name=f"Send Issue {ISSUE}")).to_be_visible()
    expect(panel.locator(":focus")).to_have_count(1)  # the heading, or the news of an earlier send
    assert find_violations(page, WIDTHS) == []
    check_size(page)

    panel.get_by_label("To these addresses alone").fill("me@example.org")
    panel.get_by_role("button", name="Send test").click()
    expect(panel.get_by_role("status")).to_contain_text("Test sent to me@example.org alone")

    panel.get_by_role("button", name="Look, and go on").click()
    expect(panel.get_by_role("heading", name="is this right?")).to_be_focused()
    assert find_violations(page, WIDTHS) == []
    check_size(page)

    panel.get_by_label("To send it, type January 2024").fill("2024")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("alert")).to_contain_text("These are other words than January 2024.")
    panel.get_by_label("To send it, type January 2024").fill("january 2024")
    page.keyboard.press("Enter")
    expect(panel.get_by_role("status")).to_contain_text("Sent to the folder outbox/")
    assert len([path for path in (preview.root / "outbox").glob("*.eml") if "test" not in path.name]) == 1
    assert find_violations(page, WIDTHS) == []
    check_size(page)

    panel.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    assert messages == []


def test_what_must_be_done_first_is_said(page: Page, preview: Preview) -> None:
    write_issue(preview.root, ISSUE, status="draft")
    open_app(page, preview, f"?issue={ISSUE}")
    page.locator("#layer button").first.wait_for()
    page.get_by_role("button", name="Send", exact=True).click()
    panel = page.get_by_role("dialog")
    expect(panel).to_contain_text(f"{ISSUE} is a draft. Say that it is ready when it may go out.")
    expect(panel.get_by_role("button", name="Look, and go on")).to_have_count(0)
    assert find_violations(page, WIDTHS) == []
