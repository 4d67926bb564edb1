"""Prose keeps its lines, but for those whose words have changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.parsing.wrapping import rewrap, wrap

_WORDS = st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join)
_TEXTS = st.lists(st.one_of(_WORDS, st.just("")), min_size=1, max_size=5).map("\n".join)


def unwrap(lines: list[str]) -> str:
    """Join lines as YAML does."""
    phrase, gap = "", ""
    for line in lines:
        if line:
            phrase, gap = phrase + gap + line, " "
        else:
            phrase, gap = phrase + "\n", ""
    return phrase


@pytest.mark.parametrize(
    ("lines", "text", "after"),
    [
        (["one two", "three four"], "one two three four", ["one two", "three four"]),
        (["one two", "three four", "five six"], "one two three FOUR five six", ["one two", "three FOUR", "five six"]),
        (["one two", "three four"], "zero one two three four", ["zero one two", "three four"]),
        (["one two", "three four"], "one two three four five", ["one two", "three four five"]),
        (["one two", "three four"], "one two", ["one two"]),
        (
            ["one two three", "four", "five six seven"],
            "one two three FOUR five six seven",
            ["one two three", "FOUR", "five six seven"],
        ),
        (["a b", "c", "", "d e", "f"], "a b c\nd e F", ["a b", "c", "", "d e", "F"]),
        (["a b", "c d", "e f"], "a b c\nd e f", ["a b", "c", "", "d e f"]),
        (["a b", "c", "", "d", "e f"], "a b c d e f", ["a b", "c d e f"]),
        (["a b", "", "c d"], "a b\nnew\nc d", ["a b", "", "new", "", "c d"]),
        (["a b", "", "c d"], "c d", ["c d"]),
        (["a"], "", []),
        ([], "one two three four five", ["one two three", "four five"]),
    ],
)
def test_lines_stay_before_the_first_word_that_changed_and_after_the_last(
    lines: list[str], text: str, after: list[str]
) -> None:
    assert rewrap(lines, text, 15) == after


@given(_TEXTS, _TEXTS, st.integers(5, 30), st.integers(5, 30))
def test_lines_always_say_the_text(before: str, after: str, narrow: int, wide: int) -> None:
    lines = wrap(before, narrow)

    assert unwrap(lines) == before
    assert unwrap(rewrap(lines, after, wide)) == after
    assert rewrap(lines, before, wide) == lines


@given(_WORDS, _WORDS, _WORDS, _WORDS)
def test_a_changed_word_changes_few_lines(before: str, old: str, new: str, after: str) -> None:
    lines = wrap(f"{before} {old} {after}", 20)
    written = rewrap(lines, f"{before} {new} {after}", 20)

    assert all(len(line) <= 20 for line in written)
    kept = len([line for line in wrap(before, 20)[:-1] if line in written])
    assert kept == len(wrap(before, 20)[:-1])
