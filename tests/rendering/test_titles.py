"""The last two words of a title, which stay on one line where both are short."""

from __future__ import annotations

import pytest

from newsletter.rendering.filters import tie_last_words


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("The pool is open", "The pool is open"),
        ("What we heard about the pool", "What we heard about the\u00a0pool"),
        ("The Riverside Letter", "The Riverside Letter"),
        ("What the council decided", "What the council decided"),
        ("Twenty-one-of-them-are-here", "Twenty-one-of-them-are-here"),
    ],
    ids=["short", "two short words", "a long one before", "two that are long", "one word"],
)
def test_only_short_words_of_a_long_title_are_tied(title: str, shown: str) -> None:
    assert tie_last_words(title) == shown
