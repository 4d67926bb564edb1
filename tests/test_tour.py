"""The tour at the top of CONTRIBUTING is the way that an issue takes: a traced build and send enter every stop."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.building.publications import make_publication

ROOT = Path(__file__).parents[1]
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
WAY = CONTRIBUTING.partition("## The way of an issue")[2].partition("\n## ")[0]
TOUR, _, MAIL = WAY.partition("\n### From a document to its mail")
CORE = re.findall(r"^\| `([^`]+\.py)` \|", MAIL, re.MULTILINE)
IN_PASSING = re.findall(r"`(\w[\w/]*/\w+\.py|\w+\.py)`", MAIL.rpartition("|\n")[2])
STOPS = re.findall(r"^\d+\. \[`([^`]+)`\]\(([^)]+)\)", TOUR, re.MULTILINE)
TOLERANCE = 0.1


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the modules that a build and a send to the outbox enter, in a process with nothing in its caches."""
    return trace(make_publication(tmp_path_factory.mktemp("tour") / "news", ["2024-01"]))


def trace(root: Path, *which: str) -> list[str]:
    command = [sys.executable, "-P", "-m", "tests.trace_issue", str(root), *which]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603  # our own
    return [line for line in ended.stdout.splitlines() if re.fullmatch(r"newsletter/[\w/]+\.py", line)]


@cache
def count_lines(path: str) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_the_tour_has_ten_stops_and_each_is_a_link_to_a_file() -> None:
    assert len(STOPS) == 10
    assert [link for name, link in STOPS if link != f"newsletter/{name}" or not (ROOT / link).is_file()] == []


@pytest.mark.slow
def test_a_build_and_a_send_enter_every_stop_in_this_order(entered: list[str]) -> None:
    stops = [link for _, link in STOPS]

    assert [stop for stop in stops if stop not in entered] == []
    assert sorted(stops, key=entered.index) == stops


def test_the_lines_that_the_tour_counts_are_about_right(entered: list[str]) -> None:
    stated = [int(number.replace(",", "")) for number in re.findall(r"([\d,]+) lines", TOUR)]
    counted = [sum(count_lines(link) for _, link in STOPS), sum(map(count_lines, entered))]

    assert len(stated) == len(counted)
    assert all(abs(one - other) < TOLERANCE * other for one, other in zip(stated, counted, strict=True)), counted


ASKED = ("newsletter/documents/", "newsletter/packs/", "newsletter/languages/", "newsletter/errors.py")
"""Models, words and errors, which the modules that act ask."""


@pytest.mark.slow
def test_a_document_becomes_a_mail_in_the_files_that_are_listed() -> None:
    entered = trace(ROOT, "mail")
    acting = {path.removeprefix("newsletter/") for path in entered if not path.startswith(ASKED)}

    assert len(CORE) == 15
    assert set(CORE) <= acting <= {*CORE, *IN_PASSING}  # some only save time, or are not asked when something is cached


def test_those_that_can_be_left_out_are_there_and_named_once() -> None:
    assert len(IN_PASSING) == len({*IN_PASSING, *CORE}) - len(CORE) == 11
    assert [name for name in IN_PASSING if not (ROOT / "newsletter" / name).is_file()] == []


def test_each_of_these_files_imports_only_those_below_it() -> None:
    upwards = [(name, above) for at, name in enumerate(CORE) for above in CORE[:at] if above in find_imports(name)]

    assert upwards == []
    assert find_imports("loading.py") & set(CORE) == {"parsing/files.py", "parsing/validation.py", "parsing/yaml.py"}


def find_imports(name: str) -> set[str]:
    """Return the files of the package that a file of it imports."""
    tree = ast.parse((ROOT / "newsletter" / name).read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module)
    modules = {full for node in found for full in [node.module, *(f"{node.module}.{it.name}" for it in node.names)]}
    paths = (str(module).removeprefix("newsletter.").replace(".", "/") for module in modules)
    return {file for path in paths for file in (f"{path}.py", f"{path}/__init__.py")}


def test_the_lines_of_these_files_are_about_as_many_as_stated() -> None:
    (stated,) = re.findall(r"([\d,]+) lines", MAIL)
    counted = sum(count_lines(f"newsletter/{name}") for name in CORE)

    assert abs(int(stated.replace(",", "")) - counted) < TOLERANCE * counted, counted
