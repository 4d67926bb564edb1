"""Rows as CSV (RFC 4180) for spreadsheets: UTF-8 with a byte order mark, and no cell that runs as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Signs with which a spreadsheet formula begins (OWASP, CSV Injection)."""

BETWEEN = " | "
"""The separator between the values of a list in one cell."""


def format_table(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> bytes:
    """Format rows as CSV with these columns. A ' goes before text that begins like a formula.

    A list is one cell, with ``BETWEEN`` between its values.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_format_cell(row.get(column, "")) for column in columns] for row in rows)
    return f"\ufeff{written.getvalue()}".encode()


def _format_cell(value: object) -> object:
    if isinstance(value, int):
        return value
    text = BETWEEN.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
