"""The part of each matrix that always runs holds every kind of thing that the whole matrix holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from _pytest.mark.structures import ParameterSet

from tests.cli import test_full_disk, test_paths
from tests.matrix import pair, spread

MATRICES: Mapping[str, tuple[object, Sequence[object], Sequence[object]]] = {
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


@pytest.mark.parametrize("each", [1, 2, 3])
def test_each_of_the_first_has_as_many_as_were_asked_for(each: int) -> None:
    always = [one.values for one in pair("abcdefg", range(6), each) if not one.marks]

    assert [sum(one[0] == letter for one in always) for letter in "abcdefg"] == [each] * 7


def test_what_is_spread_is_the_first_and_others_as_far_apart() -> None:
    assert spread(range(10), 4) == [0, 3, 6, 9]
    assert spread("ab", 4) == ["a", "b"]
    assert spread("", 4) == []
    assert spread(range(10), None) == [*range(10)]
