"""What is wrong, in words for people who never see the file: what it is, and how to fix it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from newsletter.checking.registry import Requirement
from newsletter.errors import Location, Problem, Reason
from newsletter.preview.app import Preview
from newsletter.preview.panels.send_acts import SendPanel
from newsletter.preview.panels.status_acts import StatusPanel
from newsletter.preview.serializers import describe_problem
from tests.checking.documents import write_example
from tests.checking.https_server import FakeSite
from tests.every_problem import (
    find_rule_problems,
    find_syntax_problems,
    find_validator_problems,
    find_value_problems,
    leave_out_quotations,
)
from tests.packs import PACKS, RULES
from tests.preview.test_panel_words import FOREIGN, read_words

VAGUE = ("cannot be written so", "not in order", "in another way")


@pytest.mark.parametrize(
    ("message", "hint", "text"),
    [
        ("the day is not there", "Write 2024-02-30. It is", ("The day is not there.", "Write 2024-02-30. It is.")),
        ("'a b' is odd. Is it?", "Mend it.", ("'a b' is odd. Is it?", "Mend it.")),
        ("it is odd", "Mend it. If it is text, write: 'Yes'. Quotes do that.", ("It is odd.", "Mend it.")),
        ("'a_b' is odd", "Mend it. Look into the path a_b.", ("'a_b' is odd.", "Mend it.")),
        ("it is old", Reason("Try it", ": checked = today.", ", today."), ("It is old.", "Try it, today.")),
        (Reason("", "the key a_b", "the day"), "Mend it.", ("The day.", "Mend it.")),
    ],
)
def test_what_is_about_the_file_is_left_out(message: str, hint: str, text: tuple[str, str]) -> None:
    problem = Problem(Location("issues/2024-01.yaml", 3), "a.rule", message, hint)

    assert problem.in_page == text
    assert problem.reason.in_page == " ".join(text)


def test_a_document_that_cannot_be_read_has_no_words_of_its_syntax() -> None:
    problem = Problem(Location("issues/2024-01.yaml", 3), "yaml.quotes", "this quotation mark is never closed.", "Do.")

    assert problem.in_page[0] == "This issue cannot be read as it was saved."


@cache
def find_documents_problems() -> tuple[Problem, ...]:
    """Return what is wrong with documents that no rule comes to: what cannot be read, and what no model takes."""
    return tuple({*find_syntax_problems(), *find_value_problems(), *find_validator_problems()})


def list_faults(problems: tuple[Problem, ...]) -> list[tuple[str, tuple[str, str]]]:
    """Return the problems that have words of a file, or that do not say what is wrong and how to fix it."""
    return [
        (one.rule, one.in_page)
        for one in problems
        if FOREIGN.search(" ".join(map(leave_out_quotations, one.in_page)))
        or any(vague in " ".join(one.in_page) for vague in VAGUE)
        or not all(text.endswith((".", "?", "!")) for text in one.in_page)
    ]


def test_no_rule_has_a_word_of_the_file_on_screen(tmp_path: Path) -> None:
    with FakeSite(tmp_path).running() as site:
        problems = tuple(find_rule_problems(site.open_web()))

    assert {one.rule for one in problems} >= set(RULES)
    assert list_faults(problems) == []
    assert [one.rule for one in problems if FOREIGN.search(one.why)] == []


def test_no_refusal_of_a_model_or_a_parser_has_a_word_of_the_file_on_screen() -> None:
    problems = find_documents_problems()

    assert len({one.rule for one in problems}) > 80
    assert list_faults(problems) == []


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", [rule.id for rule in RULES.values() if rule.needs is not Requirement.WEB])
def test_every_panel_says_what_a_rule_finds_without_a_word_of_the_file(tmp_path: Path, rule_id: str) -> None:
    write_example(tmp_path, RULES[rule_id].bad, PACKS if RULES[rule_id].pack else ())
    preview = Preview(tmp_path, {})
    panels = [panel(preview, "2024-03").show() for panel in (StatusPanel, SendPanel)]
    view = preview.cache.get("2024-03")
    rows = [" ".join(describe_problem(problem, view)["said"]) for problem in view.problems]
    shown = leave_out_quotations(" ".join(map(read_words, [*panels, *rows])))

    assert not FOREIGN.search(shown)
    assert not any(vague in shown for vague in VAGUE)
