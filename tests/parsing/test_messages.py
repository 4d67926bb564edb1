from __future__ import annotations

import pytest

from newsletter.parsing.messages import suggest

KNOWN = ("case_review", "text", "title", "recommendations", "resources", "links")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("case-review", "case_review"),
        ("casereview", "case_review"),
        ("Case Review", "case_review"),
        ("case_reveiw", "case_review"),
        ("reccomendations", "recommendations"),
        ("recommendation", "recommendations"),
        ("ressources", "resources"),
        ("Titel", "title"),
        ("link", "links"),
    ],
)
def test_a_close_word_is_suggested(word: str, meant: str) -> None:
    assert suggest(word, KNOWN) == meant


@pytest.mark.parametrize("word", ["", "-", "event", "subjects", "t", "text" * 100])
def test_nothing_is_suggested_for_a_word_that_is_like_no_other(word: str) -> None:
    assert suggest(word, KNOWN) == ""


def test_nothing_is_suggested_where_nothing_is_known() -> None:
    assert suggest("text", ()) == ""
