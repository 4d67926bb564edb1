"""A click on the rendering of some words leads to their place in what was written."""

from __future__ import annotations

import pytest

from newsletter.preview.caret import find_caret


@pytest.mark.parametrize(
    ("source", "shown", "written"),
    [
        ("One |two", "One |two", "One |two"),
        ("**One** two", "One t|wo", "**One** t|wo"),
        ("[our site](https://example.org) and", "our si|te and", "[our si|te](https://example.org) and"),
        ("NHS staff", "National Health Service (NHS) sta|ff", "NHS sta|ff"),
        ("- One\n- Two", "One\nTw|o", "- One\n- Tw|o"),
        ("One two", "One two|", "One two|"),
        ("One two", "One two |", "One two|"),
        ("One two", "|One two", "|One two"),
        ("東京で*会う*", "東京で会|う", "東京で*会|う*"),
        ("snake_case **word**", "snake_case wo|rd", "snake_case **wo|rd**"),
        ("", "something|", "|"),
    ],
)
def test_a_place_in_a_rendering_is_a_place_in_the_source(source: str, shown: str, written: str) -> None:
    source, before, shown = source.replace("|", ""), shown.partition("|")[0], shown.replace("|", "")
    caret = find_caret(source, before, shown)

    assert f"{source[:caret]}|{source[caret:]}" == written


def test_a_text_of_many_like_words_is_compared_in_time() -> None:
    source, shown = "one, " * 20_000, "two, " * 20_000

    assert find_caret(source, shown[:50_000], shown) == 0
