"""``newsletter new`` as a person meets it: a draft for the next month that builds, and nothing written over."""

from __future__ import annotations

from pathlib import Path

from tests.cli.calls import Call, read_everything


def test_a_draft_for_the_month_after_the_newest_issue_builds(call: Call, root: Path) -> None:
    ended = call("new")
    built = call("build", "2024-03")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        f"Wrote {root / 'issues/2024-03.yaml'}",
        "Open it in an editor, and see it and its problems with: newsletter preview",
    ]
    assert built.code == 0
    assert (root / "dist/email/2024-03.html").is_file()


def test_a_draft_is_for_the_month_one_names(call: Call, root: Path) -> None:
    assert call("new", "2030-12", "--json").data == {"issue": "2030-12", "draft": str(root / "issues/2030-12.yaml")}
    assert "period: 2030-12" in (root / "issues/2030-12.yaml").read_text(encoding="utf-8")


def test_an_issue_that_is_there_is_left_as_it_is(call: Call, root: Path) -> None:
    before = read_everything(root)
    ended = call("new", "2024-01")

    assert ended.code == 1
    assert ended.err.startswith(f"Error: {root / 'issues/2024-01.yaml'}: There is such a file already")
    assert read_everything(root) == before


def test_only_a_month_can_be_named(call: Call) -> None:
    ended = call("new", "../2024-05")

    assert ended.code == 2
    assert ended.err.endswith("Write year and month: 2024-05\n")
