"""A waiver covers what it names and nothing else, shows, and goes stale loudly."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.checker import CheckRequest, check_all
from newsletter.checking.examples import ISSUE_NAME
from newsletter.checking.registry import Example
from newsletter.errors import ProblemsFoundError, Severity
from newsletter.loading import parse_issue
from newsletter.pipeline import Tools
from tests.checking.documents import TODAY, check_changed_issue, inspect_issue, write_example, write_issue
from tests.packs import PACKS, RULES

RULE = "words.house-spelling"


def waive(place: str, rule: str = RULE) -> str:
    """Write an issue with the same fault in two blocks, and a waiver."""
    return f"""
blocks:
  - type: section
    id: letters
    title: Letters
    blocks:
      - {{type: text, body: We had Covid-19.}}
  - {{type: text, body: They had Covid-19.}}
waivers:
  - {{rule: {rule}, {place} reason: It is quoted.}}
"""


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("block: letters,", ["blocks[1].body"]),
        ("path: 'blocks[0]',", ["blocks[1].body"]),
        ("path: 'blocks[1].body',", ["blocks[0].blocks[0].body"]),
        ("path: 'blocks',", []),
        ("", ["blocks[0].blocks[0].body", "blocks[1].body"]),
        ("path: 'block',", ["blocks[0].blocks[0].body", "blocks[1].body"]),
        ("block: leters,", ["blocks[0].blocks[0].body", "blocks[1].body"]),
    ],
)
def test_a_waiver_covers_its_place_and_what_stands_below(tmp_path: Path, place: str, left: list[str]) -> None:
    assert [problem.path for problem in check_changed_issue(tmp_path, waive(place))] == left


def test_a_waiver_of_one_rule_leaves_the_others(tmp_path: Path) -> None:
    assert len(check_changed_issue(tmp_path, waive("path: blocks,", "intro.month"))) == 2


def test_a_waiver_without_a_reason_is_refused() -> None:
    with pytest.raises(ProblemsFoundError, match="reason"):
        parse_issue(write_issue(f"waivers: [{{rule: {RULE}, path: title}}]\n").encode(), ISSUE_NAME, PACKS)


def test_a_waiver_with_two_places_is_refused() -> None:
    with pytest.raises(ProblemsFoundError, match="a block and a path are both given"):
        parse_issue(
            write_issue(f"waivers: [{{rule: {RULE}, path: a, block: b, reason: X}}]\n").encode(), ISSUE_NAME, PACKS
        )


def test_a_waiver_of_no_rule_is_answered_with_a_close_one(tmp_path: Path) -> None:
    problems = check_changed_issue(tmp_path, waive("path: blocks,", "words.house-speling"))
    (problem,) = (problem for problem in problems if problem.rule == "waiver.rule")

    assert (problem.severity, problem.hint) == (
        Severity.ERROR,
        "Write 'words.house-spelling'. newsletter rules lists all.",
    )


@pytest.mark.parametrize(("status", "severity"), [("draft", Severity.WARNING), ("ready", Severity.ERROR)])
def test_a_stale_waiver_keeps_a_ready_issue_from_passing(tmp_path: Path, status: str, severity: Severity) -> None:
    found = inspect_issue(tmp_path, f"status: {status}\nwaivers: [{{rule: {RULE}, path: title, reason: Once.}}]\n")

    assert [(problem.rule, problem.severity) for problem in found] == [("waiver.stale", severity)]


@pytest.mark.parametrize("rule", ["words.spelling", "email.spam-score"])
def test_a_waiver_is_not_stale_where_its_rule_had_nothing_to_judge_by(tmp_path: Path, rule: str) -> None:
    write_example(tmp_path, Example(issue=f"status: ready\nwaivers: [{{rule: {rule}, reason: It quotes.}}]\n"))

    assert check_all(CheckRequest(tmp_path, TODAY, (ISSUE_NAME,), Tools(dictionaries=()))).problems == ()


def test_whatever_concerns_truth_or_safety_cannot_be_waived() -> None:
    firm = {rule.id for rule in RULES.values() if not rule.waivable}

    assert {"intro.count", "incident.after-issue", "palette.contrast", "subject.pseudonym-unconfirmed"} <= firm


def test_a_rule_about_the_publication_cannot_be_waived_by_an_issue(tmp_path: Path) -> None:
    waiver = "waivers: [{rule: image.small, reason: The logo is old.}]\n"
    (problem,) = check_changed_issue(tmp_path, waiver)

    assert problem.rule == "waiver.rule"
    assert problem.message == "'image.small' is about newsletter.toml, and an issue cannot waive it"


@pytest.mark.parametrize(
    ("place", "hint"),
    [
        ("block: leters,", "There is no block 'leters'"),
        ("", "add block: with an id, or path:"),
        ("path: 'blocks[7]',", "name the place where the problem is now"),
    ],
)
def test_a_waiver_that_misses_its_place_is_told_how_to_name_it(tmp_path: Path, place: str, hint: str) -> None:
    (problem,) = (found for found in inspect_issue(tmp_path, waive(place)) if found.rule == "waiver.stale")

    assert hint in problem.hint
