"""The app follows the files: what is reported of them, what stays where it was, and what a click leads to."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.building.publications import name_periods, run, write_issue
from tests.preview.previews import Preview, frame_of, open_app

pytestmark = pytest.mark.browser

STATIC = Path(str(files("newsletter.preview") / "static"))
PHONE: ViewportSize = {"width": 390, "height": 844}
MARK = "[data-marked]"
NEW_BLOCK = "blocks:\n  - type: text\n    title: Something new\n    boddy: It comes first.\n"
FILL = "element => getComputedStyle(element, '::before').backgroundColor"
TOPMOST = """list => { const { x, y } = list.getBoundingClientRect();
  return document.elementFromPoint(x + 20, y + 20).closest("a").dataset.issue; }"""
WATCH_ROWS = """() => { window.touched = new Set(); new MutationObserver(records => {
  for (const { target } of records) touched.add(target.closest("[data-issue]")?.dataset.issue ?? "all");
}).observe(document.getElementById("issues"), { subtree: true, childList: true, attributes: true }); }"""


def test_a_click_on_a_problem_shows_its_block_on_a_small_screen_too(page: Page, preview: Preview) -> None:
    write_issue(preview.root, "2024-02", words=" ".join(["word"] * 30))
    page.set_viewport_size(PHONE)
    open_app(page, preview, "?issue=2024-02")
    problem = page.locator(".problem", has_text="30 words")
    problem.click()

    expect(frame_of(page).locator(MARK)).to_be_in_viewport()


def test_a_problem_of_a_broken_issue_shows_its_block_though_another_came_before(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02")
    path = write_issue(preview.root, "2024-02")
    text = path.read_text(encoding="utf-8").replace("summary:", "sumary:")
    path.write_text(text.replace("blocks:\n", NEW_BLOCK), encoding="utf-8")
    page.locator(".problem", has_text="sumary").first.click()
    expect(frame_of(page).locator(MARK)).to_contain_text("Review one")

    page.locator(".problem", has_text="boddy").first.click()
    expect(page.locator("#announcement")).to_have_text("Its block is not in the version that is shown.")
    expect(frame_of(page).locator(MARK)).to_have_count(0)


def test_a_title_that_changes_leaves_a_small_screen_where_it_was(page: Page, preview: Preview) -> None:
    page.set_viewport_size(PHONE)
    open_app(page, preview, "?issue=2024-02")
    page.get_by_label("To this address alone").scroll_into_view_if_needed()
    expect(page.locator("#inbox")).not_to_be_in_viewport()
    path = preview.root / "issues/2024-02.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Issue", "title: Other"), encoding="utf-8")
    expect(page.locator("#issues [aria-current] .title")).to_have_text("Other 2024-02")

    expect(page.locator("#inbox")).not_to_be_in_viewport()


def test_a_save_leaves_the_rows_of_other_issues_alone(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02")
    expect(page.locator("#test-status")).to_contain_text("Goes through outbox.")
    page.evaluate(WATCH_ROWS)
    write_issue(preview.root, "2024-02", more="colour: red")
    expect(page.locator("#issues [aria-current] .state")).to_have_text("1 error")

    assert page.evaluate("[...touched]") == ["2024-02"]


def test_a_long_list_stays_where_it_was_scrolled_to(page: Page, preview: Preview) -> None:
    for period in name_periods(120):
        write_issue(preview.root, period)
    open_app(page, preview, "?issue=2024-02")
    expect(page.locator("#issues a")).to_have_count(120)
    last = page.locator("#issues a").last
    page.locator("#issues").evaluate("list => { list.scrollTop = 3000; }")
    before = page.locator("#issues").evaluate(TOPMOST)
    path = preview.root / f"issues/{last.get_attribute('data-issue')}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("title: Issue", "title: Other"), encoding="utf-8")
    expect(last).to_contain_text("Other")

    assert page.locator("#issues").evaluate(TOPMOST) == before


def test_while_an_issue_is_broken_there_is_nothing_to_send(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02")
    expect(page.get_by_role("button", name="Send test")).to_be_enabled()
    write_issue(preview.root, "2024-02", more="colour: red")
    expect(page.locator("#test-status")).to_have_text("Nothing can be sent while this issue cannot be rendered.")
    expect(page.get_by_role("button", name="Send test")).to_be_disabled()

    write_issue(preview.root, "2024-02")
    expect(page.get_by_role("button", name="Send test")).to_be_enabled()


def test_what_was_sent_at_a_terminal_is_told_to_whoever_comes_back(page: Page, preview: Preview) -> None:
    assert run("send", "2024-02", "--root", preview.root, "--test", "me@example.org").returncode == 0
    open_app(page, preview, "?issue=2024-02")
    expect(page.locator("#test-status")).to_contain_text("me@example.org")
    assert run("send", "2024-02", "--root", preview.root, "--test", "you@example.org").returncode == 0
    expect(page.locator("#test-status")).not_to_contain_text("you@example.org")
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(page.locator("#test-status")).to_contain_text("you@example.org")


def test_a_publication_that_gets_another_title_shows_it(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02")
    path = preview.root / "newsletter.toml"
    text = path.read_text(encoding="utf-8")
    title = text.partition('\ntitle = "')[2].partition('"')[0]
    path.write_text(text.replace(f'title = "{title}"', 'title = "Riverside"', 1), encoding="utf-8")

    expect(page.locator(".brand")).to_have_text("Riverside preview")


def test_a_screen_reader_announces_new_and_solved_problems(page: Page, preview: Preview) -> None:
    open_app(page, preview, "?issue=2024-02")
    announcement = page.locator("#announcement")
    expect(announcement).to_be_empty()
    write_issue(preview.root, "2024-02", more="colour: red")
    expect(announcement).to_have_text("Problems: 1 error, 2 warnings.")

    write_issue(preview.root, "2024-02")
    expect(announcement).to_have_text("Problems: 2 warnings.")


def test_the_keyboard_skips_to_the_problems(page: Page, preview: Preview) -> None:
    write_issue(preview.root, "2024-02", words=" ".join(["word"] * 30))
    open_app(page, preview, "?issue=2024-02")
    expect(page.locator(".problem")).not_to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the problems")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator(".problem").first).to_be_focused()


def test_no_script_scrolls_in_a_way_that_moves_where_tab_goes_on() -> None:
    """In Chromium 150 a Tab after scrollIntoView() skipped everything before the element; ``reveal`` does not."""
    scripts = list(STATIC.glob("*.js"))

    assert scripts
    assert [path.name for path in scripts if re.search(r"\.scrollIntoView", path.read_text("utf-8"))] == []


def test_what_is_chosen_is_seen_where_people_choose_the_colours_themselves(page: Page, preview: Preview) -> None:
    page.emulate_media(forced_colors="active")
    write_issue(preview.root, "2024-02", words=" ".join(["word"] * 30))
    open_app(page, preview, "?issue=2024-02&pane=email-phone-light-clip")
    page.locator(".problem").first.click()
    chosen, other = page.get_by_label("Clip line").locator("+ span"), page.get_by_label("No images").locator("+ span")

    for place in ("#issues a[aria-current]", ".choice input:checked + span", ".problem[aria-pressed=true]", ".meter"):
        expect(page.locator(place).first).to_have_css("outline-style", "solid")
    assert chosen.evaluate(FILL) != other.evaluate(FILL)
