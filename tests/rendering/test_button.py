"""Buttons: links that Outlook draws as buttons too, large enough for a thumb."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from newsletter.rendering.email import render_html
from tests.golden_files import MAIL, PAGE, TEXT, find_class, make_case, parse_case, words_of
from tests.outputs.small_site import RENDERER, make_edition

WORDS = [
    "Offer a cake to the GP (general practitioner)",
    "See the whole diary",
    "Read where it is",
    "اكتب إلينا",
]
URLS = [
    "https://example.net/cakes?day=2&kind=any",
    "https://example.net/diary",
    "https://example.net/place",
    "https://example.net/write",
]


def test_outlook_draws_the_ground_of_a_button_by_its_cell() -> None:
    cells = [button[0][0][0][0] for button in find_class(parse_case("button", MAIL), "go")]
    drawn = [(cell.get("bgcolor"), words_of(cell)) for cell in cells[:4]]

    assert drawn == list(zip(["#0f5866", "#fffdf9", "#fffdf9", "#0f5866"], WORDS, strict=True))
    assert {"border:2px solid #0f5866" in str(cell.get("style")) for cell in cells[:4]} == {True}
    assert {"mso-padding-alt:11px 22px" in str(cell.get("style")) for cell in cells[:4]} == {True}


def test_the_page_and_the_mail_have_the_same_links() -> None:
    of_page = [str(link.get("href")) for link in find_class(parse_case("button", PAGE), "button")]
    of_mail = [
        str(link.get("href")) for button in find_class(parse_case("button", MAIL), "go") for link in button.iter("a")
    ]

    assert of_page[:4] == URLS
    assert of_mail[:4] == URLS


def test_a_button_of_a_mail_leads_to_a_block_on_the_page() -> None:
    edition = make_edition({"type": "button", "text": "See the hall", "url": "#hall"})

    assert f'href="{edition.url}#hall"' in render_html(edition, RENDERER)


def test_plain_text_has_the_address_after_the_words() -> None:
    assert "See the whole diary <https://example.net/diary>\n" in make_case("button")[TEXT].decode()


@pytest.mark.browser
def test_a_thumb_hits_every_button_of_a_mail(page: Page) -> None:
    """Targets of 44 px are WCAG 2.2, criterion 2.5.5."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.set_content(make_case("button")[MAIL].decode())
    heights = page.evaluate(
        "[...document.querySelectorAll('.go a')].map(a => a.parentElement.getBoundingClientRect().height)"
    )

    assert len(heights) == 4
    assert min(heights) >= 44
