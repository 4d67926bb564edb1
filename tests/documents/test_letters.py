"""Letters with their marks: one function normalises them everywhere, in time that grows with their number alone."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import newsletter
from newsletter.documents.values import MOST_MARKS, drop_surplus_marks, normalise
from newsletter.errors import ProblemsFoundError
from newsletter.importing.lines import clean
from newsletter.loading import parse_issue
from tests.growth.growing import TOO_MUCH, find_growth
from tests.packs import PACKS

MARKS = ("\u0300\u0316", "\u0301", "\u05b0", "\u064b\u0651", "\U0001d165")


@pytest.mark.parametrize("marks", MARKS)
def test_many_marks_on_one_letter_take_linear_time(marks: str) -> None:
    assert find_growth(lambda size: lambda: normalise("NFC", "a" + marks * (size // len(marks)))) < TOO_MUCH
    assert find_growth(lambda size: lambda: clean("a" + marks * (size // len(marks)))) < TOO_MUCH


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_what_people_write_is_normalised_as_ever(text: str) -> None:
    assert normalise("NFC", text) == unicodedata.normalize("NFC", text)


@given(st.integers(0, 80))
def test_a_letter_keeps_thirty_marks(count: int) -> None:
    acute = "\u0301"
    assert drop_surplus_marks(f"x{acute * count}y") == f"x{acute * min(count, MOST_MARKS)}y"


def test_a_document_with_more_is_told_where() -> None:
    document = ("period: 2031-05\ntitle: May\nintro: h" + MARKS[0] * 10_000 + "i\n").encode()
    with pytest.raises(ProblemsFoundError) as raised:
        parse_issue(document, "2031-05.yaml", PACKS)
    assert [str(problem) for problem in raised.value.problems] == [
        "2031-05.yaml:3:8: error: intro: a letter has more than 30 accents. Delete it and type the word again."
    ]


def test_nothing_else_normalises() -> None:
    """What calls unicodedata itself has no bound."""
    root = Path(newsletter.__file__).parent
    calls = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8").count("unicodedata.normalize(")
        for path in root.rglob("*.py")
    }
    assert {name: count for name, count in calls.items() if count} == {"documents/values.py": 1}
