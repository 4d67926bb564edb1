"""Browser tests that fail once are run again, alone; every other test has to pass at the first go."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from scripts._second_run import FAILED, pass_alone

MARKS = "not nightly"
ONCE = """\
    seen = pathlib.Path("seen")
    was_there = seen.exists()
    seen.touch()
    assert was_there
"""
ALWAYS = "    assert False\n"


def write_tests(folder: Path, *tests: tuple[str, str]) -> None:
    """Write a folder of tests: each has a marker, and a body."""
    made = [f"@pytest.mark.{mark}\ndef test_{at}():\n{body}" for at, (mark, body) in enumerate(tests)]
    (folder / "test_it.py").write_text("import pathlib, pytest\n\n" + "\n".join(made), encoding="utf-8")
    markers = ["browser: of a browser", "nightly: at night", "plain: of none"]
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  " + "\n  ".join(markers) + "\n", encoding="utf-8")


def run_twice(folder: Path) -> bool:
    def run(step: str) -> int:
        command = [sys.executable, "-m", *shlex.split(step)]
        return subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False).returncode  # noqa: S603  # pytest

    assert run(f"pytest -q -n 0 -m '{MARKS}'") == FAILED
    return pass_alone(run, MARKS)


@pytest.mark.slow
def test_a_browser_test_that_fails_once_passes_and_that_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_tests(tmp_path, ("browser", ONCE), ("plain", "    pass\n"), ("nightly", ALWAYS))

    assert run_twice(tmp_path)
    assert "FAILED ONCE UNDER LOAD AND PASSED ALONE" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize(
    "tests",
    [
        [("browser", ALWAYS)],
        [("plain", ONCE)],
        [("browser", ONCE), ("plain", ALWAYS)],
    ],
)
def test_what_fails_twice_or_is_no_browser_test_fails(tmp_path: Path, tests: list[tuple[str, str]]) -> None:
    write_tests(tmp_path, *tests)

    assert not run_twice(tmp_path)


@pytest.mark.slow
def test_a_file_that_cannot_be_read_is_no_browser_test(tmp_path: Path) -> None:
    write_tests(tmp_path, ("browser", ONCE))
    (tmp_path / "test_broken.py").write_text("import nothing_of_that_name\n", encoding="utf-8")

    def run(step: str) -> int:
        command = [sys.executable, "-m", *shlex.split(step)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode  # noqa: S603  # pytest

    assert run(f"pytest -q -n 0 -m '{MARKS}'") != 0
    assert not pass_alone(run, MARKS)
