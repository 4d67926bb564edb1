"""Rules about tables: rows that are whole, numbers that are numbers, and no more than a phone can show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.table import Column, DataTable
from newsletter.errors import Reason, Severity
from newsletter.parsing.document import DataPath

WIDE = 5
"""Columns beyond which a table is cramped in a mail of 600 pixels."""

LONG = 40
"""Rows beyond which a phone shows a list of many screens."""

_NUMBER = re.compile(r"[^\w]{0,3}\d[\d.,'’\s]*\S{0,4}|[-–—]|n/a", re.IGNORECASE)
_NO_TEXT = Reason("Write what is meant: 0, none, or – for what is not known.")


def _find_tables(context: IssueContext) -> Iterator[tuple[DataPath, DataTable]]:
    for path, block in context.blocks():
        if isinstance(block, DataTable):
            yield path, block


def _find_cells(context: IssueContext) -> Iterator[tuple[DataPath, Column, str]]:
    """Yield each cell there is: its path, its column and its text."""
    for path, table in _find_tables(context):
        for n, row in enumerate(table.rows):
            for m, (column, text) in enumerate(table.pad(row)[: len(row)]):
                yield (*path, "rows", n, m), column, text


def _write(columns: str, rows: str) -> str:
    """Return an example: a table with these columns and rows, in the flow style of YAML."""
    return f"\nblocks:\n  - type: table\n    title: Bins\n    columns: {columns}\n    rows: {rows}\n"


_STREETS = "[{text: Street}, {text: Day}]"
_BAGS = "[{text: Street}, {text: Bags, number: true}]"


@issue_rule(
    "table.ragged",
    Severity.ERROR,
    bad=_write(_BAGS, "[[Mill Lane, 12], @@[Church Road]]"),
    good=_write(_BAGS, "[[Mill Lane, 12], [Church Road, 8]]"),
    waivable=False,
)
def find_ragged_rows(context: IssueContext) -> Iterator[Violation]:
    """With a cell too few or too many, the values of a row are read under the wrong headings."""
    for path, table in _find_tables(context):
        for n, row in enumerate(table.rows):
            if len(row) != len(table.columns):
                cells = f"{len(row)} cell{'' if len(row) == 1 else 's'}"
                message = f"the row has {cells}, and the table has {len(table.columns)} columns"
                yield Violation((*path, "rows", n), message, "Give each row one cell for each column.")


@issue_rule(
    "table.empty-cell",
    Severity.WARNING,
    bad=_write(_STREETS, '[[Mill Lane, @@""], [Church Road, Monday]]'),
    good=_write(_STREETS, "[[Mill Lane, –], [Church Road, Monday]]"),
)
def find_empty_cells(context: IssueContext) -> Iterator[Violation]:
    """Readers cannot tell whether an empty cell means zero, none or unknown."""
    for path, column, text in _find_cells(context):
        if not text:
            yield Violation(path, f"the cell under '{column.text}' is empty", _NO_TEXT)


@issue_rule(
    "table.number",
    Severity.WARNING,
    bad=_write(_BAGS, "[[Mill Lane, @@a dozen], [Church Road, 8]]"),
    good=_write(_BAGS, '[[Mill Lane, "£12.50"], [Church Road, –]]'),
)
def find_words_among_numbers(context: IssueContext) -> Iterator[Violation]:
    """Numbers are aligned so that they can be compared; words among them cannot be."""
    for path, column, text in _find_cells(context):
        if column.number and text and not _NUMBER.fullmatch(text):
            message = f"'{text}' is not a number, and '{column.text}' is a column of numbers"
            yield Violation(
                path,
                message,
                Reason(
                    "Write a number, or",
                    "leave number: true out of the column.",
                    "say in the form that the column has no numbers.",
                ),
            )


@issue_rule(
    "table.wide",
    Severity.WARNING,
    bad=_write(
        "@@[{text: Street}, {text: Food}, {text: Glass}, {text: Paper}, {text: Metal}, {text: Other}]",
        "[[Mill Lane, Monday, Tuesday, Tuesday, Friday, Friday]]",
    ),
    good=_write(_STREETS, "[[Mill Lane, Monday]]"),
)
def find_wide_tables(context: IssueContext) -> Iterator[Violation]:
    """A mail is 600 pixels wide: in many narrow columns words are broken."""
    for path, table in _find_tables(context):
        if len(table.columns) > WIDE:
            message = f"the table has {len(table.columns)} columns, and more than {WIDE} are cramped in a mail"
            yield Violation(
                (*path, "file" if table.file else "columns"), message, "Leave some out, or make two tables."
            )


def _repeat(count: int) -> str:
    return f"[{', '.join(f'[Mill Lane {n}, Monday]' for n in range(count))}]"


@issue_rule(
    "table.long",
    Severity.WARNING,
    bad=_write(_STREETS, f"@@{_repeat(LONG + 1)}"),
    good=_write(_STREETS, _repeat(LONG)),
)
def find_long_tables(context: IssueContext) -> Iterator[Violation]:
    """On a phone each row is a list, and most readers do not scroll past many of them."""
    for path, table in _find_tables(context):
        if len(table.rows) > LONG:
            message = f"the table has {len(table.rows)} rows, and more than {LONG} fill many screens of a phone"
            hint = "Show those that matter, and link to all of them."
            yield Violation((*path, "file" if table.file else "rows"), message, hint)
