"""New issue: the period that is next, and what is taken over from the last one."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from newsletter.parsing.yaml import read_yaml
from tests.browser import find_violations
from tests.building.publications import write_issue
from tests.cli.calls import read_everything
from tests.preview.previews import Preview, frame_of, open_app, previewing

RECURRING = "\n  - {type: text, title: Who we are, body: Neighbours of the river.}"


def add_recurring(preview: Preview) -> None:
    for period in ("2024-01", "2024-02"):
        path = write_issue(preview.root, period)
        path.write_text(path.read_text(encoding="utf-8").rstrip() + RECURRING + "\n", encoding="utf-8")


def ask_for(preview: Preview, **fields: object) -> httpx.Response:
    headers = {"x-preview-token": preview.token(), "content-type": "application/json"}
    return httpx.post(f"{preview.url}panel/new", content=json.dumps(fields), headers=headers, timeout=30)


def test_the_panel_proposes_the_next_period_and_what_was_there_twice(preview: Preview) -> None:
    add_recurring(preview)
    panel = preview.ask("panel/new").text

    assert '<option value="2024-03" selected>March 2024</option>' in panel
    assert '<option value="2024-02-extra">February 2024, special edition</option>' in panel
    assert "Take over from February 2024" in panel
    assert panel.count('type="checkbox"') == panel.count(" checked") == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"period": "2024-02"}, "There is an issue of February 2024 already. Choose another."),
        ({"period": "../2024-05"}, "Choose which issue it is."),
        ({"period": "2024-W05"}, "Choose which issue it is."),
        ({}, "Choose which issue it is."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(preview: Preview, fields: dict[str, str], words: str) -> None:
    before = read_everything(preview.root)
    answer = ask_for(preview, **fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert read_everything(preview.root) == before


def test_unknown_things_to_take_over_are_left_out(preview: Preview) -> None:
    answer = ask_for(preview, period="2024-03", carry=["nothing", 7, {"a": 1}])

    assert answer.headers["x-panel-next"] == "issue=2024-03"
    assert read_yaml((preview.root / "issues/2024-03.yaml").read_bytes(), "x").data["blocks"] == [
        {"type": "text", "title": "[add a heading]", "body": "[add what readers should know]"}
    ]


def test_settings_with_an_error_are_named_as_the_reason(tmp_path: Path) -> None:
    (tmp_path / "newsletter.toml").write_text("title = ", encoding="utf-8")
    with previewing(tmp_path) as preview:
        shown, answer = preview.ask("panel/new"), ask_for(preview, period="2024-03")

    assert "The settings of the newsletter have an error" in shown.text
    assert (answer.status_code, answer.text) == (422, shown.text)
    assert [path.name for path in tmp_path.iterdir()] == ["newsletter.toml"]


@pytest.mark.browser
def test_an_editor_begins_the_next_issue_with_what_stands_in_each(page: Page, preview: Preview) -> None:
    add_recurring(preview)
    open_app(page, preview)
    page.get_by_role("button", name="New issue").first.click()
    dialog = page.get_by_role("dialog", name="New issue")
    expect(dialog.get_by_label("A word")).to_be_checked()
    dialog.get_by_label("A word").uncheck()
    found = find_violations(page, (1440, 1024, 375))
    page.get_by_role("button", name="Begin this issue").click()

    expect(dialog).to_be_hidden()
    expect(frame_of(page).get_by_text("Who we are")).to_be_visible()
    expect(frame_of(page).get_by_text("[add a heading]")).to_be_visible()
    expect(page.locator("#issues [aria-current]")).to_contain_text("Mar 2024")
    assert frame_of(page).get_by_text("A word").count() == 0
    assert found == []
