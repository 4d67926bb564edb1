"""An empty folder: three questions on a page, and a whole newsletter or nothing."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from newsletter.documents.periods import KINDS
from newsletter.loading import load_publication
from newsletter.scaffolding.examples import list_examples
from tests.browser import find_violations
from tests.building.publications import command
from tests.cli.calls import read_everything
from tests.preview.previews import Preview, frame_of, previewing

ANSWERS = {"title": "The Green", "kind": "parish", "every": "month"}


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Preview]:
    """Return a preview in an empty folder."""
    folder = tmp_path / "the green"
    folder.mkdir()
    with previewing(folder) as preview:
        yield preview


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=False)  # noqa: S603  # our own program


def begin(preview: Preview, **answers: str) -> httpx.Response:
    """Answer the questions as the page does."""
    fields = {"x-preview-token": preview.token(), "content-type": "application/json"}
    return httpx.post(f"{preview.url}panel/begin", content=json.dumps(ANSWERS | answers), headers=fields, timeout=60)


def test_an_empty_folder_asks_three_questions(empty: Preview) -> None:
    page = empty.ask("")
    asked = re.findall(r"(?:<legend>|<label for=[^>]*>)([^<]+)", page.text)

    assert page.status_code == 200
    assert asked == ["What is it called?", "What kind is it?", "How often does it come out?"]
    assert set(re.findall(r'name="kind" value="([a-z-]+)"', page.text)) == {*list_examples(), "blank"}
    assert re.findall(r'name="every" value="([a-z]+)"', page.text) == list(KINDS)
    assert list(empty.root.iterdir()) == []


@pytest.mark.parametrize("kind", ["parish", "case-reviews", "blank"])
def test_the_answers_begin_a_newsletter_that_builds(empty: Preview, kind: str) -> None:
    answer = begin(empty, kind=kind, every="week", title='Ann\'s "Own" {{ 7*7 }} & $uuid Ñ')
    publication = load_publication(empty.root).publication
    built = run("build", "--root", empty.root)

    assert (answer.status_code, answer.headers["x-panel-next"]) == (204, "reload"), answer.text
    assert (publication.title, publication.rhythm.every) == ('Ann\'s "Own" {{ 7*7 }} & $uuid Ñ', "week")
    assert built.returncode == 0, built.stderr
    assert 'class="stage"' in empty.ask("").text
    assert empty.ask("api/issues").json()["newest"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"title": "  "}, "Write the title of the newsletter."),
        ({"title": "A\u0007B"}, "This title cannot be used: "),
        ({"kind": "../lab"}, "Choose what kind of newsletter it is."),
        ({"every": "fortnight"}, "Choose how often it comes out."),
    ],
)
def test_an_answer_that_cannot_be_is_said_and_nothing_is_written(
    empty: Preview, answers: dict[str, str], words: str
) -> None:
    answer = begin(empty, **answers)

    assert answer.status_code == 422
    assert words in answer.text
    assert list(empty.root.iterdir()) == []


def test_what_is_in_the_folder_by_then_is_never_written_over(empty: Preview) -> None:
    (empty.root / "images").mkdir()
    (empty.root / "images/carols.png").write_bytes(b"mine")
    before = read_everything(empty.root)
    answer = begin(empty)

    assert answer.status_code == 422
    assert "already holds files that a newsletter would bring (carols.png), and nothing was written" in answer.text
    assert read_everything(empty.root) == before


def test_a_link_in_the_place_of_a_file_is_never_followed(empty: Preview, tmp_path: Path) -> None:
    (empty.root / "issues").symlink_to(tmp_path, target_is_directory=True)
    answer = begin(empty)

    assert answer.status_code == 422
    assert sorted(path.name for path in tmp_path.iterdir()) == ["the green"]
    assert [path.name for path in empty.root.iterdir()] == ["issues"]


def test_only_the_page_that_is_open_can_begin_one(empty: Preview) -> None:
    answers = [
        httpx.post(f"{empty.url}panel/begin", json=ANSWERS, headers=fields, timeout=60)
        for fields in ({}, {"x-preview-token": "guessed"}, {"x-preview-token": empty.token(), "origin": "http://a.b"})
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert list(empty.root.iterdir()) == []


def test_a_preview_that_only_shows_says_what_to_do(tmp_path: Path) -> None:
    with previewing(tmp_path, "--port", "0", "--read-only") as preview:
        page = preview.ask("").text
        answer = begin(preview)

    assert "start it without that option" in page
    assert "<form" not in page
    assert answer.status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_still_refused_at_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear all", encoding="utf-8")
    ended = run("preview", "--no-open", "--root", str(tmp_path))

    assert ended.returncode == 1
    assert "there is no newsletter.toml here" in ended.stderr


@pytest.mark.browser
def test_an_editor_begins_by_keyboard_and_sees_the_newest_issue(page: Page, empty: Preview) -> None:
    page.goto(empty.url)
    page.get_by_label("What is it called?").focus()
    page.keyboard.type("The Green")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_label("A parish council's newsletter.").check()
    page.keyboard.press("Enter")

    expect(frame_of(page).get_by_text("Carols on the Green").first).to_be_visible()
    expect(page.locator("#publication")).to_have_text("The Green")


@pytest.mark.browser
def test_axe_finds_nothing_in_an_empty_folder(page: Page, empty: Preview) -> None:
    page.goto(empty.url)
    widths = (1440, 1024, 375)
    found = find_violations(page, widths)
    page.get_by_label("What is it called?").fill("<b>")
    page.get_by_label("A parish council's newsletter.").check()
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_be_visible()

    assert found + find_violations(page, widths) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.browser
def test_a_newsletter_that_another_program_begins_is_shown(page: Page, empty: Preview) -> None:
    page.goto(empty.url)
    expect(page.get_by_role("heading", name="Begin a newsletter")).to_be_visible()
    assert run("new", "--publication", "Begun elsewhere", "--example", "lab", "--root", empty.root).returncode == 0

    expect(page.locator("#publication")).to_have_text("Begun elsewhere")
