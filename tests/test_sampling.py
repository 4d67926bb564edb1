"""The ordinary loop runs each test with a few of its parameters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building.publications import ROOT

TESTS = """
import pathlib, pytest

@pytest.mark.parametrize("number", range(30))
def test_each(number):
    pathlib.Path("ran").open("a").write(f"{number}\\n")

def test_alone():
    pass
"""


@pytest.mark.slow
def test_of_parameters_that_are_much_the_same_some_are_run(tmp_path: Path) -> None:
    (tmp_path / "test_one.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.sampling"]\n', encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-n0", "-p", "no:cacheprovider", "-q", "--at-most", "3"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # pytest

    assert "4 passed, 27 deselected" in ended.stdout
    assert (tmp_path / "ran").read_text(encoding="utf-8").split() == ["0", "10", "20"]
