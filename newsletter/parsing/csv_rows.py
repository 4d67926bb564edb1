"""A CSV file (RFC 4180) to rows of text, each with its line; or what is wrong with it.

Cells are separated by commas or by semicolons, as the first line has them. A formula is text like any other: nothing
here is ever calculated.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.files import decode

_HINT = 'Save the table from your spreadsheet once more, as "CSV UTF-8".'


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of cells, stripped of the space around them; ``line`` counts from 1."""

    line: int
    cells: tuple[str, ...]


def read_csv(data: bytes, file: str) -> list[CsvRow]:
    """Return the rows of a file, without those at its end in which every cell is empty.

    Raises:
        ProblemsFoundError: it is not UTF-8, is empty, or opens a quotation mark that nothing closes.
    """
    text = decode(data, file)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text), strict=True)
    rows: list[CsvRow] = []
    start = 1
    try:
        for cells in reader:
            rows.append(CsvRow(start, tuple(cell.strip() for cell in cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"this line is not CSV: {error}."
        raise ProblemsFoundError([Problem(Location(file, start), "table.csv", message, _HINT)]) from None
    while rows and not any(rows[-1].cells):
        rows.pop()
    if not rows:
        hint = "Write the names of the columns into its first line, and a line for each row."
        raise ProblemsFoundError([Problem(Location(file), "table.csv", "this file is empty.", hint)])
    return rows


def _find_delimiter(text: str) -> str:
    """Return what separates the cells of the first line; spreadsheets in much of Europe write semicolons."""
    outside = "".join(text.partition("\n")[0].split('"')[::2])
    return ";" if outside.count(";") > outside.count(",") else ","
