"""The part of each matrix that always runs holds every kind of thing that the whole matrix holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import pytest
from _pytest.fixtures import FixtureFunctionDefinition
from _pytest.mark.structures import ParameterSet

from newsletter.documents.periods import KINDS
from tests.cli import test_examples, test_full_disk, test_paths
from tests.matrix import nightly, pair, spread

USERS = [
    "building.test_kill",
    "cli.test_examples",
    "cli.test_full_disk",
    "cli.test_paths",
    "cli.test_same_refusals",
    "editing.test_rebase",
    "growth.test_journeys",
    "growth.test_patterns",
    "installation.test_journeys",
    "installation.test_third_parties",
    "judges.test_random_pages",
    "outputs.test_any_issue",
    "parsing.test_editing_real_documents",
    "parsing.test_random_edits",
    "preview.test_rhythms",
    "providers.campaign_contract",
    "rendering.test_code",
    "rendering.test_tracing",
    "sending.test_kill_campaigns",
    "sending.test_machines",
    "test_contact_sheets",
    "test_pipeline",
    "test_scripts",
]
"""The modules with a part that runs at night."""

MATRICES: Mapping[str, tuple[object, Sequence[object], Sequence[object]]] = {
    "examples": (
        test_examples.test_an_example_of_another_rhythm_checks_too,
        test_examples.NAMES,
        [*KINDS],
    ),
    "paths": (
        test_paths.test_nothing_is_read_or_written_anywhere_else,
        [*test_paths.WRITTEN, *test_paths.READ],
        [*test_paths.KINDS],
    ),
    "full disks": (
        test_full_disk.test_a_full_disk_is_named_and_leaves_everything_as_it_was,
        [*test_full_disk.COMMANDS],
        [0, 600],
    ),
}


def test_every_module_with_a_part_for_the_night_is_listed() -> None:
    imports = re.compile(r"^from tests\.matrix import .*\b(nightly|pair|some_of)\b", re.MULTILINE)
    folder = Path(__file__).parent
    found = [path for path in folder.rglob("*.py") if imports.search(path.read_text(encoding="utf-8"))]
    names = {".".join(path.relative_to(folder).with_suffix("").parts) for path in found}

    assert names - {"test_matrix"} == set(USERS)


def read_parameters(test: object) -> list[ParameterSet]:
    """Return what a test is parametrised with."""
    [mark] = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    return list(mark.args[1])


@pytest.mark.parametrize("name", MATRICES)
def test_the_part_that_always_runs_has_every_row_and_every_column(name: str) -> None:
    test, rows, columns = MATRICES[name]
    parameters = read_parameters(test)
    always = [tuple(one.values) for one in parameters if not one.marks]

    assert {row for row, _ in always} == set(rows)
    assert {column for _, column in always} == set(columns)
    assert {tuple(one.values) for one in parameters} == {(row, column) for row in rows for column in columns}
    assert len(always) < len(parameters)


def list_parameters(name: str) -> Iterator[tuple[str, list[object]]]:
    """Yield each test of a module, and of its classes, with the values of each of its parametrisations."""
    module = import_module(f"tests.{name}")
    owners = [module, *(member for member in vars(module).values() if isinstance(member, type))]
    for test_name, test in ((key, value) for owner in owners for key, value in vars(owner).items()):
        if test_name.startswith("test_"):
            marks = getattr(test, "pytestmark", [])
            yield from ((test_name, list(mark.args[1])) for mark in marks if mark.name == "parametrize")
        elif isinstance(test, FixtureFunctionDefinition):
            yield test_name, list(test._fixture_function_marker.params or ())  # noqa: SLF001  # pytest says it nowhere else


def is_nightly(value: object) -> bool:
    return isinstance(value, ParameterSet) and nightly.mark in [getattr(mark, "mark", mark) for mark in value.marks]


@pytest.mark.parametrize("name", USERS)
def test_no_test_runs_at_night_alone(name: str) -> None:
    in_parts = [(test, values) for test, values in list_parameters(name) if any(map(is_nightly, values))]

    assert in_parts
    assert [test for test, values in in_parts if all(map(is_nightly, values))] == []


@pytest.mark.parametrize("each", [1, 2, 3])
def test_each_of_the_first_has_as_many_as_were_asked_for(each: int) -> None:
    always = [one.values for one in pair("abcdefg", range(6), each) if not one.marks]

    assert [sum(one[0] == letter for one in always) for letter in "abcdefg"] == [each] * 7


def test_what_is_spread_is_the_first_and_others_as_far_apart() -> None:
    assert spread(range(10), 4) == [0, 3, 6, 9]
    assert spread("ab", 4) == ["a", "b"]
    assert spread("", 4) == []
    assert spread(range(10), None) == [*range(10)]
