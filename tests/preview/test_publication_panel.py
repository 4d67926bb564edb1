"""The publication's settings in the page: byte for byte but the change, refused where it would break, by clicks."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from newsletter.loading import load_publication
from tests.bilingual import write_publication
from tests.browser import find_violations
from tests.preview.panels import Panel
from tests.preview.previews import Preview, open_app, previewing

WIDTHS = (375, 1440)


@pytest.fixture
def panel(preview: Preview) -> Panel:
    return Panel(preview, "panel/publication")


def read(panel: Panel) -> str:
    return (panel.preview.root / "newsletter.toml").read_text(encoding="utf-8")


def change(panel: Panel, **fields: object) -> str:
    base = panel.show().partition('name="base" value="')[2].partition('"')[0]
    return panel.post(base=base, **fields)  # type: ignore[arg-type]  # lists of words, too


def list_changes(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that differ, where none came or went."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=True)
    return [(one, other) for one, other in pairs if one != other]


def test_a_title_and_a_sender_change_their_lines_alone(panel: Panel) -> None:
    before = read(panel)
    uuid = load_publication(panel.preview.root).publication.uuid
    answer = change(panel, act="texts", title="Quayside News", sender="The Editors")

    assert list_changes(before, read(panel)) == [
        ('title = "Riverside Digest"', 'title = "Quayside News"'),
        ('name = "Riverside Digest"', 'name = "The Editors"'),
    ]
    assert "Changed" in answer
    assert load_publication(panel.preview.root).publication.uuid == uuid


def test_what_is_optional_goes_and_comes_again(panel: Panel) -> None:
    before = read(panel)
    change(panel, act="texts", replies="")
    without = read(panel)
    change(panel, act="texts", replies="editor@example.org")

    assert "reply_to" not in without
    assert load_publication(panel.preview.root).publication.sender.reply_to == "editor@example.org"
    assert len(before.splitlines()) == len(read(panel).splitlines())


def test_an_accent_is_tried_without_being_saved_and_then_saved(panel: Panel) -> None:
    before = read(panel)
    tried = panel.preview.ask("panel/publication/colours?accent=%23b91d47").text
    wrong = panel.preview.ask("panel/publication/colours?accent=red%22/%3E").text
    unchanged = read(panel)
    change(panel, act="colours", accent="#B91D47")

    assert tried.count("<svg") == 2
    assert re.search(r"Text \d+\.\d", tried)
    assert "That is no colour." in wrong
    assert unchanged == before
    assert load_publication(panel.preview.root).publication.palette.accent == "#b91d47"


def test_a_helpline_was_checked_today(panel: Panel) -> None:
    before = read(panel)
    answer = change(panel, act="checked", contact="1")
    [(_, line)] = list_changes(before, read(panel))

    today = datetime.now().astimezone().date()
    assert line == f"checked = {today.isoformat()}"
    assert f"Checked on {today.day} " in answer
    assert datetime.now(UTC).year == today.year or today.month == 1


def test_the_glossary_and_preferred_spellings_are_changed_by_rows(panel: Panel) -> None:
    change(
        panel,
        act="words",
        list="glossary",
        word=["GP", "NHS", ""],
        meaning=["family doctor", "National Health Service", ""],
    )
    change(panel, act="words", list="spellings", word=["e-mail"], meaning=["email"])
    publication = load_publication(panel.preview.root).publication

    assert publication.glossary == {"GP": "family doctor", "NHS": "National Health Service"}
    assert publication.house_dictionary == {"e-mail": "email"}


def test_what_issues_are_of_is_fixed_once_there_are_some(panel: Panel) -> None:
    before = read(panel)
    refused = change(panel, act="rhythm", every="week")
    unchanged = read(panel)
    change(panel, act="rhythm", every="month", on="Friday", published="first")
    rhythm = load_publication(panel.preview.root).publication.rhythm

    assert "There are issues of a month already" in refused
    assert unchanged == before
    assert (rhythm.every, rhythm.on, rhythm.published) == ("month", "Friday", "first")


@pytest.mark.parametrize(
    "fields",
    [
        {"act": "texts", "title": ""},
        {"act": "texts", "email": "no address"},
        {"act": "texts", "title": "x\n[provider]\nname = 'smtp'"},
        {"act": "texts", "title": "\ue000"},
        {"act": "texts", "title": "x" * 5000},
        {"act": "texts", "title": ["a", "b"]},
        {"act": "colours", "accent": "red"},
        {"act": "colours", "accent": "#12345"},
        {"act": "checked", "contact": "9"},
        {"act": "checked", "contact": "-1"},
        {"act": "words", "list": "provider", "word": ["name"], "meaning": ["smtp"]},
        {"act": "words", "list": "glossary", "word": ["GP"], "meaning": []},
        {"act": "words", "list": "glossary", "word": ["GP"], "meaning": [""]},
        {"act": "rhythm", "every": "fortnight"},
    ],
)
def test_what_would_break_the_settings_is_refused_and_nothing_is_written(
    panel: Panel, fields: dict[str, object]
) -> None:
    before = read(panel)

    assert 'role="alert"' in change(panel, **fields)
    assert read(panel) == before


def test_another_hand_is_merged_and_asked_about_the_same_words_alone(panel: Panel) -> None:
    base = panel.show().partition('name="base" value="')[2].partition('"')[0]
    settings = panel.preview.root / "newsletter.toml"
    settings.write_text(read(panel).replace('title = "Riverside Digest"', 'title = "Theirs"'), encoding="utf-8")
    merged = panel.post(base=base, act="texts", description="Another sentence.")
    asked = panel.post(base=base, act="texts", title="Mine")

    assert "Changed" in merged
    assert 'title = "Theirs"' in read(panel)
    assert 'description = "Another sentence."' in read(panel)
    assert "Someone else changed the same setting" in asked


def test_each_language_has_its_own_title(tmp_path: Path) -> None:
    root = write_publication(tmp_path / "news")
    with previewing(root) as preview:
        panel = Panel(preview, "panel/publication")
        change(panel, act="texts", **{"title.cy": "Newyddion"})
        settings = read(panel)

    assert 'title = { en = "Aberdewi Council News", cy = "Newyddion" }' in settings


@pytest.mark.browser
def test_the_publication_is_changed_by_clicks(page: Page, preview: Preview) -> None:
    messages: list[str] = []
    page.on("console", lambda message: messages.append(message.text))
    open_app(page, preview)
    page.locator("#layer button").first.wait_for()
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Publication", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name="The publication")).to_be_focused()
    for summary in dialog.locator("summary").all():
        summary.click()
    assert find_violations(page, WIDTHS) == []
    assert dialog.evaluate("it => it.scrollWidth <= it.clientWidth")

    dialog.get_by_label("The accent").fill("#b91d47")
    expect(dialog.locator("[data-shows] rect[fill='#b91d47']").first).to_be_attached()
    dialog.get_by_label("The accent").locator("xpath=ancestor::form").get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("status").first).to_contain_text("Added Palette › accent")
    dialog.get_by_role("button", name="Checked today: Young Line").click()
    expect(dialog.get_by_role("status").first).to_contain_text("Young Line")

    dialog.get_by_role("button", name="Change the helplines").click()
    expect(dialog.filter(has=page.get_by_role("heading", name="The publication"))).to_be_hidden()
    expect(page.locator("#form fieldset", has_text="Riverside Helpline").first).to_be_visible()

    assert load_publication(preview.root).publication.palette.accent == "#b91d47"
    assert messages == []
