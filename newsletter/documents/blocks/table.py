"""A table, from rows in the document or in a CSV file. Data only."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Data, Heading, document_error, matching, read_typed_number

MOST_COLUMNS = 8
"""More cannot be read in a mail, which is 600 pixels wide."""

MOST_ROWS = 200
"""More are a file to download."""


def _read_cell(value: object) -> object:
    """Take a number as it was typed, and an empty text for an empty cell."""
    if isinstance(value, bool):
        hint = f'Put it in quotes: "{str(value).lower()}"'
        raise document_error("table.cell", "this is read as true or false, and a cell is text", hint)
    return None if isinstance(value, str) and not value.strip() else read_typed_number(value)


Cell = Annotated[
    Heading | None,
    BeforeValidator(_read_cell, json_schema_input_type=str | int | float | None),
]
"""Plain text; a number is shown as it was typed."""

_check_csv = matching(
    r"data(/[A-Za-z0-9_][A-Za-z0-9._-]*)+\.[Cc][Ss][Vv]",
    "table.file",
    "'{text}' is not a CSV file in the folder data",
    "Put the file into the folder data, beside issues, and write: data/bins.csv",
)
CsvFile = Annotated[
    str,
    Field(max_length=250),
    BeforeValidator(_check_csv),
    Field(json_schema_extra={"pattern": r"^data/.*\.[Cc][Ss][Vv]$"}),
]


class Column(Data):
    """A column of a table."""

    text: Heading = Field(title="Heading")
    """The heading of the column."""
    number: bool = Field(default=False, title="Numbers")
    """Write true for a column of numbers: they are aligned at their ends."""
    align: Literal["start", "end", "centre"] | None = None
    """Where its cells begin; if left out, numbers are at the end and text at the start."""

    @property
    def side(self) -> str:
        """Where its cells are aligned."""
        return self.align or ("end" if self.number else "start")


class DataTable(Block):
    """Rows and columns; on a phone each row becomes a list."""

    example = """\

- type: table
  title: When the bins are collected
  columns: [{text: Street}, {text: Day}, {text: Bags, number: true}]
  rows:
    - [Mill Lane, Monday, 12]
    - [Church Road, Tuesday, 8]"""

    type: Literal["table"] = "table"
    title: Heading | None = None
    """The heading."""
    caption: Heading | None = None
    """One line that says what the table shows."""
    columns: tuple[Column, ...] = Field(default=(), max_length=MOST_COLUMNS)
    """The columns: {text: Street}, or {text: Bags, number: true}. With file, its first line names them if left out."""
    row_headers: bool = Field(default=True, title="Names in the first column")
    """Whether the first cell of a row names the row. Write false if it does not."""
    rows: tuple[tuple[Cell, ...], ...] = Field(default=(), max_length=MOST_ROWS)
    """The rows, each with as many cells as there are columns: [Mill Lane, Monday, 12]"""
    file: CsvFile | None = None
    """A CSV file with the rows, in place of rows: data/bins.csv. Its first line names the columns."""

    @model_validator(mode="after")
    def _require_rows(self) -> Self:
        if bool(self.rows) is bool(self.file):
            message = "there are both rows and a file" if self.rows else "there are no rows"
            raise document_error("table.rows", message, "Write either rows or file: data/bins.csv")
        if not self.columns and not self.file:
            raise document_error(
                "table.columns", "the columns have no names", "Write columns: [{text: Street}, {text: Day}]"
            )
        return self

    def pad(self, row: tuple[str | None, ...]) -> list[tuple[Column, str]]:
        """Return the cells of a row, each with its column; a cell that is missing or empty is an empty text."""
        cells = [cell or "" for cell in row[: len(self.columns)]]
        return list(zip(self.columns, cells + [""] * (len(self.columns) - len(cells)), strict=True))
