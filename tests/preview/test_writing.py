"""An editor clicks on words and types, in a real Chromium: what is seen, what is saved, and what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import find_violations
from tests.preview.previews import Preview, frame_of
from tests.preview.writers import (
    JANUARY,
    box,
    click_words,
    expect_saved,
    follower,
    list_changes,
    open_writing,
    read_caret,
)

pytestmark = pytest.mark.browser

SENTENCE = "A boy of 7, Child A, died"
TITLE = "Case reviews, January 2024"
WIDTHS = (1440, 1024, 375)
FORBIDDEN = re.compile(r"\b(?:yaml|git|commit|branch|schema|path|key|toml|json)\b|\b[a-z]+_[a-z_]+\b", re.IGNORECASE)

NAMED = """[...document.querySelectorAll(":is([aria-label], [title], [placeholder]):not(.hit)")].flatMap(
  (element) => [element.ariaLabel, element.title, element.placeholder]).filter(Boolean)"""
"""Names of controls but those of the layer, which say the document's own words."""


def read_issue(preview: Preview) -> str:
    """Return the document as it is saved."""
    return (preview.root / f"issues/{JANUARY}.yaml").read_text(encoding="utf-8")


def join(lines: Iterable[str]) -> str:
    """Return lines of prose as one."""
    return " ".join(line.strip() for line in lines)


def change_issue(preview: Preview, before: str, after: str) -> None:
    """Change the document as another program does."""
    path, text = preview.root / f"issues/{JANUARY}.yaml", read_issue(preview)
    assert before in text
    new = path.with_suffix(".new")
    new.write_text(text.replace(before, after, 1), encoding="utf-8")
    new.replace(path)


def test_words_are_clicked_and_written_and_taken_back_across_a_reload(page: Page, january: Preview) -> None:
    before = read_issue(january)
    open_writing(page, january)
    click_words(page, SENTENCE, "hit by a car")
    assert read_caret(page)[1].startswith("hit by a car")

    for _ in "hit":
        page.keyboard.press("Delete")
    page.keyboard.type("struck")
    for name in ("On a phone", "In the dark"):
        expect(follower(page, name)).to_contain_text("he was struck by a car")
    assert read_issue(january) == before
    page.keyboard.press("Control+Enter")
    expect_saved(page)

    changed = list_changes(before, read_issue(january))
    assert 1 <= len(changed) <= 2  # the sentence is wrapped
    assert join(new for _, new in changed) == join(old for old, _ in changed).replace("hit", "struck")
    expect(page.locator("#layer .hit:focus")).to_have_attribute("aria-label", re.compile("struck by a car"))
    click_words(page, "Thresholds for intervening", "intervening")
    page.keyboard.type("ever ")
    page.get_by_role("button", name="Done").click()
    expect_saved(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#saved")).to_contain_text("Undone: Changed Child A (Bradford)")
    assert list_changes(before, read_issue(january)) == changed

    page.reload()
    expect(page.locator("#undo")).to_be_enabled()
    page.locator("#undo").click()
    expect(frame_of(page).get_by_text("when he was hit by a car")).to_be_attached()
    assert read_issue(january) == before
    page.locator("#redo").click()
    expect(frame_of(page).get_by_text("when he was struck by a car")).to_be_attached()


def test_words_are_written_by_keyboard_alone(page: Page, january: Preview) -> None:
    before = read_issue(january)
    open_writing(page, january)
    for pressed in ("Tab", "Enter"):
        page.keyboard.press(pressed)
    expect(page.locator("#layer .hit:focus")).to_have_count(1)
    for _ in range(40):
        if TITLE in (page.locator("#layer .hit:focus").get_attribute("aria-label") or ""):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box(page)).to_have_value(TITLE)
    page.keyboard.type(" and after")
    page.keyboard.press("Enter")
    expect_saved(page)

    assert [new.strip() for _, new in list_changes(before, read_issue(january))] == [f"title: {TITLE} and after"]
    expect(page.locator("#layer .hit:focus")).to_have_attribute("aria-label", re.compile("and after"))
    page.keyboard.press("End")
    expect(page.locator("#layer .hit").last).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("#layer .hit").first).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#layer .hit:focus")).to_have_count(0)


def test_the_outline_is_one_stop_and_leads_to_the_words(page: Page, january: Preview) -> None:
    open_writing(page, january)
    names = page.locator("#outline .name")
    names.first.focus()
    page.keyboard.press("ArrowDown")
    expect(names.nth(1)).to_be_focused()
    assert page.locator('#outline .name[tabindex="0"]').count() == 1
    page.keyboard.press("Enter")

    expect(page.locator("#layer .hit:focus")).to_have_attribute("aria-label", re.compile("Babies with injuries"))
    expect(frame_of(page).get_by_role("heading", name="Babies with injuries")).to_be_in_viewport()


def test_esc_puts_the_words_back(page: Page, january: Preview) -> None:
    before = read_issue(january)
    open_writing(page, january)
    click_words(page, SENTENCE, "hit")
    page.keyboard.type("never ")
    expect(follower(page, "On a phone")).to_contain_text("he was never hit")
    page.keyboard.press("Escape")
    page.get_by_label("Find an issue").click()  # a click elsewhere saves what is open, and nothing is

    expect_saved(page)
    expect(follower(page, "On a phone")).not_to_contain_text("he was never hit")
    assert read_issue(january) == before


@pytest.mark.parametrize("view", ["email", "web", "text", "feed"])
def test_every_view_can_be_written_in(page: Page, january: Preview, view: str) -> None:
    open_writing(page, january, f"?issue={JANUARY}&pane={view}-desktop-light")
    click_words(page, "nobody was caring for him" if view == "text" else SENTENCE, "nobody")
    page.keyboard.type("somehow ")
    page.keyboard.press("Control+Enter")

    expect_saved(page)
    assert "somehow nobody" in " ".join(read_issue(january).split())
    expect(frame_of(page).get_by_text("somehow nobody").first).to_be_attached()


def test_a_pause_saves_and_the_box_stays_open(page: Page, january: Preview) -> None:
    open_writing(page, january)
    click_words(page, SENTENCE, "hit")
    page.keyboard.type("nearly ")
    expect(page.locator("#saved")).to_have_text("Writing…")
    expect(page.locator("#saved")).to_have_text("Saved")

    assert "nearly hit" in read_issue(january)
    expect(box(page)).to_be_focused()
    page.keyboard.type("not ")
    page.keyboard.press("Control+Enter")
    expect_saved(page)
    assert "nearly not hit" in read_issue(january)


def test_words_that_others_changed_elsewhere_are_merged(page: Page, january: Preview) -> None:
    open_writing(page, january)
    click_words(page, SENTENCE, "hit")
    change_issue(january, f"title: {TITLE}", "title: Reviews of January")
    page.keyboard.type("truly ")
    page.keyboard.press("Control+Enter")

    expect_saved(page)
    assert "title: Reviews of January" in read_issue(january)
    assert "truly hit" in read_issue(january)
    expect(frame_of(page).get_by_text("Reviews of January").first).to_be_attached()


@pytest.mark.parametrize(
    ("choice", "kept"),
    [("Keep theirs", "Reviews of January"), ("Keep yours", f"{TITLE}, all of it")],
)
def test_the_same_words_are_asked_about(page: Page, january: Preview, choice: str, kept: str) -> None:
    open_writing(page, january)
    click_words(page, TITLE, "Case")
    change_issue(january, f"title: {TITLE}", "title: Reviews of January")
    page.keyboard.press("End")
    page.keyboard.type(", all of it")
    page.keyboard.press("Enter")

    dialog = page.get_by_role("dialog", name="Someone else changed this meanwhile")
    expect(dialog).to_contain_text("Reviews of January")
    expect(dialog).to_contain_text(f"{TITLE}, all of it")
    assert find_violations(page, WIDTHS) == []
    dialog.get_by_role("button", name=choice).click()
    expect_saved(page)
    assert f"title: {kept}\n" in read_issue(january)
    expect(frame_of(page).get_by_role("heading", name=kept)).to_be_attached()


def test_what_cannot_be_saved_says_why_and_stays(page: Page, january: Preview) -> None:
    before = read_issue(january)
    open_writing(page, january)
    click_words(page, TITLE, "Case")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.get_by_role("alert")).to_be_visible()
    assert FORBIDDEN.search(page.get_by_role("alert").inner_text()) is None
    page.keyboard.press("Enter")

    expect(box(page)).to_be_focused()
    assert find_violations(page, WIDTHS) == []
    page.keyboard.press("Escape")
    expect_saved(page)
    assert read_issue(january) == before


def test_the_lines_of_the_inbox_are_written_in_their_place(page: Page, january: Preview) -> None:
    open_writing(page, january)
    page.get_by_role("button", name=re.compile("^Subject:")).click()
    expect(box(page)).to_have_value("Case Review Digest: January 2024")
    page.keyboard.type(", with six reviews that everyone should read")
    page.keyboard.press("Enter")
    expect_saved(page)
    page.get_by_text("What an AI summary is likely to say").click()

    assert "with six reviews that everyone should read" in read_issue(january)
    expect(page.locator("#subject .seen")).to_have_text("Case Review Digest: January 2024, with s")
    expect(page.locator("#subject .cut")).to_contain_text("ix reviews")
    expect(page.locator("#summarised")).to_contain_text("Case reviews, January 2024")
    assert len(page.locator("#summarised").inner_text()) <= 300


def test_bold_italic_link_and_list_by_button_and_by_key(page: Page, january: Preview) -> None:
    open_writing(page, january)
    area = click_words(page, SENTENCE, "hit")
    page.keyboard.press("Control+a")
    page.keyboard.type("One two")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.get_by_role("button", name="Bold").click()
    expect(area).to_have_value("One **two**")
    page.keyboard.press("Control+b")
    expect(area).to_have_value("One two")
    page.keyboard.press("Control+i")
    expect(area).to_have_value("One *two*")
    page.keyboard.press("Control+i")
    page.keyboard.press("Control+k")
    expect(area).to_have_value("One [two](https://)")
    page.keyboard.type("https://example.org/")
    expect(area).to_have_value("One [two](https://example.org/)")
    page.keyboard.press("Control+l")
    expect(area).to_have_value("- One [two](https://example.org/)")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("Three")
    expect(area).to_have_value("- One [two](https://example.org/)\n- Three")
    page.keyboard.press("Control+z")
    expect(area).not_to_have_value("- One [two](https://example.org/)\n- Three")


def test_an_input_method_composes_and_enter_belongs_to_it(page: Page, january: Preview) -> None:
    open_writing(page, january)
    click_words(page, TITLE, "Case")
    page.keyboard.press("Control+a")
    session = page.context.new_cdp_session(page)
    session.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    expect(follower(page, "On a phone")).to_contain_text("にほ")
    session.send("Input.insertText", {"text": "日本"})
    expect(follower(page, "In the dark")).to_contain_text("日本")
    page.keyboard.press("Enter")

    expect_saved(page)
    assert "title: 日本\n" in read_issue(january)


def test_axe_finds_nothing_while_words_are_open_or_not(page: Page, january: Preview) -> None:
    open_writing(page, january)
    assert find_violations(page, WIDTHS) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    click_words(page, SENTENCE, "hit")
    page.keyboard.type("x")

    assert find_violations(page, WIDTHS) == []


@pytest.mark.parametrize("width", WIDTHS)
def test_nobody_has_to_scroll_sideways(page: Page, january: Preview, width: int) -> None:
    """WCAG 2.2, 1.4.10: reflow; and on a phone the words come in a sheet from below, with the mail in sight above."""
    page.set_viewport_size({"width": width, "height": 800})
    open_writing(page, january)
    area = click_words(page, SENTENCE, "hit")
    place = area.bounding_box()

    assert place is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (place["y"] + place["height"] > 790) == (width == 375)


def test_no_word_of_the_machine_is_on_the_page(page: Page, january: Preview) -> None:
    open_writing(page, january)
    named = page.evaluate(NAMED)
    shown = page.locator("body").inner_text()

    assert len(named) > 10
    assert [found[0] for text in (shown, *named) for found in FORBIDDEN.finditer(text)] == []


def test_nothing_is_complained_about_and_all_is_asked_of_the_preview(page: Page, january: Preview) -> None:
    text: list[str] = []
    page.on("console", lambda message: text.append(message.text))
    page.on("pageerror", lambda error: text.append(str(error)))
    page.on("request", lambda asked: text.append(asked.url) if not asked.url.startswith(january.url) else None)
    page.on("response", lambda response: text.append(response.url) if response.status >= 400 else None)
    open_writing(page, january)
    click_words(page, SENTENCE, "hit")
    page.keyboard.type("x")
    page.keyboard.press("Control+Enter")
    expect_saved(page)

    assert text == []


def test_a_small_screen_shows_the_issue_first_and_a_middling_one_the_list_of_issues(
    page: Page, january: Preview
) -> None:
    page.set_viewport_size({"width": 375, "height": 740})
    open_writing(page, january)
    expect(page.locator("#issues [aria-current]")).to_have_count(1)
    places = {name: page.locator(name).bounding_box() or {"y": -1} for name in (".pane", ".list", ".side")}
    assert page.evaluate("scrollY") == 0
    assert 0 < places[".pane"]["y"] < 400
    assert places[".pane"]["y"] < places[".list"]["y"] < places[".side"]["y"]

    page.set_viewport_size({"width": 1024, "height": 768})
    expect(page.locator("#issues [aria-current]")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Child A (Bradford)", exact=True)).to_be_in_viewport(ratio=1)
