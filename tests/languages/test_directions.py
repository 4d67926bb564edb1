"""Words of another direction within a sentence, and addresses in plain text that is read from right to left."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from newsletter.languages.directions import Direction, direction_of, isolate, isolate_addresses
from scripts.golden import load_case, make_files
from tests.languages.catalogues import make_wording

ISOLATED = "\u2068{}\u2069"
ENGLISH, ARABIC = "Riverside (UK).", "نشرة الحي"


@pytest.mark.parametrize(
    ("language", "direction"),
    [("ar", "rtl"), ("ar-EG", "rtl"), ("he", "rtl"), ("az-Arab", "rtl"), ("ar-Latn", "ltr"), ("cy", "ltr")],
)
def test_the_direction_is_that_of_the_language_unless_a_script_says_otherwise(
    language: str, direction: Direction
) -> None:
    assert direction_of(language) == direction


def test_a_value_of_the_other_direction_is_isolated_in_a_phrase() -> None:
    phrases: dict[str | tuple[str, str], str | tuple[str, ...]] = {
        "Unsubscribe from {title}": "إلغاء الاشتراك في {title}"
    }
    arabic, english = make_wording("ar", phrases), make_wording("en", {})

    assert arabic.gettext("Unsubscribe from {title}", title=ENGLISH).endswith(ISOLATED.format(ENGLISH))
    assert arabic.gettext("Unsubscribe from {title}", title=ARABIC).endswith(f" {ARABIC}")
    assert english.gettext("Unsubscribe from {title}", title=ARABIC) == f"Unsubscribe from {ISOLATED.format(ARABIC)}"
    assert english.gettext("Unsubscribe from {title}", title=ENGLISH) == f"Unsubscribe from {ENGLISH}"


def test_what_is_of_both_directions_or_of_none_is_left_as_it_is() -> None:
    assert [isolate(text, "rtl") for text in (f"{ENGLISH} {ARABIC}", "12.5 – 14", "")] == [
        f"{ENGLISH} {ARABIC}", "12.5 – 14", "",
    ]  # fmt: skip


def test_what_is_isolated_already_is_not_isolated_again() -> None:
    assert isolate(isolate(ENGLISH, "rtl"), "rtl") == ISOLATED.format(ENGLISH)


def test_html_is_isolated_as_what_it_shows() -> None:
    """The letters of a tag are no words: a link with Arabic words is Arabic."""
    link = Markup('<a href="https://example.org/">{}</a>')

    assert isolate(link.format(ARABIC), "rtl") == link.format(ARABIC)
    assert isolate(link.format(ENGLISH), "rtl") == Markup("\u2068{}\u2069").format(link.format(ENGLISH))


def test_an_address_beside_arabic_words_is_isolated_once() -> None:
    text = f"{ARABIC} <https://example.org/>\nEnglish <https://example.org/>"
    isolated = isolate_addresses(text)

    assert isolated == f"{ARABIC} {ISOLATED.format('<https://example.org/>')}\nEnglish <https://example.org/>"
    assert isolate_addresses(isolated) == isolated


@pytest.mark.parametrize("number", ["+44 20 7946 0000", "0800 000 000", "+442079460000"])
def test_a_telephone_number_beside_arabic_words_is_isolated(number: str) -> None:
    assert isolate_addresses(f"{ARABIC}: {number}، 12") == f"{ARABIC}: {ISOLATED.format(number)}، 12"


@given(st.text(st.sampled_from("aב ا<>:/1+ \n"), max_size=40))
def test_isolating_changes_nothing_but_the_marks_and_closes_each(text: str) -> None:
    isolated = isolate_addresses(text)

    assert isolated.translate({0x2068: None, 0x2069: None}) == text
    assert isolated.count("\u2068") == isolated.count("\u2069")


def test_an_arabic_issue_of_an_english_publication_is_laid_out_from_right_to_left() -> None:
    loaded, issue = load_case("arabic_issue")
    files = make_files(loaded.publication, issue.issue)
    mail, page = (files[name].decode() for name in ("email/2024-03.html", "site/issues/2024-03/index.html"))
    feed = "".join(entry["content_html"] for entry in json.loads(files["site/feed.json"])["items"])

    assert '<html lang="ar" dir="rtl"' in mail
    assert '<html lang="ar" dir="rtl"' in page
    assert '<div lang="ar" dir="rtl">' in feed
    for shown in (mail, page, feed):
        assert 'lang="en-GB" dir="ltr"' in shown


def test_letters_that_are_joined_are_not_spaced_and_not_slanted_in_a_mail() -> None:
    loaded, issue = load_case("arabic_issue")
    mail = make_files(loaded.publication, issue.issue)["email/2024-03.html"].decode()
    heading = mail[mail.index("<h1") :].partition(">")[0]

    assert "letter-spacing:0" in heading
    assert ">”</td>" in mail
