"""Reviewing in a real browser: a proof is read without script and network, commented on, and approved by clicks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from newsletter.preview.proofs.records import ProofRecords
from newsletter.sending.approvals import load_approvals
from tests.browser import find_violations
from tests.building.publications import write_issue
from tests.preview.panels import Panel
from tests.preview.previews import Preview, open_app

pytestmark = pytest.mark.browser

ISSUE = "2024-01"
ANN, BEN = "Ann Example", "Ben Example"
WIDTHS = (375, 1440)


@pytest.fixture
def proof(preview: Preview, tmp_path: Path) -> Path:
    """Return a proof that was saved as a file."""
    Panel(preview, f"panel/proof/{ISSUE}").post(act="ask", by=ANN, note="Are the dates right?")
    file = tmp_path / "proof.html"
    file.write_bytes(preview.ask(f"proof/{ISSUE}/1?save").content)
    return file


def test_a_proof_can_be_read_without_script_and_network(browser: Browser, proof: Path) -> None:
    context = browser.new_context(java_script_enabled=False, offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(proof.as_uri())
    expect(page.frame_locator("iframe.mail").get_by_text("Welcome to 2024-01.").last).to_be_visible()
    page.get_by_text("The web page").click()
    expect(page.frame_locator("iframe.page").get_by_text("Welcome to 2024-01.")).to_be_visible()
    page.get_by_text("Comment by e-mail instead").click()
    expect(page.get_by_text(f"Comments on {ISSUE}, proof 1")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()

    assert [url for url in asked if not url.startswith(("file:", "data:", "about:"))] == []


def test_comments_are_written_in_the_proof_and_come_back_as_a_file(page: Page, preview: Preview, proof: Path) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    page.goto(proof.as_uri())
    page.get_by_label("Your name").fill(BEN)
    page.get_by_label("Please change what I say below").check()
    page.get_by_label("2. Review one").fill("The summary is too short.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Save my comments as a file").click()
    file = proof.with_name(download.value.suggested_filename)
    download.value.save_as(file)
    expect(page.get_by_role("status")).to_contain_text(f"Saved as comments-{ISSUE}-proof-1.json")
    assert json.loads(file.read_text(encoding="utf-8"))["comments"][0]["number"] == 2
    assert messages == []
    assert find_violations(page, WIDTHS) == []

    open_app(page, preview, f"?issue={ISSUE}")
    page.locator("#layer .hit").first.wait_for()
    page.get_by_role("button", name="Ask for review", exact=True).click()
    panel = page.get_by_role("dialog")
    panel.get_by_text("Take in comments that came back").click()
    panel.get_by_label("The file that the proof saved").set_input_files(file)
    panel.get_by_role("button", name="Take the file").click()
    expect(panel.get_by_role("status")).to_contain_text(f"2 comments from {BEN}.")
    expect(panel.get_by_role("button", name="Go to it: Review one")).to_be_visible()
    panel.get_by_role("button", name="Done: The summary is too short.").click()
    expect(panel.get_by_role("button", name="Open again: The summary is too short.")).to_be_visible()
    assert [one.is_done for one in ProofRecords(preview.root, ISSUE).comments] == [False, True]


def test_an_issue_is_asked_for_changed_and_approved_by_clicks(page: Page, preview: Preview) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    open_app(page, preview, f"?issue={ISSUE}")
    page.locator("#layer .hit").first.wait_for()
    page.get_by_role("button", name="Ask for review", exact=True).click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", name=f"Proofs of Issue {ISSUE}")).to_be_focused()
    assert find_violations(page, WIDTHS) == []

    panel.get_by_label("Your name").first.fill(ANN)
    panel.get_by_label("What you ask").fill("Are the dates right?")
    panel.get_by_role("button", name="Ask for review", exact=True).click()
    expect(panel.get_by_role("status")).to_contain_text("Proof 1 is ready.")
    with page.expect_popup() as popup:
        panel.get_by_role("link", name="Show it").click()
    expect(popup.value.frame_locator("iframe.mail").get_by_text("Welcome to 2024-01.").last).to_be_visible()
    popup.value.close()

    panel.get_by_label("Your name").last.fill(BEN)
    panel.get_by_role("button", name="Approve").click()
    expect(panel.get_by_text(f"Approved as it is now by {BEN}.")).to_be_visible()
    assert [one.by for one in load_approvals(preview.root, ISSUE).approvals] == [BEN]

    write_issue(preview.root, ISSUE, words="Quite other words.")
    panel.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Ask for review", exact=True).click()
    expect(panel.get_by_text(f"Changed since {BEN} approved it.")).to_be_visible()
    expect(panel.get_by_text("Changed A word")).to_be_visible()
    for summary in panel.locator("summary").all():
        summary.click()
    assert find_violations(page, WIDTHS) == []
    assert panel.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert messages == []
