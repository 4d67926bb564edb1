"""Facts in a form, and blocks arranged: by pointer and by keys alone, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from newsletter.parsing.yaml import read_yaml
from tests.browser import find_violations
from tests.building.publications import make_publication
from tests.preview.previews import Preview, previewing
from tests.preview.third_party import install_recipes

pytestmark = pytest.mark.browser

ISSUE = """\
period: 2024-01
title: News of January
subject: What happened in January
preheader: In short, what there is to read in this issue of the newsletter.
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    subjects:
      - {label: Child A, kind: code, age: {value: 7, unit: years}, sex: male}
    summary: What happened.
    learning: {items: [Listening]}
  - type: text
    title: A word
    body: Hello.
  - type: section
    title: More
    blocks:
      - {type: text, title: Inside, body: Words inside.}
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview that these tests share."""
    root = make_publication(tmp_path_factory.mktemp("arranging"), [])
    write(root)
    with previewing(root) as preview:
        yield preview


def write(root: Path) -> None:
    (root / "issues" / "2024-01.yaml").write_text(ISSUE, encoding="utf-8")


@pytest.fixture
def written(page: Page, shared: Preview) -> Iterator[Page]:
    """Return the page of an issue that is as it began; nothing may be logged as an error while it is used."""
    write(shared.root)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda phrase: errors.append(phrase.text) if phrase.type == "error" else None)
    page.set_viewport_size({"width": 1440, "height": 1000})
    open_issue(page, shared)
    yield page
    assert [error for error in errors if "422" not in error] == []


def open_issue(page: Page, preview: Preview, period: str = "2024-01") -> None:
    page.goto(f"{preview.url}?issue={period}")
    expect(page.locator("#layer .hit").first).to_be_attached()
    expect(page.locator("#outline .row").first).to_be_visible()


def read_blocks(root: Path, period: str = "2024-01") -> list[dict[str, Any]]:
    data: dict[str, Any] = read_yaml((root / "issues" / f"{period}.yaml").read_bytes(), "issue").data
    return list(data["blocks"])


def list_blocks(root: Path, period: str = "2024-01") -> list[str]:
    return [str(block.get("title", block["type"])) for block in read_blocks(root, period)]


def outline(page: Page) -> Locator:
    return page.locator("#outline .name")


def choose(page: Page, place: int, words: str) -> None:
    """Open the menu of a block in the outline with a key, and go to an entry of it with keys."""
    outline(page).nth(place).focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#menu")).to_be_visible()
    while page.evaluate("document.activeElement.textContent") != words:
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_an_age_is_changed_in_a_form_and_seen_before_it_is_saved(written: Page, shared: Preview) -> None:
    written.locator("#layer .hit[aria-label$='age: 7 years old']").first.focus()
    written.keyboard.press("Enter")
    form = written.locator("#form")
    expect(form.get_by_label("Value")).to_be_focused()
    written.keyboard.press("Control+A")
    written.keyboard.type("8")
    expect(written.locator("#layer .hit[aria-label$='age: 8 years old']").first).to_be_attached()
    assert (shared.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8") == ISSUE

    written.keyboard.press("Tab")
    written.keyboard.press("ArrowLeft")
    written.get_by_role("button", name="Done").press("Enter")

    expect(form).to_be_hidden()
    expect(written.locator("#layer .hit:focus")).to_have_attribute("aria-label", re.compile("8 months old$"))
    now = (shared.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8")
    assert now == ISSUE.replace("{value: 7, unit: years}", "{value: 8, unit: months}")


def test_a_form_that_is_left_changes_nothing(written: Page, shared: Preview) -> None:
    written.locator("#layer .hit[aria-label$='age: 7 years old']").first.focus()
    written.keyboard.press("Enter")
    written.locator("#form").get_by_label("Value").fill("9")
    written.keyboard.press("Tab")
    expect(written.locator("#layer .hit[aria-label$='age: 9 years old']").first).to_be_attached()
    written.keyboard.press("Escape")

    expect(written.locator("#layer .hit[aria-label$='age: 7 years old']").first).to_be_attached()
    assert (shared.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8") == ISSUE


def test_what_a_model_refuses_is_said_beside_its_control(written: Page, shared: Preview) -> None:
    written.locator("#layer .hit[aria-label$='age: 7 years old']").first.focus()
    written.keyboard.press("Enter")
    form = written.locator("#form")
    form.get_by_label("Value").fill("700")
    form.get_by_role("button", name="Done").click()

    wrong = form.locator(".field", has=written.get_by_label("Value")).get_by_role("alert")
    expect(wrong).to_be_visible()
    expect(form).to_be_visible()
    assert (shared.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8") == ISSUE


def test_a_group_that_is_not_there_is_made_and_a_theme_is_found(written: Page, shared: Preview) -> None:
    choose(written, 0, "All of its facts")
    form = written.locator("#form")
    themes = form.locator("fieldset.vocabulary", has=written.locator("legend", has_text="Themes")).last
    themes.locator("summary").click()
    themes.get_by_label("Find").fill("workf")
    expect(themes.locator(".choices label:visible")).to_have_count(1)
    themes.locator(".choices label:visible input").check()
    form.get_by_label("Area").fill("Bradford")
    form.get_by_role("button", name="Done").click()
    expect(form).to_be_hidden()

    review = read_blocks(shared.root)[0]
    assert (review["area"], review["themes"]) == ("Bradford", ["workforce"])


def test_an_item_is_added_to_a_list_in_a_form_and_deleted_again(written: Page, shared: Preview) -> None:
    choose(written, 0, "All of its facts")
    form = written.locator("#form")
    form.get_by_role("button", name="Add to Incidents").click()
    expect(form.get_by_label("What happened")).to_have_value("[add what happened]")
    assert "[add what happened]" in (shared.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8")

    form.get_by_role("button", name=re.compile("Delete Incidents 1")).click()
    expect(form.get_by_label("What happened")).to_have_count(0)
    assert (shared.root / "issues" / "2024-01.yaml").read_text(encoding="utf-8") == ISSUE


def test_a_block_is_added_by_keys_alone_and_is_unfinished(written: Page, shared: Preview) -> None:
    choose(written, 0, "Add a block after it")
    menu = written.locator("#panel")
    expect(menu.get_by_role("heading", name="What goes here?")).to_be_focused()
    while "Notice" not in str(written.evaluate("document.activeElement.textContent")):
        written.keyboard.press("Tab")
    written.keyboard.press("Enter")

    expect(outline(written).nth(1)).to_have_text("[add title]")
    expect(written.locator("#layer .hit:focus")).to_have_attribute("aria-label", re.compile("add title"))
    assert list_blocks(shared.root) == ["Child A", "[add title]", "A word", "More"]


def test_blocks_are_moved_duplicated_deleted_and_brought_back_by_keys(written: Page, shared: Preview) -> None:
    outline(written).nth(1).focus()
    written.keyboard.press("Alt+ArrowUp")
    expect(outline(written).first).to_have_text("A word")
    expect(outline(written).first).to_be_focused()
    assert list_blocks(shared.root) == ["A word", "Child A", "More"]

    choose(written, 1, "Duplicate")
    expect(outline(written).nth(2)).to_have_text("Child A")
    assert list_blocks(shared.root) == ["A word", "Child A", "Child A", "More"]

    written.keyboard.press("Delete")
    expect(written.get_by_text("Deleted: Child A.")).to_be_visible()
    assert list_blocks(shared.root) == ["A word", "Child A", "More"]

    written.locator("#toast").get_by_role("button", name="Undo").press("Enter")
    expect(outline(written).nth(2)).to_have_text("Child A")
    assert list_blocks(shared.root) == ["A word", "Child A", "Child A", "More"]


def test_a_section_takes_blocks_inside(written: Page, shared: Preview) -> None:
    choose(written, 2, "Add a block inside")
    expect(written.locator("#panel [data-ops]").first).to_be_visible()
    expect(written.locator("#panel [data-ops]", has_text="Section")).to_have_count(0)
    written.locator("#panel [data-ops]", has_text="Button").click()

    expect(outline(written)).to_have_count(6)
    assert [one["type"] for one in read_blocks(shared.root)[2]["blocks"]] == ["text", "button"]


def test_a_row_of_the_outline_can_be_dragged(written: Page, shared: Preview) -> None:
    rows = written.locator("#outline .row")
    rows.nth(1).drag_to(rows.first)

    expect(outline(written).first).to_have_text("A word")
    assert list_blocks(shared.root) == ["A word", "Child A", "More"]


def test_a_row_is_dragged_while_the_page_fetches_what_changed(written: Page, shared: Preview) -> None:
    rows = written.locator("#outline .row")
    rows.nth(1).hover()
    written.mouse.down()
    change_elsewhere(written, shared, f"{ISSUE}# A note.\n")
    rows.first.hover()
    rows.first.hover()  # a drag begins with the first movement, and needs a second over what it is dropped on
    change_elsewhere(written, shared, f"{ISSUE}# Another note.\n")
    written.mouse.up()

    expect(outline(written).first).to_have_text("A word")
    assert list_blocks(shared.root) == ["A word", "Child A", "More"]


def test_nothing_is_moved_by_a_drag_that_began_among_other_blocks(written: Page, shared: Preview) -> None:
    rows = written.locator("#outline .row")
    rows.nth(1).hover()
    written.mouse.down()
    rows.first.hover()
    rows.first.hover()
    other = ISSUE.replace(
        "  - type: text\n    title: A word",
        "  - {type: text, title: New, body: New.}\n  - type: text\n    title: A word",
    )
    change_elsewhere(written, shared, other)
    expect(outline(written).nth(1)).to_have_text("New")
    rows.first.hover()
    written.mouse.up()

    choose(written, 2, "Move up")  # the next thing that is done, so that a drop would have been done before it
    expect(outline(written).nth(1)).to_have_text("A word")
    assert list_blocks(shared.root) == ["Child A", "A word", "New", "More"]


@pytest.mark.parametrize("pressed", ["#layer .kit button[aria-label='Move down: Child A']", "#outline .more >> nth=0"])
def test_a_press_that_lasts_while_the_page_fetches_what_changed(written: Page, shared: Preview, pressed: str) -> None:
    written.locator(pressed).hover()
    written.mouse.down()
    change_elsewhere(written, shared, f"{ISSUE}# A note.\n")
    written.mouse.up()

    if "more" in pressed:
        written.get_by_role("button", name="Move down", exact=True).click()
    expect(outline(written).first).to_have_text("A word")


def change_elsewhere(page: Page, preview: Preview, text: str) -> None:
    """Write the document with another hand, and wait until the page has taken what was fetched of it."""
    with page.expect_response(lambda answer: "/fields?" in answer.url) as fields:
        (preview.root / "issues" / "2024-01.yaml").write_text(text, encoding="utf-8")
    fields.value.finished()
    page.evaluate("new Promise((done) => setTimeout(done))")


def test_axe_finds_nothing_in_forms_and_menus(written: Page) -> None:
    written.locator("#layer .hit[aria-label$='age: 7 years old']").first.focus()
    written.keyboard.press("Enter")
    expect(written.locator("#form")).to_be_visible()
    assert find_violations(written, (375, 1024, 1440)) == []
    written.set_viewport_size({"width": 1440, "height": 1000})
    written.locator("#form").get_by_role("button", name="Cancel").click()

    outline(written).first.focus()
    written.keyboard.press("ArrowRight")
    assert find_violations(written, (1440,)) == []
    written.get_by_role("button", name="Add a block after it").click()
    expect(written.locator("#panel [data-ops]").first).to_be_visible()
    assert find_violations(written, (375, 1440)) == []


def test_the_block_of_a_third_party_is_written_without_a_line_of_script(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = install_recipes(tmp_path, monkeypatch)
    with previewing(root) as preview:
        open_issue(page, preview, "2024-03")
        choose(page, 0, "Add a block after it")
        expect(page.locator("#panel [data-ops]", has_text="Recipe")).to_be_visible()
        page.locator("#panel [data-ops]", has_text="Recipe").click()
        expect(outline(page).nth(1)).to_have_text("[add title]")

        choose(page, 0, "All of its facts")
        form = page.locator("#form")
        form.get_by_label("Serves").fill("6")
        form.get_by_role("button", name="Done").click()
        expect(form).to_be_hidden()

    assert read_blocks(root, "2024-03")[0]["serves"] == 6  # as typed
    assert list_blocks(root, "2024-03") == ["Leek soup", "[add title]"]
