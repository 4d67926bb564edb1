"""Workflows: ours, those of a new repository, and the action. Held against the schemas, a linter, and the pins."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from newsletter.scaffolding.github import FILES, PINS, pin_actions, render_repository

ROOT = Path(__file__).parents[1]
SOURCE = "newsletter-publisher[all]==1.0"
OURS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / ".github").rglob("*.yml")}
NEW = {path: content.decode() for path, content in render_repository("Parish News", SOURCE).items()}
TEXTS = {**OURS, **{f"new/{path}": text for path, text in NEW.items() if path.startswith(".github/")}}
WORKFLOWS = [path for path in TEXTS if "/workflows/" in path]
ACTIONS = [path for path in TEXTS if "/actions/" in path]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds every workflow and action."""
    folder = tmp_path_factory.mktemp("repository")
    for path, text in TEXTS.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def run(command: list[str]) -> tuple[int, str]:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # installed with us
    return ended.returncode, ended.stdout + ended.stderr


def check_schema(kind: str, files: list[Path]) -> tuple[int, str]:
    return run([sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}", *map(str, files)])


def lint(files: list[Path]) -> tuple[int, str]:
    zizmor = Path(sysconfig.get_path("scripts")) / "zizmor"
    return run([str(zizmor), "--offline", "--persona", "pedantic", "--format", "plain", *map(str, files)])


def list_steps(text: str) -> list[dict[str, Any]]:
    """Return the steps of a workflow's jobs, or of an action."""
    content = yaml.safe_load(text)
    jobs = content["jobs"].values() if "jobs" in content else [content["runs"]]
    return [step for job in jobs for step in job["steps"]]


def test_there_are_the_workflows_that_there_should_be() -> None:
    assert {Path(path).stem for path in WORKFLOWS} == {
        *("tests", "nightly", "newsletter"),
        *("check", "draft", "publish", "send"),
    }
    assert ACTIONS == [".github/actions/newsletter/action.yml"]


def test_workflows_and_actions_fit_their_schemas(folder: Path) -> None:
    for kind, paths in {"github-workflows": WORKFLOWS, "github-actions": ACTIONS}.items():
        assert check_schema(kind, [folder / path for path in paths])[0] == 0, kind


def test_a_linter_finds_nothing(folder: Path) -> None:
    code, text = lint([folder / path for path in TEXTS])

    assert code == 0, text


@pytest.mark.parametrize(
    ("found", "written", "by"),
    [
        ("runs-on: ubuntu-latest", "runs_on: ubuntu-latest", "schema"),
        ("timeout-minutes: 20", "timeout-minutes: soon", "schema"),
        (PINS["actions/checkout"].commit, "v4", "linter"),
        ("contents: read\n\nconcurrency", "contents: write\n\nconcurrency", "linter"),
        ('given=(send "$ISSUE" --yes)', "given=(send ${{ inputs.issue }} --yes)", "linter"),
    ],
)
def test_schema_and_linter_notice_a_fault(tmp_path: Path, found: str, written: str, by: str) -> None:
    text = NEW[".github/workflows/send.yml"]
    assert found in text
    broken = tmp_path / ".github/workflows/send.yml"
    broken.parent.mkdir(parents=True)
    broken.write_text(text.replace(found, written, 1), encoding="utf-8")

    code, _ = check_schema("github-workflows", [broken]) if by == "schema" else lint([broken])
    assert code != 0


@pytest.mark.parametrize("path", TEXTS)
def test_each_action_is_pinned_as_the_table_says_with_its_version_beside_it(path: str) -> None:
    """To mend what is ours: ``.venv/bin/python -m scripts.pins``."""
    for name, rest in re.findall(r"uses: (actions/\S+?)@(.*)", TEXTS[path]):
        assert rest == f"{PINS[name].commit}  # {PINS[name].version}", f"{name} in {path}"
    assert pin_actions(TEXTS[path]) == TEXTS[path]


def test_no_action_is_used_that_others_than_github_keep() -> None:
    used = {step["uses"].partition("/")[0] for text in TEXTS.values() for step in list_steps(text) if "uses" in step}

    assert used == {"actions"}


def test_a_pin_takes_the_place_of_an_older_one_and_of_a_tag() -> None:
    pin = PINS["actions/checkout"]
    new = f"uses: actions/checkout@{pin.commit}  # {pin.version}\n"
    old = f"uses: actions/checkout@{'0' * 40}  # v1.0.0\n"

    assert pin_actions(old) == pin_actions("uses: actions/checkout@v4\n") == new


def test_the_table_has_commits_and_nothing_that_is_not_used() -> None:
    used = {name for text in TEXTS.values() for name in re.findall(r"uses: (actions/\S+?)@", text)}

    assert used == set(PINS)
    assert all(
        re.fullmatch(r"[0-9a-f]{40}", pin.commit) and re.fullmatch(r"v\d+\.\d+\.\d+", pin.version)
        for pin in PINS.values()
    )
    with pytest.raises(KeyError):
        pin_actions("uses: actions/unknown@PINNED")


@pytest.mark.parametrize("path", TEXTS)
def test_nothing_that_a_person_types_is_put_into_a_script(path: str) -> None:
    assert [step["run"] for step in list_steps(TEXTS[path]) if "${{" in step.get("run", "")] == []


def test_only_a_step_that_runs_the_program_is_given_secrets() -> None:
    for path, text in TEXTS.items():
        for step in list_steps(text):
            if "secrets." in str(step):
                assert path == "new/.github/workflows/send.yml"
                assert 'newsletter "${given[@]}"' in step["run"]
                assert "uses" not in step


def test_every_text_of_a_repository_is_one_of_its_files() -> None:
    folder = ROOT / "newsletter" / "scaffolding" / "repository"
    texts = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    assert texts == set(FILES.values())
    assert [path for path, text in NEW.items() if "[[" in text.replace("[[ ", "") or "PINNED" in text] == []
