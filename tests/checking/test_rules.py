"""Every rule has a bad and a good example, its documentation too; what it finds has a place, a why and a hint."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from newsletter.checking import check_publication
from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.examples import ISSUE_NAME, MARK
from newsletter.checking.registry import Example, Requirement, Stage
from newsletter.errors import Problem, Severity
from newsletter.loading import load_publication
from newsletter.pipeline import open_pipeline
from tests.checking.documents import TODAY, inspect_example, write_example
from tests.checking.https_server import FakeSite
from tests.packs import PACKS, RULES


@pytest.fixture
def web(rule_id: str, request: pytest.FixtureRequest) -> Web | None:
    """Return a way to follow links for the rules that do: to a server on loopback, where ``/gone`` is not found."""
    site: FakeSite | None = request.getfixturevalue("site") if RULES[rule_id].needs is Requirement.WEB else None
    return site.open_web() if site else None


every_rule = pytest.mark.parametrize("rule_id", RULES)


def packs_of(rule_id: str) -> tuple[str, ...]:
    """Return the packs that the examples of a rule may use: those that bring the rule."""
    return PACKS if RULES[rule_id].pack else ()


def test_the_issue_and_the_publication_that_examples_start_from_are_blameless(tmp_path: Path) -> None:
    assert inspect_example(tmp_path, Example()) == ()
    assert inspect_example(tmp_path, Example(), packs=()) == ()


@every_rule
def test_a_rule_says_why_it_is_one_and_shows_a_bad_and_a_good_example(rule_id: str) -> None:
    rule = RULES[rule_id]

    assert rule.reason.endswith(".")
    assert rule.bad != Example()
    assert rule.good != rule.bad
    assert MARK not in rule.good.issue + rule.good.publication


@every_rule
def test_a_bad_example_is_found_where_it_stands_and_by_its_own_rule_alone(
    tmp_path: Path, rule_id: str, web: Web | None
) -> None:
    place = write_example(tmp_path, RULES[rule_id].bad, packs_of(rule_id))
    found = inspect_example(tmp_path, RULES[rule_id].bad, web=web, packs=packs_of(rule_id))

    assert {problem.rule for problem in found} == {rule_id}
    assert found[0].place == place
    assert all(problem.hint and problem.why == RULES[rule_id].reason for problem in found)
    if rule_id not in WEIGHED_ONE_BY_ONE:
        is_warning = RULES[rule_id].severity is Severity.WARNING
        assert {problem.severity for problem in found} == {Severity.WARNING if is_warning else Severity.ERROR}


@every_rule
def test_a_good_example_is_left_in_peace(tmp_path: Path, rule_id: str, web: Web | None) -> None:
    assert inspect_example(tmp_path, RULES[rule_id].good, web=web, packs=packs_of(rule_id)) == ()


@every_rule
def test_what_is_unfinished_does_not_stop_a_draft(tmp_path: Path, rule_id: str, web: Web | None) -> None:
    rule = RULES[rule_id]
    draft = replace(rule.bad, issue=f"status: draft\n{rule.bad.issue}")
    found = inspect_example(tmp_path, draft, web=web, packs=packs_of(rule_id))
    weights = {problem.severity for problem in found if problem.rule == rule_id}

    if rule_id not in WEIGHED_ONE_BY_ONE:
        assert weights == {Severity.ERROR if rule.severity is Severity.ERROR else Severity.WARNING}


WEIGHED_ONE_BY_ONE = {"email.size", "issue.number-twice", "withdrawn.repeated"}
"""Rules some of whose findings weigh less than others, or that a build does not ask though they stop a send."""


@every_rule
def test_a_build_asks_the_rules_that_can_stop_an_issue_and_leaves_the_others_to_check(
    tmp_path: Path, rule_id: str
) -> None:
    rule = RULES[rule_id]
    problems = [problem.rule for problem in build_example(tmp_path, rule.bad, packs_of(rule_id))]

    if rule_id != "waiver.stale":
        assert (rule_id in problems) is (rule.stage is Stage.BUILD)
    assert rule.stage is Stage.BUILD or rule.severity is Severity.WARNING or rule_id == "waiver.stale"


def build_example(folder: Path, example: Example, packs: tuple[str, ...]) -> list[Problem]:
    """Return what a build finds in an example."""
    write_example(folder, example, packs)
    loaded = load_publication(folder)
    pipeline = open_pipeline(folder, loaded.publication, Stage.BUILD, TODAY)
    return [*check_publication(loaded, TODAY, folder), *pipeline.prepare(ISSUE_NAME).problems]
