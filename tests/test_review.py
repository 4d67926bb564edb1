"""What publications are offered for their repositories: a hook before a commit, and a review of each pull request."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newsletter.cli import main
from newsletter.parsing.yaml import read_yaml
from scripts.review import compare, indent, write_comment
from tests.building.publications import make_publication, write_issue

ROOT = Path(__file__).parents[1]
WORKFLOW = ".github/workflows/newsletter.yml"
HOOKS = ".pre-commit-hooks.yaml"


def read(name: str) -> Any:  # noqa: ANN401  # whatever the document holds
    text = (ROOT / name).read_bytes().replace(b"- id: newsletter-check", b"hook:\n  id: newsletter-check")
    return read_yaml(text, name).data


def steps() -> list[dict[str, Any]]:
    (job,) = read(WORKFLOW)["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def commands() -> list[list[str]]:
    """Return every command of the workflow that runs a script of ours."""
    lines = [line for step in steps() for line in step.get("run", "").splitlines() if "scripts/" in line]
    return [shlex.split(line.partition("||")[0]) for line in lines]


def test_the_hook_runs_a_command_that_there_is() -> None:
    hook = read(HOOKS)["hook"]
    program, *arguments = shlex.split(hook["entry"])

    assert program in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert main([*arguments, "--help"]) == 0
    assert hook["language"] == "python"
    assert not hook["pass_filenames"]


@pytest.mark.parametrize(
    ("name", "is_checked"),
    [
        ("issues/2024-01.yaml", True),
        ("newsletter.toml", True),
        ("templates/blocks/text.html", True),
        ("dictionaries/en_GB.dic", True),
        ("README.md", False),
    ],
)
def test_the_hook_runs_when_a_publication_changes(name: str, *, is_checked: bool) -> None:
    assert bool(re.search(read(HOOKS)["hook"]["files"], name)) is is_checked


def test_each_script_of_the_workflow_is_there_and_takes_what_it_is_given(capsys: pytest.CaptureFixture[str]) -> None:
    scripts = {command[1] for command in commands()}

    assert scripts == {"scripts/run.py", "scripts/review.py"}
    assert all((ROOT / script).is_file() for script in scripts)
    for _, script, *arguments in commands():
        if script == "scripts/run.py" and arguments[0] != "--version":
            assert main([*arguments, "--help"]) == 0
            offered = capsys.readouterr().out
            assert all(option in offered for option in arguments if option.startswith("--"))


def test_the_workflow_may_do_no_more_than_it_needs() -> None:
    workflow = read(WORKFLOW)
    (job,) = workflow["jobs"].values()

    assert workflow["permissions"] == {"contents": "read"}
    assert job["permissions"] == {"contents": "read", "pull-requests": "write"}
    assert "pull_request" in workflow["on"]
    assert "pull_request_target" not in workflow["on"]
    assert all(step["with"]["persist-credentials"] is False for step in steps() if "checkout" in step.get("uses", ""))


def test_nothing_of_a_pull_request_is_put_into_a_command() -> None:
    assert [step["run"] for step in steps() if "${{" in step.get("run", "")] == []


@pytest.mark.skipif(sys.platform == "win32", reason="the workflow runs on Linux")
@pytest.mark.parametrize(
    ("known", "asked"),
    [
        ("", "api --silent repos/o/r/issues/5/comments --field body=@review/comment.md"),
        ("3\n7", "api --silent --method PATCH repos/o/r/issues/comments/7 --field body=@review/comment.md"),
    ],
)
def test_the_workflow_keeps_one_comment_and_leaves_those_of_others(tmp_path: Path, known: str, asked: str) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / "review/comment.md").write_text(write_comment("Fine.", []), encoding="utf-8")
    gh = tmp_path / "gh"
    gh.write_text(f'#!/bin/sh\necho "$@" >> asked\ncase "$*" in *--jq*) printf "{known}" ;; esac\n', encoding="utf-8")
    gh.chmod(0o755)
    (script,) = (step["run"] for step in steps() if step["name"] == "Comment on the pull request")
    places = {"GITHUB_REPOSITORY": "o/r", "NUMBER": "5", "RUN": "https://example.org/1"}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    subprocess.run(command, cwd=tmp_path, env=places | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}, check=True)  # noqa: S603  # our own

    heading = write_comment("", []).partition("\n")[0]
    assert f'startswith("{heading}")' in script
    assert (tmp_path / "asked").read_text(encoding="utf-8").splitlines()[-1] == asked


@pytest.mark.slow
def test_a_review_holds_the_problems_the_e_mail_and_what_differs(tmp_path: Path) -> None:
    base = make_publication(tmp_path / "base")
    head = tmp_path / "head"
    shutil.copytree(base, head)
    write_issue(head, "2024-02", words="Other words.")
    write_issue(head, "2024-03", words="New words.")
    code = review(head, base, tmp_path / "review")
    comment = (tmp_path / "review/comment.md").read_text(encoding="utf-8")
    diff = (tmp_path / "review/email.diff").read_text(encoding="utf-8")

    assert code == 0
    assert "    3 issues checked: 0 errors" in comment
    assert "Changed e-mails: 2024-02, 2024-03." in comment
    assert "    -Hello.\n    +Other words.\n" in comment
    assert "--- before/2024-02.html\n" in diff
    assert sorted(path.name for path in (tmp_path / "review/email").iterdir()) == [
        "2024-02.html", "2024-02.txt", "2024-03.html", "2024-03.txt"
    ]  # fmt: skip


@pytest.mark.slow
def test_a_review_of_a_broken_issue_says_what_is_wrong_and_fails(tmp_path: Path) -> None:
    base = make_publication(tmp_path / "base")
    head = tmp_path / "head"
    shutil.copytree(base, head)
    write_issue(head, "2024-02", more="corections: []")
    code = review(head, base, tmp_path / "review")
    comment = (tmp_path / "review/comment.md").read_text(encoding="utf-8")

    assert code == 1
    assert "issues/2024-02.yaml:7:1: error: corections:" in comment
    assert "No e-mail could be built: fix the errors first." in comment
    assert "has changed" not in comment


def review(head: Path, base: Path, out: Path) -> int:
    given = ["--root", str(head), "--base", str(base), "--out", str(out)]
    command = [sys.executable, str(ROOT / "scripts/review.py"), *given]
    return subprocess.run(command, check=False, capture_output=True).returncode  # noqa: S603  # our own


def test_only_what_changed_is_compared() -> None:
    before, after = {"a.txt": "one\n", "b.txt": "two\n"}, {"a.txt": "one\n", "b.txt": "three\n", "c.txt": "new\n"}

    assert [name for name, _ in compare(before, after)] == ["b.txt", "c.txt"]


def test_words_of_an_issue_are_no_markdown_in_a_comment() -> None:
    comment = write_comment("@everybody\n```\n# Loud", [("a.txt", "+<script>\n+```\n")])
    phrase = [line for line in comment.splitlines() if line and not line.startswith(("    ", "##", "Changed"))]

    assert phrase == []


def test_a_comment_is_never_too_long_to_be_posted() -> None:
    assert len(write_comment("x\n" * 20_000, [("a.txt", "+y\n" * 20_000)])) < 65_536
    assert indent("words\n" * 20_000).endswith("(the rest is attached)")
