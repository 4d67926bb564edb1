"""Which part of a matrix always runs, and which only at night: `scripts/test.py --all` runs all of it.

The part is the same every time, and has each row and each column of the matrix in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import settings

First = TypeVar("First")
Second = TypeVar("Second")
Value = TypeVar("Value")

NIGHTLY = "nightly"
"""The marker, and the profile of Hypothesis."""

nightly = pytest.mark.nightly


def pair(first: Sequence[First], second: Sequence[Second], each: int = 2) -> list[ParameterSet]:
    """Return every pair of two lists as parameters of a test; all but ``each`` of the first are marked for the night.

    Those that are not are spread over the second list, and begin at another place in it for each of the first.
    """
    return [
        pytest.param(one, other, marks=() if (where - at) % len(second) % (len(second) // each) == 0 else nightly)
        for at, one in enumerate(first)
        for where, other in enumerate(second)
    ]


def some_of(values: Sequence[Value], most: int) -> list[ParameterSet]:
    """Return values as parameters of a test; all but so many, as ``spread`` finds them, are marked for the night."""
    always = spread(values, most)
    return [pytest.param(value, marks=() if value in always else nightly) for value in values]


def spread(values: Sequence[Value], most: int | None) -> list[Value]:
    """Return at most so many of some values, the first and others at equal distances; or all of them."""
    return list(values[:: -(-len(values) // most) or 1]) if most else list(values)


def often(examples: int) -> int:
    """Return how many examples to try of a property: at night five times as many, otherwise a third."""
    return examples * 5 if is_night() else -(-examples // 3)


def is_night() -> bool:
    """Tell whether everything is tried: `scripts/test.py --all` runs."""
    return settings.get_current_profile_name() == NIGHTLY
