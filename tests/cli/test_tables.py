"""Tables on a terminal: no line is wider, nothing is lost, and columns stay straight in any script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from newsletter.cli.tables import format_table, measure, wrap

HEADINGS = ("Issue", "Subject", "Size")
NUMBERS = frozenset({2})
WORDS = st.text(st.sampled_from("abß日本\u0301👩é-. "), max_size=60)
NEVER_BROKEN = 7 + 9 + 2 * 2
"""Columns of the terminal that the issue, the size and two gaps take below."""


def make_lines(subject: str, width: int) -> list[str]:
    table = format_table(HEADINGS, [["2024-01", subject, "1,234.5 K"]], NUMBERS, width)
    return [line for lines in table for line in lines]


@given(WORDS, st.integers(2, 40))
def test_wrapping_loses_no_sign_and_no_line_is_too_wide(text: str, width: int) -> None:
    lines = wrap(text, width)

    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(map(measure, lines)) <= width


@given(WORDS, st.integers(NEVER_BROKEN + 8, 120))
def test_no_line_is_wider_than_the_terminal(subject: str, width: int) -> None:
    assert max(map(measure, make_lines(subject, width))) <= width


def test_a_long_cell_goes_on_below_and_words_stay_whole() -> None:
    assert make_lines("The quarterly digest, February", NEVER_BROKEN + 10) == [
        "Issue    Subject          Size",
        "2024-01  The         1,234.5 K",
        "         quarterly",
        "         digest,",
        "         February",
    ]


def test_a_word_is_broken_only_where_it_must_be() -> None:
    assert wrap("see https://example.org/a for more", 12) == ["see", "https://exam", "ple.org/a", "for more"]


def test_wide_signs_and_marks_keep_columns_straight() -> None:
    rows = [["a", "日本語", "1"], ["b", "cafe\u0301", "22"]]
    lines = [line for lines in format_table(("X", "Y", "Z"), rows, NUMBERS, 80) for line in lines]

    assert lines == ["X  Y        Z", "a  日本語   1", "b  cafe\u0301    22"]


def test_without_a_limit_a_row_is_one_line() -> None:
    assert make_lines("word " * 200 + "end", 10**9)[1].count("word") == 200
