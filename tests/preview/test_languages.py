"""Two languages in the preview: each is shown, linked and sent as a test, with an e-mail of its own or not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from newsletter.preview.issue_list import IssueList
from newsletter.preview.render_cache import RenderCache
from newsletter.sending.prepare import prepare_editions
from newsletter.translations import digest_text
from tests.bilingual import ISSUE, NAME, PERIOD, write_publication
from tests.browser import find_violations
from tests.preview.previews import Preview, frame_of, open_app, previewing

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)

PICTURE = """\
  - type: image
    file: images/library.png
    alt: {en: The library with its new roof of slates, cy: Y llyfrgell a'i tho newydd o lechi, of: 66637f62}
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a publication whose languages have e-mails of their own, with a picture in its issue."""
    folder = write_publication(tmp_path_factory.mktemp("languages") / "news", send_as="editions", issue=ISSUE + PICTURE)
    (folder / "images").mkdir()
    Image.new("RGB", (1400, 700), "navy").save(folder / "images" / "library.png")
    return folder


@pytest.fixture(scope="module")
def preview(root: Path) -> Iterator[Preview]:
    """Return a preview of it that runs."""
    with previewing(root) as running:
        yield running


def test_each_language_has_a_frame_of_its_own(preview: Preview) -> None:
    english, welsh = (preview.ask(f"frame/{PERIOD}/email?scheme=light&language={tag}").text for tag in ("en-GB", "cy"))

    assert "The library opens" in english
    assert "Mae’r llyfrgell yn agor" in welsh or "Mae'r llyfrgell yn agor" in welsh.replace("&#39;", "'")
    assert "The library opens" not in welsh
    assert preview.ask(f"frame/{PERIOD}/email?scheme=light").text == english
    assert preview.ask(f"frame/{PERIOD}/email?scheme=light&language=xx").text == english


@pytest.mark.parametrize("view", ["text", "feed"])
def test_other_views_are_in_that_language_too(preview: Preview, view: str) -> None:
    assert "Wedi gaeaf gwlyb" in preview.ask(f"frame/{PERIOD}/{view}?scheme=light&language=cy").text


def test_what_was_written_is_marked_in_each_language(preview: Preview) -> None:
    written = preview.ask(f"frame/{PERIOD}/email?scheme=light&write=1&language=cy").text

    assert "Wedi gaeaf gwlyb" in written
    assert "data-f=" in written


def test_pictures_of_the_other_language_are_there(preview: Preview) -> None:
    welsh = preview.ask(f"frame/{PERIOD}/email?scheme=light&language=cy").text
    address = welsh.partition(f'src="/site/{PERIOD}/')[2].partition('"')[0]

    assert preview.ask(f"site/{PERIOD}/{address}").headers["content-type"] == "image/png"
    assert "https://news.example.org/issues/2026-11/images" not in welsh


@pytest.mark.parametrize("path", ["cy/issues/2026-11/", "cy/issues/2026-11/library/", "cy/subscribe/"])
def test_pages_of_all_languages_are_where_links_lead(preview: Preview, path: str) -> None:
    assert preview.ask(f"site/{PERIOD}/light/{path}").status_code == 200
    assert preview.ask(f"site/{PERIOD}/light/{path}?write=1").status_code == 200


def test_what_is_told_of_an_issue_is_of_the_language_asked_for(preview: Preview) -> None:
    welsh = preview.ask(f"api/issues/{PERIOD}?language=cy").json()

    assert welsh["inbox"]["subject"] == "Mae'r llyfrgell yn agor eto"
    assert welsh["language"] == "cy"
    assert welsh["languages"] == [
        {"tag": "cy", "name": "Cymraeg", "folder": "cy/", "hasMail": True},
        {"tag": "en-GB", "name": "English", "folder": "", "hasMail": True},
    ]
    assert welsh["digest"] != preview.ask(f"api/issues/{PERIOD}").json()["digest"]


@pytest.mark.parametrize(
    "title",
    [
        "{en: News for November, cy: Newyddion}",
        "{cy: 'News for November', en: x}",
        "\n  en: News for November\n  cy: Newyddion",
    ],
)
def test_the_list_has_a_title_in_one_language(tmp_path: Path, title: str) -> None:
    (tmp_path / "2026-11.yaml").write_text(f"period: 2026-11\ntitle: {title}\n", encoding="utf-8")

    assert [row.title for row in IssueList(tmp_path).list_rows(None)] == ["News for November"]


def test_the_preview_shows_the_mails_that_are_sent(root: Path) -> None:
    rendered = RenderCache(root).get(PERIOD).rendered
    assert rendered is not None
    shown = {one.edition.language: one.campaign.digest for one in rendered.in_every_language}

    assert shown == {one.publication.language: one.campaign.digest for one in prepare_editions(root, PERIOD, NOW)}
    assert list(shown) == ["cy", "en-GB"]


def test_a_test_of_a_language_is_its_own_mail(page: Page, root: Path) -> None:
    with previewing(root, "--port", "0", "--read-only") as preview:
        open_app(page, preview, f"?issue={PERIOD}&pane=email-desktop-light-in_cy")
        expect(page.locator("#subject")).to_have_text("Mae'r llyfrgell yn agor eto")
        page.get_by_label("To this address alone").fill("me@example.org")
        page.get_by_role("button", name="Send test").click()
        expect(page.locator("#sent.good")).to_be_visible()
        expect(page.locator("#test-status")).to_contain_text("Tests of exactly this version: me@example.org")
        page.get_by_role("radio", name="English").check()
        expect(page.locator("#subject")).to_have_text("The library opens again")
        expect(page.locator("#test-status")).to_contain_text("No test of exactly this version yet")

        (message,) = (preview.root / "outbox").glob("*.eml")
        assert "Content-Language: cy" in message.read_text()


def test_a_language_is_chosen_and_stays(page: Page, preview: Preview) -> None:
    open_app(page, preview, f"?issue={PERIOD}")
    expect(page.get_by_role("radio", name="English")).to_be_checked()
    expect(frame_of(page).get_by_text("After a winter of rain")).to_be_visible()
    page.get_by_role("radio", name="Cymraeg").check()
    expect(frame_of(page).get_by_text("Wedi gaeaf gwlyb")).to_be_visible()
    page.reload()
    expect(frame_of(page).get_by_text("Wedi gaeaf gwlyb")).to_be_visible()
    expect(page.get_by_role("radio", name="Cymraeg")).to_be_checked()
    expect(page.get_by_role("region", name="E-mail, desktop, Cymraeg")).to_be_visible()


def test_a_link_to_another_language_turns_the_page_and_the_switch(page: Page, root: Path) -> None:
    with previewing(root, "--port", "0", "--read-only") as preview:  # where words are edited, a click opens them
        frame = open_app(page, preview, f"?issue={PERIOD}&pane=web-desktop-light")
        frame.get_by_role("link", name="Cymraeg").first.click()
        expect(page.get_by_role("radio", name="Cymraeg")).to_be_checked()
        expect(frame_of(page).get_by_text("Wedi gaeaf gwlyb")).to_be_visible()
        page.get_by_role("radio", name="English").check()
        expect(frame_of(page).get_by_text("After a winter of rain")).to_be_visible()


def test_a_translation_is_said_to_be_still_right_by_one_click(page: Page, tmp_path: Path) -> None:
    root = write_publication(tmp_path / "news", issue=ISSUE.replace("en: News for November", "en: News for all"))
    with previewing(root) as preview:
        open_app(page, preview, f"?issue={PERIOD}")
        page.get_by_role("button", name="The translation is still right").click()
        expect(page.get_by_role("button", name="The translation is still right")).to_have_count(0)

    changed = ISSUE.replace("en: News for November", "en: News for all")
    before, after = (digest_text(f"News for {words}")[:8] for words in ("November", "all"))
    assert (root / NAME).read_text() == changed.replace(before, after)


def test_words_of_the_other_language_are_mended_where_they_are(page: Page, tmp_path: Path) -> None:
    dictionary = '[house_dictionary]\n"drysau\'n" = "drysau yn"\n'
    root = write_publication(tmp_path / "news", changes=dictionary)
    with previewing(root) as preview:
        open_app(page, preview, f"?issue={PERIOD}")
        page.get_by_role("button", name="Write “drysau yn” instead of “drysau'n”").click()
        expect(page.get_by_role("button", name="Write “drysau yn” instead of “drysau'n”")).to_have_count(0)

    assert (root / NAME).read_text() == ISSUE.replace("drysau'n", "drysau yn")


def test_axe_finds_nothing_in_two_languages_side_by_side(page: Page, preview: Preview) -> None:
    open_app(page, preview, f"?issue={PERIOD}&pane=email-phone-light-in_cy&pane=email-phone-light-in_en_GB")
    expect(frame_of(page, 1).get_by_text("After a winter of rain")).to_be_visible()

    assert find_violations(page, (375, 1024, 1440)) == []


def test_one_mail_for_all_languages_has_no_choice_but_its_pages_do(page: Page, tmp_path: Path) -> None:
    with previewing(write_publication(tmp_path / "news")) as preview:
        open_app(page, preview, f"?issue={PERIOD}")
        languages = page.get_by_role("group", name="Language")
        expect(languages).to_be_hidden()
        expect(frame_of(page).get_by_text("Wedi gaeaf gwlyb")).to_be_visible()
        page.get_by_label("What to show").select_option("web")
        expect(languages).to_be_visible()
        page.get_by_role("radio", name="Cymraeg").check()
        expect(frame_of(page).get_by_text("Wedi gaeaf gwlyb")).to_be_visible()
        told = json.loads(preview.ask(f"api/issues/{PERIOD}?language=cy").text)

    assert [one["hasMail"] for one in told["languages"]] == [False, False]
