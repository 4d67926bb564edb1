"""What is wrong, in words for people who never see the file; the words are the server's, for every part of the page."""

from __future__ import annotations

import pytest

from newsletter.editing.problem_words import OTHERWISE, explain_problem
from newsletter.errors import Location, Problem, Reason


@pytest.mark.parametrize(
    ("message", "hint", "said"),
    [
        ("the day is not there", "Write 2024-02-30. It is", ("The day is not there.", "Write 2024-02-30. It is.")),
        ("'a b' is odd. Is it?", "", ("'a b' is odd. Is it?",)),
        ("it is odd", "Mend it. If it is text, write: 'Yes'. Quotes do that.", ("It is odd.", "Mend it.")),
        ("the key 'bod_y' is not known", "Did you mean `body`?", (OTHERWISE,)),
        (
            "it is old",
            Reason("Try it, then", "write: checked = today.", "choose: today."),
            ("It is old.", "Try it, then choose: today."),
        ),
    ],
)
def test_what_is_about_the_file_is_left_out(message: str, hint: str, said: tuple[str, ...]) -> None:
    problem = Problem(Location("issues/2024-01.yaml", 3), "a.rule", message, hint)

    assert explain_problem(problem) == said
