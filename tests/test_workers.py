"""Tests in forked processes: each runs once, as it would alone, and a process that ends is not overlooked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building.publications import ROOT

pytestmark = pytest.mark.slow
GOOD = """
import os, pathlib, pytest

pathlib.Path("collected").open("a").write("once\\n")

@pytest.fixture(scope="module")
def shared():
    pathlib.Path("made").open("a").write("once\\n")
    yield
    pathlib.Path("gone").open("a").write("once\\n")

@pytest.mark.parametrize("number", range(30))
def test_it(shared, tmp_path, number):
    print("said", number)
    (tmp_path / "file").touch()
    pathlib.Path("ran").open("a").write(f"{number} {os.getpid()} {tmp_path}\\n")
"""
BAD = "\ndef test_bad(capfd):\n    print('heard')\n    assert capfd.readouterr().out == 'unheard\\n'\n"
CRASHES = "import os\n\ndef test_crash():\n    os._exit(0)\n\ndef test_behind():\n    pass\n"


def run_tests(folder: Path, *arguments: str, **files: str) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(text, encoding="utf-8")
    (folder / "conftest.py").write_text('pytest_plugins = ["tests.workers"]\n', encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "--forks", "2", "-p", "no:cacheprovider", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # pytest


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_what_was_collected_once_runs_once_with_a_folder_of_its_own(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, "-q", one=GOOD, two=GOOD)
    numbers, pids, folders = zip(*(line.split() for line in read_lines(tmp_path / "ran")), strict=True)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "60 passed" in ended.stdout
    assert sorted(map(int, numbers)) == sorted([*range(30), *range(30)])
    assert len(set(pids)) == 2
    assert len(set(folders)) == 60
    assert all(len(read_lines(tmp_path / name)) == 2 for name in ("collected", "made", "gone"))


def test_of_parameters_that_are_much_the_same_some_are_run(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, "-q", "--at-most", "3", one=GOOD, bad=BAD)

    assert "1 failed, 3 passed, 27 deselected" in ended.stdout
    assert sorted(int(line.split()[0]) for line in read_lines(tmp_path / "ran")) == [0, 10, 20]


def test_a_failure_is_reported_with_what_was_printed(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, one=GOOD, bad=BAD)

    assert ended.returncode == 1
    assert "1 failed, 30 passed" in ended.stdout
    assert "FAILED test_bad.py::test_bad - AssertionError: assert 'heard\\n' == 'unheard\\n'" in ended.stdout
    assert "said" not in ended.stdout


def test_a_process_that_ends_fails_the_tests_that_it_was_to_run(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, one=GOOD, crash=CRASHES)

    assert ended.returncode == 1
    assert "2 failed, 30 passed" in ended.stdout
    assert "ended in this test, or in one of this file before it." in ended.stdout


def test_where_one_failure_is_enough_no_other_test_is_begun(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, "-x", a=f"{GOOD}    assert number < 0\n", **{f"more{at}": GOOD for at in range(9)})

    assert ended.returncode != 0
    assert "stopping after 1 failures" in ended.stdout
    assert len(read_lines(tmp_path / "ran")) < 300
    assert len(read_lines(tmp_path / "made")) == len(read_lines(tmp_path / "gone"))


def test_where_a_file_cannot_be_collected_nothing_runs(tmp_path: Path) -> None:
    ended = run_tests(tmp_path, one=GOOD, broken="import nothing_of_that_name\n")

    assert ended.returncode == 2
    assert not (tmp_path / "ran").exists()
