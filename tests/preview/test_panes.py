"""Panes are words of the page's address: read with care, and written as switches and the addresses of frames."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from lxml.html import HtmlElement

from newsletter.preview.panes import MOST, Pane, ShownIssue, read_panes, render_panes

LANGUAGES: list[dict[str, Any]] = [
    {"tag": "en-GB", "name": "English", "folder": "", "hasMail": True},
    {"tag": "cy", "name": "Cymraeg", "folder": "cy/", "hasMail": True},
]


def show(*words: str, languages: list[dict[str, Any]] | None = None, can_write: bool = False) -> list[HtmlElement]:
    """Return the panes of an issue, parsed."""
    told = languages or []
    made = render_panes(read_panes(words, told), ShownIssue("2024-02", "key", told, can_write))
    return list(html.fragment_fromstring(made, create_parent="div"))


def read_address(pane: HtmlElement) -> tuple[str, dict[str, list[str]]]:
    (screen,) = pane.find_class("screen")
    parts = urlsplit(f"{screen.get('data-source')}{screen.get('data-page', '')}{screen.get('data-query')}")
    return parts.path, parse_qs(parts.query)


@pytest.mark.parametrize("word", ["email-phone-light", "web-tablet-dark-in_en_GB", "text-desktop-dark-noimages-clip"])
def test_a_pane_is_read_as_it_is_written(word: str) -> None:
    (pane,) = read_panes([word], [])

    assert pane.word == word


@pytest.mark.parametrize("word", ["", "-", "nonsense", "<b>-'\"", "in_", "x" * 5000])
def test_what_is_no_pane_is_the_mail_on_a_desktop(word: str) -> None:
    assert [(one.view, one.screen, one.scheme, one.flags) for one in read_panes([word], [])] == [
        ("email", "desktop", "light", ())
    ]


def test_there_is_one_pane_at_least_and_not_too_many() -> None:
    assert read_panes([], []) == [Pane()]
    assert len(read_panes(["text-phone-light"] * 10, [])) == MOST


def test_forced_colours_are_of_mails_and_a_language_is_one_of_the_issue() -> None:
    (feed,) = read_panes(["feed-phone-forced-in_fr"], LANGUAGES)
    (mail,) = read_panes(["email-phone-forced-in_cy"], LANGUAGES)

    assert feed.word == "feed-phone-dark-in_en_GB"
    assert mail.word == "email-phone-forced-in_cy"


def test_the_chosen_switches_are_the_word_of_the_pane() -> None:
    """The page reads the values of the switches in their order, and that is the word in its address."""
    (pane,) = show("web-tablet-dark-in_cy-noimages", languages=LANGUAGES)
    chosen = pane.xpath(".//option[@selected]/@value | .//input[@checked]/@value")

    assert "-".join(chosen) == "web-tablet-dark-in_cy-noimages"


def test_a_frame_has_the_address_of_what_is_chosen() -> None:
    (mail, page) = show("email-phone-dark-in_cy-noimages-clip", "web-phone-dark-in_cy-noimages", languages=LANGUAGES)
    asked = {"scheme": ["dark"], "language": ["cy"], "images": ["off"], "clip": ["on"]}

    assert read_address(mail) == ("/frame/2024-02/email", asked)
    assert read_address(page) == ("/site/2024-02/dark-bare/cy/issues/2024-02/", {})
    assert [read_address(one)[1]["write"] for one in show("text-phone-light", can_write=True)] == [["1"]]


def test_a_pane_is_added_beside_another_and_the_only_one_is_not_closed() -> None:
    (alone,) = show("email-phone-light")
    many = show(*["email-phone-light"] * MOST)

    assert alone.xpath(".//button/@data-panes") == ['["email-phone-light", "email-phone-dark"]']
    assert [len(pane.find_class("compare")) for pane in many] == [0] * MOST
    assert [len(pane.find_class("close")) for pane in many] == [1] * MOST


def test_switches_that_do_not_apply_are_hidden_and_keep_their_value() -> None:
    (pane,) = show("text-phone-light-nostyles")

    assert pane.xpath(".//input[@name='nostyles'][@checked]")
    assert pane.xpath(".//fieldset[contains(@class, 'flags')][@hidden]")
    assert pane.xpath(".//label[@data-choice='forced'][@hidden]")
