"""The e-mail in a real Chromium: readable on a phone and at a desk, in light and dark, with nothing fetched."""

from __future__ import annotations

import re
from itertools import pairwise, product
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import Page, Route

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.loading import load_issue, load_publication
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_html
from newsletter.rendering.renderer import make_renderer
from scripts.golden import load_case
from tests.browser import SCHEMES, find_violations
from tests.packs import PACKS, PUBLICATION_MODEL
from tests.visible_texts import find_faint, luminance, read_texts

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[1]
Scheme: TypeAlias = Literal["light", "dark"]

WIDTHS = (360, 600)
OFF = ("landmark-one-main", "region")
"""Rules about whole pages: a mail program puts a mail into a page of its own."""

CASES = (
    *("January", "case_review_full", "section", "event", "code", "notice", "text", "hostile", "arabic", "a logo"),
    *("quote", "button", "table", "stats", "people", "letter", "sponsor", "media", "prose"),
)
DARK = 0.2
SMALLEST_PRINT, SMALLEST_IN_TILE = 13, 12
MAIL = "https://mail.example.net/"


def load(case: str) -> tuple[Publication, Issue]:
    if case == "January":
        issue = load_issue(ROOT / "issues" / "2024-01.yaml", "issues/2024-01.yaml", PACKS).issue
        return load_publication(ROOT).publication, issue
    publication, loaded = load_case("contacts" if case == "a logo" else case)
    logo = {"file": "logo.png", "alt": "Riverside", "width": 200, "height": 50} if case == "a logo" else None
    return PUBLICATION_MODEL.model_validate(publication.publication.model_dump() | {"logo": logo}), loaded.issue


@pytest.fixture(scope="module")
def mails() -> dict[str, str]:
    """Return the HTML of every case's mail."""
    renderer = make_renderer(ROOT, PACKS)
    return {case: render_html(Edition(*load(case)), renderer) for case in CASES}


@pytest.fixture
def asked(page: Page) -> list[str]:
    """Return every address the page asks for; images are off, and nothing but the mail itself is answered."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/*", refuse)
    return asked


def open_mail(page: Page, html: str) -> None:
    """Show a mail as a page of its own."""
    page.route(MAIL, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(MAIL)


every_case = pytest.mark.parametrize("case", CASES)


@every_case
@pytest.mark.usefixtures("asked")
def test_axe_finds_nothing_in_light_and_dark_on_a_phone_and_at_a_desk(
    page: Page, mails: dict[str, str], case: str
) -> None:
    open_mail(page, mails[case])

    assert find_violations(page, WIDTHS, OFF) == []


@every_case
def test_nothing_is_fetched_but_from_the_publication(
    page: Page, mails: dict[str, str], asked: list[str], case: str
) -> None:
    open_mail(page, mails[case])
    for scheme, width in product(SCHEMES, WIDTHS):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})

    assert [address for address in asked if not address.startswith("https://digest.example.org/riverside/")] == []
    assert bool(asked) is ("<img" in mails[case])


@every_case
def test_nobody_has_to_scroll_sideways(page: Page, mails: dict[str, str], case: str) -> None:
    open_mail(page, mails[case])
    for width in (320, *WIDTHS):
        page.set_viewport_size({"width": width, "height": 800})

        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_long_lines_of_code_and_long_words_stay_on_the_sheet(page: Page, mails: dict[str, str]) -> None:
    long = mails["text"].replace("kept   as it is", "code " * 60).replace("Said by somebody", "w" * 200)
    page.set_viewport_size({"width": 360, "height": 800})
    open_mail(page, long)

    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@every_case
def test_headings_are_in_order_below_a_single_h1(page: Page, mails: dict[str, str], case: str) -> None:
    open_mail(page, mails[case])
    tags: list[str] = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => h.tagName)")
    levels = [int(tag[1]) for tag in tags]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_case
def test_every_link_looks_like_one_and_says_where_it_leads(page: Page, mails: dict[str, str], case: str) -> None:
    open_mail(page, mails[case])
    links = page.evaluate(
        """[...document.querySelectorAll('a')].map(a => ({href: a.href,
            words: a.innerText.trim() || a.querySelector('img').alt,
            line: getComputedStyle(a).textDecorationLine,
            plain: a.closest('.go, .button, h2, h3, h4, .toc') !== null}))"""
    )

    assert len(links) > 3
    assert [link for link in links if link["line"] != "underline" and not link["plain"]] == []
    assert [link for link in links if not link["words"] or link["words"].lower() in {"here", "more", "link"}] == []
    assert [link for link in links if not link["href"].startswith(("https:", "mailto:", "tel:"))] == []


@every_case
@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_word_stands_out_from_its_ground(page: Page, mails: dict[str, str], case: str, scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    open_mail(page, mails[case])

    assert find_faint(page) == []


@pytest.mark.parametrize(
    ("case", "places", "light"),
    [("January", {"masthead", "note", "small", "copy"}, set()), ("button", {"masthead", "small", "go"}, {"go"})],
)
def test_dark_is_dark_everywhere_but_on_a_button(
    page: Page, mails: dict[str, str], case: str, places: set[str], light: set[str]
) -> None:
    page.emulate_media(color_scheme="dark")
    open_mail(page, mails[case])
    grounds = {(text["place"], text["ground"]) for text in read_texts(page)}

    assert {place for place, _ in grounds} >= places
    assert {place for place, ground in grounds if luminance(ground) > DARK} == light


@every_case
def test_a_mail_program_that_makes_it_dark_by_itself_keeps_it_readable(
    page: Page, mails: dict[str, str], case: str
) -> None:
    """Outlook.com sets ``data-ogsc`` above what it recolours."""
    open_mail(page, mails[case].replace("<body", "<body data-ogsc=''", 1))

    assert find_faint(page) == []
    assert {luminance(text["ground"]) < DARK for text in read_texts(page) if text["place"] == "copy"} == {True}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_faint_word_is_found(page: Page, mails: dict[str, str], scheme: Scheme) -> None:
    page.emulate_media(color_scheme=scheme)
    open_mail(page, re.sub(r'(<h2 [^>]*style=")', r"\1color: #8a8a8a !important; ", mails["section"]))
    words = {word for word, _, _ in find_faint(page)}

    assert words == ({"Before the section", "Reviews of the\u00a0month"} if scheme == "light" else set()), (
        "4.0 and 4.7 to 1"
    )


@every_case
def test_without_its_style_block_a_mail_is_still_readable(page: Page, mails: dict[str, str], case: str) -> None:
    bare = re.sub(r"<style\b.*?</style>", "", mails[case], flags=re.DOTALL)
    page.set_viewport_size({"width": 360, "height": 800})
    open_mail(page, bare)
    texts = read_texts(page)
    lines = page.evaluate(
        """[...document.querySelectorAll('.copy p a:not(.button), .copy li a')]
            .map(a => getComputedStyle(a).textDecorationLine)"""
    )
    height = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.copy p')).lineHeight)")

    assert "<style" not in bare
    assert find_faint(page) == []
    assert min(text["size"] for text in texts if text["place"] != "tile") >= SMALLEST_PRINT
    assert min(text["size"] for text in texts) >= SMALLEST_IN_TILE
    assert max(text["size"] for text in texts) >= 28
    assert height >= 1.4 * SMALLEST_PRINT
    assert set(lines) <= {"underline"}
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_picture_that_is_not_shown_leaves_its_words(page: Page, mails: dict[str, str], asked: list[str]) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    open_mail(page, mails["a logo"])
    box = page.get_by_alt_text("Riverside").bounding_box()

    assert len(asked) == 1
    assert box
    assert 0 < box["width"] <= 320
    assert find_violations(page, WIDTHS, OFF) == []


def test_the_preheader_is_read_by_inboxes_and_seen_by_nobody(page: Page, mails: dict[str, str]) -> None:
    open_mail(page, mails["January"])
    words = "Learning and recommendations from six newly published reviews."

    assert page.evaluate("document.body.textContent").strip().startswith(words)
    assert words not in {text["words"] for text in read_texts(page)}
    assert words not in page.locator("body").inner_text()


def test_a_mail_from_right_to_left_starts_at_the_right(page: Page, mails: dict[str, str]) -> None:
    page.set_viewport_size({"width": 600, "height": 800})
    open_mail(page, mails["arabic"])
    turned = set(page.evaluate("[...document.querySelectorAll('td, td *')].map(e => getComputedStyle(e).direction)"))
    aligned: set[str] = set(
        page.evaluate("[...document.querySelectorAll('.copy *')].map(e => getComputedStyle(e).textAlign)")
    )
    room = page.evaluate(
        "(style => [style.paddingRight, style.paddingLeft])(getComputedStyle(document.querySelector('.copy ul')))"
    )

    assert page.evaluate("document.documentElement.dir") == "rtl"
    assert page.evaluate("document.documentElement.lang") == "ar"
    assert aligned <= {"right", "start"}
    assert turned == {"rtl"}
    assert room == ["24px", "0px"]


def test_a_button_is_large_enough_for_a_thumb(page: Page, mails: dict[str, str]) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    open_mail(page, mails["button"])
    box = page.locator(".go a").first.bounding_box()

    assert box
    assert box["height"] >= 44
    assert box["width"] <= 320
