"""Build, preview, check and send prepare an issue in one way: each asks the rules of its stage, and finds the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newsletter.building import BuildRequest, build
from newsletter.checker import CheckRequest, check_all
from newsletter.checking import Stage
from newsletter.checking.contexts import LinkContext
from newsletter.checking.examples import ISSUE_NAME
from newsletter.errors import Problem, ProblemsFoundError, Severity
from newsletter.loading import load_publication
from newsletter.pipeline import open_pipeline, open_tools
from newsletter.preview.render_cache import RenderCache
from newsletter.providers.base import Capabilities
from newsletter.sending.prepare import apply_publication_policy, prepare_issue
from tests.building.publications import make_publication
from tests.checking.documents import write_example
from tests.matrix import some_of
from tests.packs import RULES

PERIOD = Path(ISSUE_NAME).stem
NOW = datetime.now(UTC)
LOCAL = [rule_id for rule_id, rule in RULES.items() if rule.context is not LinkContext]


def find_asked(stage: Stage) -> set[str]:
    return {rule.id for rule in RULES.values() if stage.asks(rule.stage)}


def test_each_stage_asks_what_the_one_before_it_asks() -> None:
    assert find_asked(Stage.BUILD) < find_asked(Stage.CHECK) <= find_asked(Stage.SEND)
    assert find_asked(Stage.SEND) == set(RULES)


def test_a_build_needs_no_tools() -> None:
    assert {rule.id for rule in RULES.values() if rule.stage is Stage.BUILD and rule.needs} <= {"review.unknown-name"}


def test_the_preview_names_the_rules_that_it_defers(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])
    view = RenderCache(root).get("2024-01")
    publication = load_publication(root).publication
    needy = {rule.id for rule in RULES.values() if rule.needs and rule.pack in {None, *publication.packs}}

    assert view.rendered is not None
    assert set(view.rendered.prepared.deferred) == needy


def test_a_check_defers_what_it_has_no_tools_for(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])
    publication = load_publication(root).publication
    pipeline = open_pipeline(root, publication, Stage.CHECK, NOW.date(), open_tools(root))

    assert {"link.dead", "email.spam-score"} <= set(pipeline.prepare("issues/2024-01.yaml").deferred)
    assert "link.repeated" not in pipeline.prepare("issues/2024-01.yaml").deferred


def find_by_building(root: Path) -> set[str]:
    try:
        problems: Iterable[Problem] = build(BuildRequest(root, root / "dist", NOW.date())).warnings
    except ProblemsFoundError as error:
        problems = error.problems
    return describe(problem for problem in problems if problem.rule != "issue.number-twice")  # it warns, and goes on


def find_by_checking(root: Path) -> tuple[Problem, ...]:
    return check_all(CheckRequest(root, NOW.date(), (ISSUE_NAME,), open_tools(root))).problems


def find_by_sending(root: Path) -> set[str]:
    capabilities = Capabilities(own_text=True, test_send="any", remembers=True)
    prepared = apply_publication_policy(root, prepare_issue(root, PERIOD, NOW), capabilities, NOW.date())
    return {*prepared.readiness.blockers, *prepared.readiness.warnings}


def describe(problems: Iterable[Problem]) -> set[str]:
    """Return problems as they are shown, without those of other issues."""
    return {str(problem) for problem in problems if problem.place.file in {ISSUE_NAME, "newsletter.toml"}}


@pytest.mark.slow
@pytest.mark.parametrize("rule_id", some_of(sorted(LOCAL), 35))
def test_what_breaks_a_rule_is_found_alike_in_every_way(tmp_path: Path, rule_id: str) -> None:
    write_example(tmp_path, RULES[rule_id].bad)
    checked = find_by_checking(tmp_path)
    shown = RenderCache(tmp_path).get(PERIOD).problems

    assert rule_id in {problem.rule for problem in checked} or RULES[rule_id].needs
    assert find_by_building(tmp_path) <= describe(checked) <= find_by_sending(tmp_path)
    assert describe(shown) <= describe(checked)
    assert not any(RULES[problem.rule].needs is None for problem in set(checked) - set(shown))


def test_a_send_is_blocked_by_every_error_of_a_check(tmp_path: Path) -> None:
    write_example(tmp_path, RULES["waiver.stale"].bad)
    path = tmp_path / ISSUE_NAME
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft", "status: ready"), encoding="utf-8")
    errors = {str(problem) for problem in find_by_checking(tmp_path) if problem.severity is Severity.ERROR}

    assert errors
    assert errors <= set(prepare_issue(tmp_path, PERIOD, NOW).readiness.blockers)
