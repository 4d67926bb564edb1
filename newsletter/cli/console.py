"""What commands print: tables, progress, problems. Colour on a terminal, plain text in a pipe."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from shutil import get_terminal_size
from sys import maxsize

import click

from newsletter.cli.tables import format_table
from newsletter.cli.terminal import clean_line, say, show_status
from newsletter.errors import NewsletterError, Problem, ProblemsFoundError, Severity

WANTS_DATA = "newsletter.wants-data"
"""Where click's context remembers that ``--json`` was given."""

Advance = Callable[[int, int], None]

_WORTH_SHOWING = 10  # steps


def show_json(data: object) -> None:
    """Print JSON in ASCII, which every pipe keeps intact."""
    say(json.dumps(data, indent=2))


def show_error(error: NewsletterError) -> None:
    """Print an error: as JSON with ``--json``, else in words."""
    problems = error.problems if isinstance(error, ProblemsFoundError) else ()
    if click.get_current_context().meta.get(WANTS_DATA):
        show_json(
            {"problems": [describe_problem(problem) for problem in problems]} if problems else {"error": str(error)}
        )
    elif problems:
        show_problems(problems)
    else:
        say(f"{click.style('Error:', fg='red', bold=True)} {error}", err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems, one to a line; errors and warnings differ by a word as well as by colour."""
    errors = 0
    for problem in problems:
        is_error = problem.severity is Severity.ERROR
        errors += is_error
        say(click.style(clean_line(str(problem)), fg="red" if is_error else "yellow"), err=True)
    if errors:
        say(
            click.style(f"{errors} {'error' if errors == 1 else 'errors'}. Nothing was written or sent.", bold=True),
            err=True,
        )


def describe_problem(problem: Problem) -> dict[str, object]:
    """Return a problem as data."""
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "path": problem.path,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint,
        "words": problem.words,
        "replacements": list(problem.replacements),
        "why": problem.why,
    }


def show_pairs(pairs: Mapping[str, str]) -> None:
    """Print names and values, one pair to a line."""
    width = max(map(len, pairs))
    for name, value in pairs.items():
        say(f"{click.style(name.ljust(width), bold=True)}  {clean_line(value)}")


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: frozenset[int] = frozenset()) -> None:
    """Print a table; columns whose number is in ``numeric`` are aligned right.

    On a terminal it is as wide as that. Elsewhere each row is one line, however long: programs read lines.
    """
    cleaned = [[clean_line(cell) for cell in row] for row in rows]
    first, *others = format_table(headings, cleaned, numeric, get_terminal_size().columns if os.isatty(1) else maxsize)
    say("\n".join(click.style(line, bold=True) for line in first))
    for lines in others:
        say("\n".join(lines))


@contextmanager
def show_progress(words: str) -> Iterator[Advance]:
    """Yield a function to call with (done, total), which is shown on a terminal if the work is worth it."""
    if not os.isatty(2):
        yield lambda _done, _total: None
        return

    def advance(done: int, total: int) -> None:
        if total >= _WORTH_SHOWING:
            show_status(f"{words}: {done:,} of {total:,}")

    try:
        yield advance
    finally:
        show_status("")
