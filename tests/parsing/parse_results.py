"""Read a text in a test, and what reading it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newsletter.errors import Problem, ProblemsFoundError
from newsletter.parsing.document import Document
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml


def read(text: str) -> Document:
    return read_yaml(text.encode(), "a.yaml")


def read_as_toml(text: str) -> Document:
    return read_toml(text.encode(), "a.toml")


def refused(action: Callable[[], object]) -> tuple[Problem, ...]:
    """Return the problems that ``action`` raises; it must raise some."""
    with pytest.raises(ProblemsFoundError) as caught:
        action()
    return caught.value.problems


def problems_in(text: str) -> tuple[Problem, ...]:
    """Return the problems of a YAML text, whether or not they ended the reading."""
    try:
        return read(text).problems
    except ProblemsFoundError as error:
        return error.problems


def said_of(text: str) -> list[str]:
    """Return each problem of a YAML text as place and rule."""
    return [f"{problem.place.line}:{problem.place.column} {problem.rule}" for problem in problems_in(text)]
