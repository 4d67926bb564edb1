"""What begins a list item in plain text, and what only looks like it."""

from __future__ import annotations

import pytest

from newsletter.importing.sources.text import read
from tests.importing.sources import bring


def items_of(text: str) -> list[tuple[str, str]]:
    return [(line.marker, line.text) for line in read(text.encode(), "a.txt").lines if line.kind == "item"]


@pytest.mark.parametrize(
    "bullet", [*"-*+•◦▪■□●○‣⁃∙◆◇❖❑▶►➢➤➔→⇒»★–—−", "\uf0b7", "\uf0d8", "o ", "1.", "2)", "(3)", "a)", "(iv)"]
)
def test_a_bullet_of_any_program_begins_an_item(bullet: str) -> None:
    assert items_of(f"{bullet} Quiz on Friday") == [(bullet.strip(), "Quiz on Friday")]


@pytest.mark.parametrize("sign", ["✓", "✗", "☐", "☑", "✅", "✔\ufe0f"])
def test_a_sign_that_says_something_stays_with_the_words(sign: str) -> None:
    assert items_of(f"{sign} Hall booked") == [("•", f"{sign} Hall booked")]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Bring:\na. a pen\nb. a cup", [("a.", "a pen"), ("b.", "a cup")]),
        ("a. a pen\n   for the list\nb. a cup", [("a.", "a pen"), ("b.", "a cup")]),
        ("a. one\n\nb. two\n\nc. three", [("a.", "one"), ("b.", "two"), ("c.", "three")]),
        ("A. Tea\nB. Cake", [("A.", "Tea"), ("B.", "Cake")]),
        ("i. Tea\nii. Cake\niii. Milk\niv. Jam", [("i.", "Tea"), ("ii.", "Cake"), ("iii.", "Milk"), ("iv.", "Jam")]),
        ("h. last of these\ni. no", []),
        ("J. Smith came.\nK. Jones, too.", []),
        ("a. alone", []),
        ("a. Tea\nB. Cake", []),
        ("p. 12 of the letter\nq. 13", []),
        ("-5 degrees\n*bold* words\n1.5 litres\n→", []),
    ],
)
def test_letters_count_where_the_next_one_follows(text: str, items: list[tuple[str, str]]) -> None:
    assert items_of(text) == items


def test_what_a_list_leads_to_is_a_list_and_not_one_paragraph() -> None:
    source = (
        "What to bring to the meeting in the hall on the first Monday:\n"
        "a. the minutes of the last meeting and of the one before it too\nb. a pen\n➢ Film night\n➔ Quiz"
    )
    items = [row for row in bring(source).blocks[0]["body"].splitlines() if row and not row.startswith("What")]

    assert len(items) == 4
    for row, words in zip(items, ("before it too", "a pen", "Film night", "Quiz"), strict=True):
        assert row.startswith(("- ", "* "))
        assert row.endswith(words)
