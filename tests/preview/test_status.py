"""The status of an issue in the page: what is missing as a list that leads to the words, ready, and a draft again."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from newsletter.editing.documents import find_issue_file
from newsletter.editing.operations import Operation
from newsletter.editing.session import EditRequest
from newsletter.parsing.yaml import read_yaml
from newsletter.preview import app
from newsletter.preview.panels.status_acts import StatusPanel
from newsletter.scaffolding.beginning import write_new
from newsletter.scaffolding.examples import make_example
from tests.browser import find_violations
from tests.building.publications import write_issue
from tests.preview.panels import Panel
from tests.preview.previews import Preview, open_app

ISSUE = "2024-01"
WIDTHS = (375, 1440)


@pytest.fixture
def panel(preview: Preview) -> Panel:
    return Panel(preview, f"panel/status/{ISSUE}")


def read_issue(panel: Panel) -> str:
    return (panel.preview.root / f"issues/{ISSUE}.yaml").read_text(encoding="utf-8")


def leave_out(panel: Panel, line: str) -> None:
    """Make the issue a draft without a line that a ready one needs."""
    path = write_issue(panel.preview.root, ISSUE, status="draft")
    path.write_text(re.sub(rf"(?m)^ *{line}.*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")


def test_a_draft_in_order_becomes_ready_by_one_line_and_a_draft_again(panel: Panel) -> None:
    before = write_issue(panel.preview.root, ISSUE, status="draft").read_text(encoding="utf-8")
    shown = panel.show()
    ready = panel.post(status="ready")
    changed = read_issue(panel)
    draft = panel.post(status="draft")

    assert 'A draft: <span dir="auto">Issue 2024-01</span>' in shown
    assert "Nothing is missing." in shown
    assert "It is ready now." in ready
    assert changed == before.replace("status: draft", "status: ready")
    assert "It is a draft again." in draft
    assert read_issue(panel) == before


def test_what_is_missing_is_listed_and_leads_to_its_words(panel: Panel) -> None:
    leave_out(panel, "subject:")
    shown = panel.show()
    refused = panel.post(status="ready")
    fields = [json.loads(path) for path in re.findall(r'data-field="(\[.*?\])"', shown)]

    assert "What is still missing" in shown
    assert ["subject"] in fields
    assert "disabled" in shown
    assert "Something is still missing, so it stays a draft." in refused
    assert "status: draft" in read_issue(panel)


def test_a_document_that_cannot_be_read_says_so(panel: Panel) -> None:
    write_issue(panel.preview.root, ISSUE, more="colour: red")
    before = read_issue(panel)

    assert 'role="alert"' in panel.show()
    assert 'role="alert"' in panel.post(status="ready")
    assert read_issue(panel) == before


@pytest.mark.parametrize("status", ["", "sent", "READY", "ready\npublished: 2020-01-01"])
def test_another_status_changes_nothing(panel: Panel, status: str) -> None:
    before = read_issue(panel)

    assert 'role="alert"' in panel.post(status=status)
    assert read_issue(panel) == before


def test_the_examples_of_a_new_newsletter_are_removed_at_once_and_come_back(tmp_path: Path) -> None:
    new = make_example("parish", "The Green", UUID(int=1), date(2026, 12, 1))
    write_new(tmp_path, new)
    period = max(path.stem for path in (tmp_path / "issues").glob("*.yaml"))
    path = tmp_path / f"issues/{period}.yaml"
    preview = app.Preview(tmp_path, {})
    status = StatusPanel(preview, period)
    status.act("draft")
    before = path.read_bytes()
    own = Operation("insert", ("blocks", 0), {"type": "text", "title": "Ours", "body": "Ours."})
    file = find_issue_file(period)
    preview.editing.edit(file, EditRequest(preview.editing.look(file).digest, (own,)))
    offered, removed, again = status.show(), status.act("no examples"), status.show()
    left = read_yaml(path.read_bytes(), "x").data["blocks"]
    for _ in range(2):
        preview.editing.step(file, preview.editing.look(file).digest, "undo")

    assert "Remove the examples" in offered
    assert "The examples are removed." in removed
    assert "Remove the examples" not in again
    assert left == [{"type": "text", "title": "Ours", "body": "Ours."}]
    assert path.read_bytes() == before


@pytest.mark.browser
def test_a_draft_is_made_ready_by_clicks(page: Page, preview: Preview, panel: Panel) -> None:
    leave_out(panel, "preheader:")
    open_app(page, preview, f"?issue={ISSUE}")
    page.locator("#layer button").first.wait_for()
    page.get_by_role("button", name="Draft or ready").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="A draft: Issue 2024-01")).to_be_focused()
    assert find_violations(page, WIDTHS) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    dialog.locator("[data-field]").first.click()
    expect(dialog).to_be_hidden()
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"

    write_issue(preview.root, ISSUE, status="draft")
    page.get_by_role("button", name="Draft or ready").click()
    expect(dialog.get_by_text("Nothing is missing.")).to_be_visible()
    dialog.get_by_role("button", name="It is ready", exact=True).click()
    expect(dialog.get_by_role("status")).to_have_text("It is ready now.")
    assert "status: ready" in read_issue(panel)
    assert find_violations(page, WIDTHS) == []
