"""The rows of a text that became HTML: each element says which ones it came from, so that the report can."""

from __future__ import annotations

import re

ROWS = "data-rows"
"""The attribute that holds the first and the last row; on a line break, it says that the writer meant one."""

_ROWS = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


def write_rows(first: int, last: int) -> str:
    """Write rows as the value of the attribute."""
    return f"{first}-{last}"


def read_rows(value: str | None) -> tuple[int, int] | None:
    """Read the value of the attribute, where an element has one."""
    found = _ROWS.fullmatch(value or "")
    return (int(found[1]), int(found[2])) if found else None
