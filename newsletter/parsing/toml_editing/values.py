"""Values as TOML writes them: text in the quotes it was in, lists in lines where they are long, tables with headers."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time

from newsletter.errors import EditRefusedError
from newsletter.parsing.lines import TextLines

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
INDENT = 4
"""Spaces before an item of a list that takes several lines."""


def write_key(key: str) -> str:
    """Write a key, in quotes where it needs them (TOML 1.0, section Keys)."""
    return key if _BARE_KEY.fullmatch(key) else _write_basic(key)


def write_keys(keys: Sequence[str | int]) -> str:
    """Write the keys of a path with dots between them; indices are the work of headers."""
    return ".".join(write_key(key) for key in keys if isinstance(key, str))


def write_inline(value: object) -> str:
    """Write a value in one line.

    Raises:
        EditRefusedError: TOML has no such value.
    """
    if isinstance(value, str):
        return _write_basic(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return _write_number(value)
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(write_inline, value))}]"
    if isinstance(value, dict):
        entries = (f"{write_key(key)} = {write_inline(inner)}" for key, inner in value.items())
        return f"{{ {', '.join(entries)} }}" if value else "{}"
    raise EditRefusedError("This file cannot say that there is no value. Delete the entry instead.")


def _write_number(value: float) -> str:
    return repr(value) if isinstance(value, int) or math.isfinite(value) else str(value)


def _write_basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def write_value_forms(lines: TextLines, value: object, column: int, before: str = "") -> Iterator[str]:
    """Yield texts that could say a value, the best first; ``before`` is how the one in its place is written."""
    if isinstance(value, str):
        yield from _write_text_forms(lines, value, before)
    elif isinstance(value, list) and value:
        inline = write_inline(value)
        if len(inline) > lines.width - column or lines.newline in before:
            yield _write_lines(lines, value)
    yield write_inline(value)


def _write_text_forms(lines: TextLines, text: str, before: str) -> Iterator[str]:
    is_long = before.startswith(('"""', "'''"))
    if before.startswith("'''") and "'''" not in text and not text.endswith("'"):
        yield f"'''{_line_end_behind(lines, before)}{_write_newlines(lines, text)}'''"
    elif is_long or "\n" in text.strip("\n"):
        start = _line_end_behind(lines, before) if is_long else lines.newline
        yield f'"""{start}{_write_newlines(lines, _escape_lines(text))}"""'
    elif before.startswith("'") and "'" not in text and text.isprintable():
        yield f"'{text}'"


def _line_end_behind(lines: TextLines, before: str) -> str:
    """Return the line end behind three quotation marks, which does not belong to the text."""
    return lines.newline if before[3:].startswith(("\n", "\r\n")) else ""


def _escape_lines(text: str) -> str:
    escaped = "\n".join(_write_basic(line)[1:-1].replace('\\"', '"') for line in text.split("\n"))
    escaped = escaped.replace('"""', '""\\"')
    return f'{escaped[:-1]}\\"' if escaped.endswith('"') and not escaped.endswith('\\"') else escaped


def _write_newlines(lines: TextLines, text: str) -> str:
    return text.replace("\n", lines.newline)


def _write_lines(lines: TextLines, items: Sequence[object]) -> str:
    """Write a list with each item in a line of its own."""
    written = "".join(f"{lines.newline}{' ' * INDENT}{write_inline(item)}," for item in items)
    return f"[{written}{lines.newline}]"


def is_table(value: object) -> bool:
    """Whether a value is written below a header of its own."""
    return isinstance(value, dict) and bool(value)


def is_list_of_tables(value: object) -> bool:
    """Whether the items of a list are written below headers of their own."""
    return isinstance(value, list) and bool(value) and all(map(is_table, value))


def write_table(
    lines: TextLines, keys: Sequence[str | int], value: Mapping[str, object], *, is_item: bool = False
) -> str:
    """Write a table with its header, its entries, and then the tables inside it; without a line end at its end."""
    name = write_keys(keys)
    written = [f"[[{name}]]" if is_item else f"[{name}]"]
    inner: list[str] = []
    for key, part in value.items():
        if is_table(part) or is_list_of_tables(part):
            inner.append(write_tables(lines, (*keys, key), part))
        else:
            written.append(write_entry(lines, key, part))
    return (lines.newline * 2).join([lines.newline.join(written), *inner])


def write_tables(lines: TextLines, keys: Sequence[str | int], value: object) -> str:
    """Write a table, or a list of tables, with headers."""
    if isinstance(value, dict):
        return write_table(lines, keys, value)
    items = value if isinstance(value, list) else []
    return (lines.newline * 2).join(write_table(lines, keys, item, is_item=True) for item in items)


def write_entry(lines: TextLines, key: str, value: object) -> str:
    """Write a key with its value."""
    opening = f"{write_key(key)} = "
    return opening + next(write_value_forms(lines, value, len(opening)))
