"""Tables in CSV files: their rows become those of the block that names the file, checked as if they were there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from newsletter.documents.blocks import Block, Section
from newsletter.documents.blocks.table import MOST_COLUMNS, MOST_ROWS, Cell, Column, DataTable
from newsletter.documents.issue import Issue
from newsletter.documents.values import LONGEST_HEADING
from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.csv_rows import CsvRow, read_csv
from newsletter.parsing.document import DataPath, Document, format_path
from newsletter.parsing.files import read_file
from newsletter.parsing.messages import suggest

FOLDERS = ("data", "images")
"""The folders of a publication whose files an issue may name."""

_RULE = "table.csv"
_HINT = "Correct the file, or the columns of the block."


def fill_tables(issue: Issue, document: Document, root: Path) -> tuple[Issue, Document]:
    """Return the issue with the rows of every table that names a CSV file below ``root``, and a document that says so.

    In that document, what is wrong with a row is at its line of the file.

    Raises:
        ProblemsFoundError: files are missing, or have faults: all of them, each with its line.
    """
    problems: list[Problem] = []
    places: dict[DataPath, Location] = {}

    def fill(block: Block, path: DataPath) -> Block:
        if isinstance(block, Section):
            inner = (fill(one, (*path, "blocks", n)) for n, one in enumerate(block.blocks))
            return block.model_copy(update={"blocks": tuple(inner)})
        try:
            return _fill_table(block, root, path, places) if isinstance(block, DataTable) and block.file else block
        except ProblemsFoundError as error:
            found = (_suggest(problem, root) for problem in error.problems)
            problems.extend(_place(problem, document, (*path, "file")) for problem in found)
            return block

    blocks = tuple(fill(block, ("blocks", n)) for n, block in enumerate(issue.blocks))
    if problems:
        raise ProblemsFoundError(problems)
    return issue.model_copy(update={"blocks": blocks}), replace(document, elsewhere=places)


def _suggest(problem: Problem, root: Path) -> Problem:
    """Say which file may be meant, where one is missing."""
    if problem.rule != "file.missing":
        return problem
    names = {path.stem: path.relative_to(root).as_posix() for path in sorted((root / FOLDERS[0]).rglob("*.csv"))}
    meant = names.get(suggest(Path(problem.place.file).stem, names))
    if meant is None:
        hint = f"Put it into the folder {FOLDERS[0]}, or correct its name."
        return replace(problem, hint=hint)
    hint = f"Did you mean {meant}? If not, put it into the folder {FOLDERS[0]}, or correct its name."
    return replace(problem, hint=hint, replacements=(meant,))


def _place(problem: Problem, document: Document, path: DataPath) -> Problem:
    """Report a fault of a file as a whole where the document names it; its lines have their own place."""
    if problem.place.line:
        return problem
    message = f"{problem.place.file}: {problem.message}"
    return replace(problem, place=document.location_of(path), path=format_path(path), message=message)


def _fill_table(table: DataTable, root: Path, path: DataPath, places: dict[DataPath, Location]) -> DataTable:
    file = str(table.file)
    head, *rows = read_csv(read_file(root / file, file), file)
    columns = table.columns or _name_columns(head, file)
    problems = [*_check_head(head, columns, file), *_check_rows(rows, file)]
    if problems:
        raise ProblemsFoundError(problems)
    places |= {(*path, "rows", n): Location(file, row.line) for n, row in enumerate(rows)}
    cells = tuple(tuple(_cells().validate_python(list(row.cells))) for row in rows)
    return table.model_copy(update={"columns": columns, "rows": cells})


def _name_columns(head: CsvRow, file: str) -> tuple[Column, ...]:
    """Make columns of the names in the first line; the columns of numbers are marked in the document alone."""
    try:
        return tuple(Column(text=name) for name in head.cells)
    except ValidationError as error:
        message, hint = _explain(error)
        raise ProblemsFoundError(
            [Problem(Location(file, 1), _RULE, f"the names of the columns: {message}.", hint)]
        ) from None


def _check_head(head: CsvRow, columns: tuple[Column, ...], file: str) -> Iterator[Problem]:
    names, place = [column.text for column in columns], Location(file, 1)
    if len(names) > MOST_COLUMNS:
        yield Problem(place, _RULE, f"there are {len(names)} columns, and a mail has room for {MOST_COLUMNS}.", _HINT)
    if [name.casefold() for name in head.cells] != [name.casefold() for name in names]:
        message = f"the first line names the columns {_list(head.cells)}, and the block has {_list(names)}."
        yield Problem(place, _RULE, message, "Write the same names in both, or leave columns out of the block.")


def _list(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"'{name[:40]}'" for name in names[:MOST_COLUMNS])


def _check_rows(rows: list[CsvRow], file: str) -> Iterator[Problem]:
    if not rows:
        yield Problem(Location(file, 1), _RULE, "there is no row below the names of the columns.", "Add one.")
    if len(rows) > MOST_ROWS:
        message = f"there are {len(rows):,} rows, and a table has at most {MOST_ROWS}."
        yield Problem(Location(file, rows[MOST_ROWS].line), _RULE, message, "Offer the whole as a file on the web.")
        return
    for row in rows:
        try:
            _cells().validate_python(list(row.cells))
        except ValidationError as error:
            message, hint = _explain(error)
            yield Problem(Location(file, row.line), _RULE, f"{message}.", hint)


def _explain(error: ValidationError) -> tuple[str, str]:
    """Explain what is wrong with the first bad cell, and how to fix it."""
    first = error.errors()[0]
    if first["type"] == "string_too_long":
        return f"a cell has more than {LONGEST_HEADING} characters", "Shorten it."
    return first["msg"], str(first.get("ctx", {}).get("hint", _HINT))


@cache
def _cells() -> TypeAdapter[list[Cell]]:
    return TypeAdapter(list[Cell])
