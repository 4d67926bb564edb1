"""A table as plain text: columns under each other, or a paragraph for each row where they are too wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from newsletter.documents.blocks.table import DataTable

WIDTH = 72
"""Columns of characters, as for all plain text."""

_GAP = "  "


def format_table(table: DataTable, write: Callable[[str], str]) -> str:
    """Format a table; ``write`` is what is done with each text before it is measured."""
    head = [write(column.text) for column in table.columns]
    rows = [[write(text) for _, text in table.pad(row)] for row in table.rows]
    widths = [max(map(_measure, column)) for column in zip(head, *rows, strict=True)]
    if sum(widths) + len(_GAP) * (len(widths) - 1) > WIDTH:
        return "\n\n".join(_format_paragraph(head, row) for row in rows)
    rule = ["-" * width for width in widths]
    sides = [column.side for column in table.columns]
    lines = (_GAP.join(map(_align, line, widths, sides)).rstrip() for line in [head, rule, *rows])
    return "\n".join(lines)


def _format_paragraph(head: Sequence[str], row: Sequence[str]) -> str:
    return "; ".join(f"{name}: {text}" for name, text in zip(head, row, strict=True) if text)


def _align(text: str, width: int, side: str) -> str:
    room = width - _measure(text)
    before = {"start": 0, "centre": room // 2, "end": room}[side]
    return " " * before + text + " " * (room - before)


def _measure(text: str) -> int:
    """Return how many columns a text takes: letters of East Asia two, accents that are combined none (UAX 11)."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)
