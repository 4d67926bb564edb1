"""Quotations: what is quoted, whose it is, and the mark that hangs beside it in the mail."""

from __future__ import annotations

from tests.golden_files import MAIL, PAGE, TEXT, find_class, make_case, parse_case, words_of


def test_a_quotation_is_a_figure_whose_caption_says_whose_it_is() -> None:
    first = find_class(parse_case("quote", PAGE), "quote")[0]

    assert first.tag == "figure"
    assert [child.tag for child in first] == ["blockquote", "figcaption"]
    assert first[0].get("cite") == "https://example.net/diary?week=2&page=4"
    assert words_of(first[1]) == "R. Fenwick, holder of the other end of the planks · The footbridge diary"
    assert [link.get("href") for link in first[1].iter("a")] == [first[0].get("cite")]


def test_every_quotation_of_a_mail_has_one_mark_that_screen_readers_skip() -> None:
    mail = parse_case("quote", MAIL)
    marks = find_class(mail, "mark")

    assert [words_of(mark) for mark in marks] == [
        "”" if "الماء" in words_of(quote) else "“" for quote in find_class(mail, "quote")
    ]
    assert {mark.get("aria-hidden") for mark in marks} == {"true"}


def test_a_quotation_in_another_language_says_so_in_the_mail() -> None:
    arabic = next(quote for quote in find_class(parse_case("quote", MAIL), "quote") if "الماء" in words_of(quote))
    around = next(element for element in arabic.iterancestors() if element.get("lang"))

    assert (around.get("lang"), around.get("dir")) == ("ar", "rtl")


def test_every_paragraph_of_a_quotation_is_marked_in_plain_text() -> None:
    text = make_case("quote")[TEXT].decode()

    assert "> I came to look at the bridge for five minutes" in text
    assert "\n> There was cake.\n\nR. Fenwick, holder" in text
