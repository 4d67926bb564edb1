"""The preview says of an issue what the command that checks says, and why."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from newsletter.checker import CheckRequest, check_all
from newsletter.errors import Problem
from newsletter.pipeline import Tools
from newsletter.preview.render_cache import RenderCache
from newsletter.preview.serializers import serialize_view
from tests.building.publications import make_publication, write_issue

NAME = "issues/2024-01.yaml"


def check(root: Path) -> tuple[Problem, ...]:
    today = datetime.now().astimezone().date()
    return check_all(CheckRequest(root, today, (NAME,), Tools(dictionaries=()))).problems


def turn_blue(settings: Path) -> None:
    """Give the light palette an accent that is lost where a client forces the dark."""
    text, count = re.subn(r'(?m)^accent = ".*"$', 'accent = "#0000ff"', settings.read_text(encoding="utf-8"), count=1)
    assert count == 1
    settings.write_text(text, encoding="utf-8")


def test_the_preview_says_of_an_issue_and_of_its_publication_what_check_says(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])
    write_issue(root, "2024-01", words="word " * 26)
    turn_blue(root / "newsletter.toml")
    shown = RenderCache(root).get("2024-01").problems

    assert {"sentence.long", "palette.forced-dark"} <= {problem.rule for problem in shown}
    assert shown == check(root)


def test_the_page_names_the_rules_that_are_left_to_check(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])

    assert {"words.spelling", "link.repeated", "link.dead"} <= set(
        serialize_view(RenderCache(root).get("2024-01"))["deferred"]
    )


def test_each_problem_comes_with_its_reason(tmp_path: Path) -> None:
    root = make_publication(tmp_path / "news", ["2024-01"])
    write_issue(root, "2024-01", words="word " * 26)
    told = serialize_view(RenderCache(root).get("2024-01"))["problems"]
    (long,) = (problem for problem in told if problem["rule"] == "sentence.long")

    assert long["why"].startswith("In a long sentence the beginning is forgotten")
