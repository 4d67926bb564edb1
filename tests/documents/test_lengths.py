"""Fields hold as much as people write by hand, and dates are within what calendars can compute."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newsletter.documents.schema import write_schema
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.loading import parse_issue
from tests.packs import PACKS

ISSUE: dict[str, Any] = {
    "period": "2031-05",
    "title": "May",
    "blocks": [
        {"type": "text", "title": "The hall", "body": "It is open."},
        {"type": "links", "title": "To read", "items": [{"text": "A page", "url": "https://example.org/", "why": "!"}]},
        {"type": "event", "title": "A talk", "starts": "2031-05-14", "place": "The hall"},
    ],
    "corrections": [{"at": "2031-05-02T09:00:00+00:00", "note": "A name was wrong."}],
}

Path = tuple[str | int, ...]


def read_problems(path: Path, value: object) -> list[Problem]:
    """Return what is wrong with the issue once a value is put at a path of it."""
    issue = json.loads(json.dumps(ISSUE))
    parent = issue
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    try:
        parse_issue(json.dumps(issue).encode(), "2031-05.yaml", PACKS)
    except ProblemsFoundError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(
    ("path", "longest"),
    [
        (("title",), 300),
        (("subject",), 300),
        (("preheader",), 300),
        (("intro",), 50_000),
        (("blocks", 0, "title"), 300),
        (("blocks", 0, "body"), 50_000),
        (("blocks", 1, "items", 0, "text"), 300),
        (("blocks", 2, "place"), 300),
        (("corrections", 0, "note"), 2_000),
    ],
)
@pytest.mark.parametrize("letter", ["x", "é"])
def test_a_field_that_is_too_long_is_told_once_with_its_length(path: Path, longest: int, letter: str) -> None:
    assert read_problems(path, letter * longest) == []
    told = [(problem.rule, problem.hint) for problem in read_problems(path, letter * (longest + 1))]
    assert told == [("document.length", f"It must have {longest} characters at most.")]


@pytest.mark.parametrize(("path", "written"), [(("blocks", 1, "items", 0, "url"), "%s"), (("intro",), "[a](%s)")])
def test_an_address_that_is_too_long_is_told(path: Path, written: str) -> None:
    address = "https://example.org/" + "a" * 1_980
    assert read_problems(path, written % address) == []
    assert {problem.rule for problem in read_problems(path, written % f"{address}a")} <= {
        "document.length",
        "url.length",
    }
    assert read_problems(path, written % f"{address}a")


def test_the_schema_says_how_long_a_field_may_be() -> None:
    fields = json.loads(write_schema("issue", PACKS))["properties"]
    assert fields["title"]["maxLength"] == 300
    assert [kind.get("maxLength") for kind in fields["intro"]["anyOf"]] == [50_000, None]


FAR = ["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9999-12-31", "0001-01-01", "1899-12-31", "2200-01-01"]
NEAR = ["1900-01-01", "2199-12-31", "2199-12-31T23:59:59-23:59", "1900-01-01T00:00:00+23:59"]


@pytest.mark.parametrize("value", FAR)
@pytest.mark.parametrize(
    "path", [("published",), ("corrections", 0, "at"), ("blocks", 2, "starts"), ("blocks", 2, "reply_by")]
)
def test_a_date_that_nobody_means_is_a_problem_at_its_place(path: Path, value: str) -> None:
    problems = read_problems(path, value)
    assert problems, f"{path} took {value}"
    assert all(problem.path.startswith(str(path[0])) and problem.hint for problem in problems)


@pytest.mark.parametrize("value", NEAR)
def test_the_first_and_the_last_day_are_dates(value: str) -> None:
    assert read_problems(("published",), value) == []


@pytest.mark.parametrize("period", ["1899-12", "2200-01", "9999-12"])
def test_a_period_that_nobody_means_is_a_problem(period: str) -> None:
    assert [problem.rule for problem in read_problems(("period",), period)] == ["issue.period"]
