"""The numbers of issues, which ``newsletter check`` compares with those of the other issues."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.calls import Call

ISSUE = """\
period: {number}
published: 2024-0{month}-02
title: News
subject: What is new
preheader: In short, what there is to read in this issue.
intro: Welcome.
status: ready
blocks:
  - {{type: text, title: The hall, body: The hall is open.}}
"""


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ((12, 13), []),
        ((12, 12), ["issue.number-twice", "issue.number-twice"]),
        ((12, 14), ["issue.number-skipped"]),
        ((12, 11), ["issue.number-skipped"]),
        ((None, 3), []),
    ],
)
def test_a_number_is_used_once_and_none_is_left_out(
    call: Call, root: Path, numbers: tuple[int | None, int], found: list[str]
) -> None:
    for period, number in zip(("2024-01", "2024-02"), numbers, strict=True):
        path = root / "issues" / f"{period}.yaml"
        more = f"number: {number}\n" if number else ""
        path.write_text(path.read_text(encoding="utf-8").replace("title:", f"{more}title:", 1), encoding="utf-8")
    ended = call("check", "--format", "json")
    rules = [problem["rule"] for problem in ended.data["problems"] if problem["rule"].startswith("issue.number")]

    assert rules == found
    assert (ended.code == 1) == ("issue.number-twice" in found)


def test_a_numbered_issue_is_missed_where_it_should_be(call: Call, root: Path) -> None:
    with (root / "newsletter.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[rhythm]\nevery = "number"\n')
    for old in (root / "issues").glob("*.yaml"):
        old.unlink()
    for number in (9, 11):
        text = ISSUE.format(number=number, month=number - 8)
        (root / "issues" / f"{number}.yaml").write_text(text, encoding="utf-8")
    problems = call("check", "--format", "json").data["problems"]
    (skipped,) = [problem for problem in problems if problem["rule"] == "issue.number-skipped"]

    assert skipped["severity"] == "warning"
    assert "11 follows 9, the number of 9" in skipped["message"]
