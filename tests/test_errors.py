"""The tree of errors: the drawing in the docstring is the code, and each says what a caller must know."""

from __future__ import annotations

import inspect
import pickle

import pytest

from newsletter import errors
from newsletter.errors import Location, NewsletterError, Problem, ProblemsFoundError

ALL = [error for _, error in inspect.getmembers(errors, inspect.isclass) if issubclass(error, NewsletterError)]


def draw(error: type[NewsletterError], indent: str = "") -> list[str]:
    """Draw the tree below ``error``, children in the order they are written in the file."""
    children = sorted(error.__subclasses__(), key=lambda child: inspect.getsourcelines(child)[1])
    lines = []
    for child in children:
        last = child is children[-1]
        lines.append(f"{indent}{'└── ' if last else '├── '}{child.__name__}")
        lines += draw(child, indent + ("    " if last else "│   "))
    return lines


def test_the_drawing_in_the_docstring_is_the_tree_in_the_code() -> None:
    drawing = inspect.getdoc(errors) or ""
    assert "\n".join(f"    {line}" for line in ["NewsletterError", *draw(NewsletterError)]) in drawing


@pytest.mark.parametrize("error", ALL)
def test_every_error_says_what_it_means(error: type[NewsletterError]) -> None:
    assert vars(error)["__doc__"]
    assert error.__name__.endswith("Error")


@pytest.mark.parametrize("error", ALL)
def test_only_an_unknown_outcome_has_exit_code_3(error: type[NewsletterError]) -> None:
    assert error.exit_code == (3 if error is errors.OutcomeUnknownError else 1)


def test_problems_survive_the_way_back_from_a_worker_process() -> None:
    problem = Problem(Location("issues/2024-01.yaml", 3, 1), "a.rule", "is wrong.", "Mend it.")
    assert pickle.loads(pickle.dumps(ProblemsFoundError([problem]))).problems == (problem,)  # noqa: S301  # our own
