"""Letters: one opens an issue, instead of an intro, and outside any section."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking.documents import inspect_issue

LETTER = "{type: letter, body: Spring is here., name: Anna Example}"


@pytest.mark.parametrize(
    ("blocks", "path", "message"),
    [
        (f"  - {LETTER}\n  - {LETTER}\n", "blocks[1].body", "this is the second letter of the issue"),
        (
            f"  - type: section\n    title: News\n    blocks:\n      - {LETTER}\n",
            "blocks[0].blocks[0].body",
            "in a section",
        ),
    ],
)
def test_a_letter_out_of_place_is_refused(tmp_path: Path, blocks: str, path: str, message: str) -> None:
    (problem,) = inspect_issue(tmp_path, f"intro: null\nblocks:\n{blocks}")

    assert (problem.rule, problem.path) == ("letter.opening", path)
    assert message in problem.message


def test_an_issue_needs_an_intro_or_a_letter(tmp_path: Path) -> None:
    with_neither = inspect_issue(tmp_path, "intro: null\n")

    assert inspect_issue(tmp_path, f"intro: null\nblocks:\n  - {LETTER}\n") == ()
    assert [problem.rule for problem in with_neither] == ["issue.unfinished"]
    assert str(with_neither[0].hint).endswith("Or begin with a block of type letter.")
