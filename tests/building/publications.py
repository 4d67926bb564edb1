"""Small publications to build, and what a build leaves behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryFile

from newsletter.building import BuildReport, BuildRequest, build
from tests.processes import Forked, can_fork, fork

ROOT = Path(__file__).parents[2]
PUBLICATION = ROOT / "tests" / "golden" / "newsletter.toml"
TODAY = date(2024, 5, 20)

_ISSUE = """\
period: {period}
title: Issue {period}
subject: The issue {period}
preheader: In short, what there is to read in this issue.
intro: Welcome to {period}.
status: {status}
{more}
blocks:
  - type: text
    title: A word
    body: {words}
  - type: case_review
    id: first
    title: Review one
    review_type: scr
    summary: What happened.
    learning: {{items: [Listening]}}
    themes: [{themes}]
"""


def write_issue(root: Path, period: str, *, words: str = "Hello.", status: str = "ready", more: str = "") -> Path:
    """Write an issue into a publication, with a text and a review."""
    path = root / "issues" / f"{period}.yaml"
    theme = "neglect" if int(period[-2:]) % 2 else "workforce"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_ISSUE.format(period=period, words=words, status=status, more=more, themes=theme), encoding="utf-8")
    return path


def make_publication(root: Path, periods: Iterable[str] = ("2024-01", "2024-02")) -> Path:
    """Write a publication with these issues."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(PUBLICATION, root / "newsletter.toml")
    (root / "issues").mkdir(exist_ok=True)
    for period in periods:
        write_issue(root, period)
    return root


def name_periods(count: int) -> list[str]:
    """Return this many months, from January 2020 on."""
    return [f"{2020 + n // 12}-{n % 12 + 1:02}" for n in range(count)]


def make(root: Path, as_of: date = TODAY, only: str | None = None) -> BuildReport:
    """Build a publication into its ``dist`` folder, in this process."""
    return build(BuildRequest(root, root / "dist", as_of, only))


def read_tree(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder but the manifest, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".build.json")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def read_times(folder: Path) -> dict[str, int]:
    """Return when each file below a folder, the manifest too, was last changed, in nanoseconds."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in files}


def find_folders(folder: Path) -> set[str]:
    """Return every folder below a folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_dir()}


def command(*arguments: str | Path) -> list[str]:
    """Return the command line that runs ``newsletter`` with these arguments."""
    return [sys.executable, "-P", "-m", "newsletter", *map(str, arguments)]


def run(
    *arguments: str | Path, cwd: Path = ROOT, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``newsletter`` in a process of its own."""
    surroundings = os.environ | (environment or {})
    with TemporaryFile("w+", encoding="utf-8") as out, TemporaryFile("w+", encoding="utf-8") as err:
        process = start(arguments, cwd, surroundings, out.fileno(), err.fileno())
        code = process.wait(120)
        for stream in (out, err):
            stream.seek(0)
        return subprocess.CompletedProcess(command(*arguments), code, out.read(), err.read())


def start(
    arguments: Sequence[str | Path], cwd: Path, surroundings: dict[str, str], out: int, err: int
) -> Forked | subprocess.Popen[bytes]:
    """Start ``newsletter`` in a folder and an environment, with nothing to read and two open files to write to."""
    if can_fork(surroundings):
        return fork(arguments, cwd, surroundings, out, err)
    at_once = surroundings | {"PYTHONUNBUFFERED": "1"}
    return subprocess.Popen(  # noqa: S603  # our own program
        command(*arguments), cwd=cwd, env=at_once, stdin=subprocess.DEVNULL, stdout=out, stderr=err
    )
