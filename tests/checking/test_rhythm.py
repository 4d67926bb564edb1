"""Rules that follow the rhythm: the months an issue may name, the order of files, and what is no period."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.checking import check_issue
from newsletter.checking.registry import Stage
from newsletter.documents.publication import Publication
from newsletter.documents.rhythm import Rhythm
from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.loading import find_issue_names, load_publication, parse_issue, parse_publication
from tests.building.publications import make_publication

ISSUE = """\
title: News
subject: What is new
preheader: In short, what there is to read in this issue.
intro: Welcome.
blocks:
  - {type: text, title: The hall, body: The hall is open.}
"""


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return load_publication(make_publication(tmp_path, ())).publication


def check(publication: Publication, text: str, **rhythm: str) -> tuple[Problem, ...]:
    chosen = publication.model_copy(update={"rhythm": Rhythm.model_validate(rhythm)})
    return check_issue(parse_issue(text.encode(), "issue.yaml", ()), chosen, stage=Stage.CHECK)


def refusal(text: str) -> Problem:
    with pytest.raises(ProblemsFoundError) as caught:
        parse_issue(text.encode(), "issue.yaml", ())
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize(
    ("every", "period", "period_type"),
    [
        ("day", "2026-12-04", "day"),
        ("week", "2026-W49", "week"),
        ("quarter", "'2026-Q4'", "quarter"),
        ("season", "2026-summer", "season"),
        ("number", "12\npublished: 2026-12-04", "number"),
        ("number", "'12'\npublished: 2026-12-04", "number"),
        ("month", "2026-12-extra\npublished: 2026-12-04", "month"),
    ],
)
def test_a_period_needs_no_quotes_whatever_yaml_makes_of_it(
    publication: Publication, every: str, period: str, period_type: str
) -> None:
    issue = parse_issue(f"period: {period}\n{ISSUE}".encode(), "issue.yaml", ()).issue

    assert issue.period.kind == period_type
    assert check(publication, f"period: {period}\n{ISSUE}", every=every) == ()


@pytest.mark.parametrize(
    ("period", "message", "hint"),
    [
        ("2025-W53", "2025 has no week 53.", "Its last week is 2025-W52; the week after that is 2026-W01."),
        ("012", "'012' is not a period.", "Write: 12"),
        ("12.5", "'12.5' is not a period.", "Write year and month: 2024-01."),
        ("2026-02-30", "2026-02-30 is not a date.", "The last day of that month is 2026-02-28."),
    ],
)
def test_what_is_no_period_is_refused_at_its_line(period: str, message: str, hint: str) -> None:
    problem = refusal(f"{ISSUE}period: {period}\n")

    assert (problem.rule, problem.place, problem.message) == ("issue.period", Location("issue.yaml", 7, 9), message)
    assert problem.hint.startswith(hint)


@pytest.mark.parametrize("period", ["12", "2026-12-extra", "2026-W49-extra-2"])
def test_what_has_no_day_by_the_rhythm_must_state_one(period: str) -> None:
    problem = refusal(f"period: {period}\n{ISSUE}")

    assert problem.rule == "issue.no-day"
    assert problem.hint == "Add the day on which it goes out below period: published: 2024-01-15"


def test_a_numbered_issue_has_no_second_number() -> None:
    assert refusal(f"period: 12\nnumber: 13\npublished: 2026-12-04\n{ISSUE}").rule == "issue.two-numbers"


def test_numbers_cannot_be_published_first_or_last(tmp_path: Path) -> None:
    text = (make_publication(tmp_path, ()) / "newsletter.toml").read_text(encoding="utf-8")
    with pytest.raises(ProblemsFoundError) as caught:
        parse_publication(f'{text}\n[rhythm]\nevery = "number"\npublished = "first"\n'.encode())

    assert [problem.rule for problem in caught.value.problems] == ["rhythm.published"]


@pytest.mark.parametrize(
    ("title", "period", "rhythm", "named"),
    [
        ("News, November 2026", "2026-W49", {"every": "week"}, ""),  # the week begins on 30 November
        ("News, December 2026", "2026-W49", {"every": "week"}, ""),
        ("News, October 2026", "2026-W49", {"every": "week"}, "Week 49, 2026"),
        ("News, November 2026", "2026-Q4", {"every": "quarter"}, ""),
        ("News, January 2027", "2026-Q4", {"every": "quarter", "published": "after"}, ""),
        ("News, February 2027", "2026-Q4", {"every": "quarter", "published": "after"}, "4th quarter 2026"),
        ("News, February 2027", "2026-winter", {"every": "season"}, ""),
        ("News, March 2027", "2026-winter", {"every": "season"}, "Winter 2026/27"),
        ("News, February 2027", "2026-summer", {"every": "season", "hemisphere": "south"}, ""),
        ("News, December 2026", "12\npublished: 2026-12-04", {"every": "number"}, ""),
        ("News, November 2026", "12\npublished: 2026-12-04", {"every": "number"}, "Issue 12"),
    ],
)
def test_an_issue_may_name_the_months_that_it_is_of(
    publication: Publication, title: str, period: str, rhythm: dict[str, str], named: str
) -> None:
    found = check(publication, f"period: {period}\n{ISSUE}".replace("title: News\n", f"title: {title}\n", 1), **rhythm)

    assert [problem.rule for problem in found] == ["intro.month"] * bool(named)
    assert all(problem.message.endswith(f"but the issue is {named}.") or named in problem.message for problem in found)


def test_who_writes_weekly_is_told_which_day_to_state(publication: Publication) -> None:
    text = f"period: 2026-W49\n{ISSUE}".replace("Welcome.", "Join us for tea on 28 November 2026.")
    (problem,) = check(publication, text, every="week", published="after")

    assert problem.rule == "date.past-event"
    assert problem.hint.endswith("If it goes out earlier, write published: 2026-11-30")


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["10", "9", "9-extra"], ["9", "9-extra", "10"]),
        (["2026-12-extra", "2026-12"], ["2026-12", "2026-12-extra"]),
        (["2026-winter", "2026-spring"], ["2026-spring", "2026-winter"]),
    ],
)
def test_files_are_read_in_the_order_of_their_periods(tmp_path: Path, names: list[str], ordered: list[str]) -> None:
    root = make_publication(tmp_path, ())
    for name in names:
        (root / "issues" / f"{name}.yaml").write_text("", encoding="utf-8")

    assert find_issue_names(root) == tuple(f"issues/{name}.yaml" for name in ordered)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("2025-W53.yaml", "Its last week is 2025-W52; the week after that is 2026-W01."),
        ("2026-W49.yml", "Name it 2026-W49.yaml"),
        (
            "december.yaml",
            "Name it after its month, as 2024-01.yaml, or after what else your newsletter's issues are of.",
        ),
    ],
)
def test_a_file_that_is_named_after_no_period_is_refused(tmp_path: Path, name: str, hint: str) -> None:
    root = make_publication(tmp_path, ())
    (root / "issues" / name).write_text("", encoding="utf-8")
    with pytest.raises(ProblemsFoundError) as caught:
        find_issue_names(root)

    assert [(problem.rule, problem.hint) for problem in caught.value.problems] == [("issue.file-name", hint)]
