"""What commands print: tables, progress, problems. Colour on a terminal, plain text in a pipe."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import click

from newsletter.cli.terminal import clean_line, say
from newsletter.errors import NewsletterError, Problem, ProblemsFoundError, Severity

WANTS_DATA = "newsletter.wants-data"
"""Where click's context remembers that ``--json`` was given."""

Advance = Callable[[int, int], None]


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
        "why": problem.why,
    }


def show_pairs(pairs: Mapping[str, str]) -> None:
    """Print names and values, one pair to a line."""
    width = max(map(len, pairs))
    for name, value in pairs.items():
        say(f"{click.style(name.ljust(width), bold=True)}  {clean_line(value)}")


def show_table(headings: Sequence[str], rows: Iterable[Sequence[str]], numeric: frozenset[int] = frozenset()) -> None:
    """Print a table; columns whose number is in ``numeric`` are aligned right."""
    show = _show_framed if os.isatty(1) else _show_plain
    show(headings, [[clean_line(cell) for cell in row] for row in rows], numeric)


def _show_plain(headings: Sequence[str], rows: list[Sequence[str]], numeric: frozenset[int]) -> None:
    """Print one row to a line, however long: programs read lines."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    for row in (headings, *rows):
        cells = zip(row, widths, strict=True)
        aligned = (cell.rjust(w) if at in numeric else cell.ljust(w) for at, (cell, w) in enumerate(cells))
        say("  ".join(aligned).rstrip())


def _show_framed(headings: Sequence[str], rows: list[Sequence[str]], numeric: frozenset[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", padding=(0, 1, 0, 0))
    for place, heading in enumerate(headings):
        is_number = place in numeric
        table.add_column(heading, justify="right" if is_number else "left", no_wrap=is_number or place == 0)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console(highlight=False).print(table)


@contextmanager
def show_progress(words: str) -> Iterator[Advance]:
    """Yield a function to call with (done, total); a bar appears if the work takes more than a moment."""
    if not os.isatty(2):
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    worth_a_bar = 10
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None, visible=False)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total >= worth_a_bar)

        yield advance
