"""What only looks like a fault, and what is one in other words than in a rule's examples: links, words, dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.checking.documents import inspect_issue


@pytest.mark.parametrize(
    "words",
    [
        "right here", "Click here to read more", "Click here for the guidance", "Read the full article",
        "Visit website", "that link", "**Here**", "nhs.wales", "www.example.org/hours",
    ],
)  # fmt: skip
def test_a_link_that_says_nothing_is_found_in_other_words(tmp_path: Path, words: str) -> None:
    (problem,) = inspect_issue(tmp_path, f"intro: 'See [{words}](https://hall.example.org/hours).'\n")

    assert problem.rule == "link.says-nothing"


@pytest.mark.parametrize(
    "words",
    ["more about the strategy", "GOV.UK", "here is the plan", "Working together 2023", "the report [second edition]"],
)
def test_a_link_that_says_something_is_left_in_peace(tmp_path: Path, words: str) -> None:
    assert inspect_issue(tmp_path, f"intro: 'See [{words}](https://hall.example.org/hours).'\n") == ()


def test_a_link_within_code_is_none(tmp_path: Path) -> None:
    assert inspect_issue(tmp_path, "intro: 'Never write `[click here](https://hall.example.org)` again.'\n") == ()


@pytest.mark.parametrize("words", ["The report.", "**the report**", "THE  REPORT"])
def test_marks_and_capitals_do_not_make_other_words_of_a_link(tmp_path: Path, words: str) -> None:
    intro = f"See [the report](https://hall.example.org/1) and [{words}](https://hall.example.org/2)."
    found = [problem.rule for problem in inspect_issue(tmp_path, f"intro: '{intro}'\n")]

    assert "link.same-words" in found


@pytest.mark.parametrize(
    ("words", "file", "rules"),
    [
        ("Form (Word, 20 KB)", "form.docx", []),
        ("Figures (Excel, 1.5 MB)", "figures.xlsx", []),
        ("Guidance (PDF, 2 pages)", "guidance.PDF?dl=1", []),
        ("Guidance (PDF)", "guidance.pdf", ["link.unlabelled-file"]),
        ("Figures for May", "figures.csv", ["link.unlabelled-file"]),
    ],
)
def test_a_kind_of_file_may_be_called_what_people_call_it(
    tmp_path: Path, words: str, file: str, rules: list[str]
) -> None:
    problems = inspect_issue(tmp_path, f"intro: 'See [{words}](https://hall.example.org/{file}).'\n")

    assert [problem.rule for problem in problems] == rules


def test_a_host_that_only_ends_like_a_tracker_is_none(tmp_path: Path) -> None:
    assert inspect_issue(tmp_path, "intro: 'See [the hall](https://quay-list-manage.com/x).'\n") == ()
    (problem,) = inspect_issue(tmp_path, "intro: 'See [the hall](https://quay.list-manage.com/x).'\n")

    assert problem.rule == "link.detour"
