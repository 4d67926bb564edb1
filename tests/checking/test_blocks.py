"""What rules say of quotations, buttons, tables, figures and people, beyond the two examples of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking.documents import inspect_issue


def find(tmp_path: Path, block: str) -> list[str]:
    """Return the rules that object to an issue with one block."""
    return [problem.rule for problem in inspect_issue(tmp_path, f"blocks:\n  - {block}\n")]


@pytest.mark.parametrize("words", ["Click here", "here", "Read more", "https://hall.example.org/cakes"])
def test_a_button_says_what_it_is_for(tmp_path: Path, words: str) -> None:
    button = f"{{type: button, text: '{words}', url: 'https://hall.example.org/cakes'}}"

    assert find(tmp_path, button) == ["link.says-nothing"]


@pytest.mark.parametrize(
    ("words", "rules"),
    [
        ("'“It hums.”'", ["quote.marks"]),
        ("'“It hums”, she said, “and always has.”'", []),
        ("'**\"It hums\"**.'", ["quote.marks"]),
        ("'\"'", []),
        ("It hums.", []),
    ],
)
def test_only_marks_around_the_whole_of_a_quotation_are_too_many(tmp_path: Path, words: str, rules: list[str]) -> None:
    assert find(tmp_path, f"{{type: quote, words: {words}, who: L. Svensson}}") == rules
