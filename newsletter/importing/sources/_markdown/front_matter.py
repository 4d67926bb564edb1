"""Front matter above a Markdown text: YAML as Jekyll and Hugo read it, TOML, or Pelican's lines.

It gives the title and the month; all other fields are reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from newsletter.errors import ProblemsFoundError
from newsletter.importing.lines import Kind, Line, RunningText
from newsletter.importing.months import find_month
from newsletter.parsing.document import Document
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml

_MOST_ROWS = 500
"""Rows in which front matter has to end."""

_FENCES: dict[str, tuple[frozenset[str], Callable[[bytes, str], Document]]] = {
    "---": (frozenset({"---", "..."}), read_yaml),
    "+++": (frozenset({"+++"}), read_toml),
}
_FIELD = re.compile(r"[\"']?(?P<key>[A-Za-z][\w .-]{0,40}?)[\"']?\s?[:=](?:\s+(?P<value>\S.*))?")
_LINE = re.compile(r"(?P<key>[A-Za-z][\w -]{0,40}):(?:\s+(?P<value>\S.*))?")
_PLAIN = (str, int, float, date)
"""What a field holds that is one value, in YAML or in TOML."""

_ISSUE = ("period", "month", "issue_month")
_NUMBERED = ("issue", "number", "week", "quarter", "season")
"""Fields that say which issue it is of a newsletter that is not monthly."""

_DAY = ("date", "published", "publishdate", "pubdate", "publish_date", "created", "day")
_TITLE = "title"


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Fields above a text: a line for each, and the number of rows that they take."""

    lines: tuple[Line, ...] = ()
    rows: int = 0


@dataclass(frozen=True, slots=True)
class _Field:
    key: str
    text: str
    value: str
    first: int
    last: int


def has_front_matter(text: str) -> bool:
    """Return whether a text begins with front matter between fences, which nothing but a Markdown file has."""
    return bool(_find_fenced(text[:20_000].splitlines()))


def read_front_matter(rows: list[str]) -> FrontMatter:
    """Return the front matter that a text begins with; one without is empty."""
    fields, length = _find_fenced(rows) or _find_open(rows) or ([], 0)
    return FrontMatter(tuple(_write_lines(fields)), length)


def _find_fenced(rows: list[str]) -> tuple[list[_Field], int] | None:
    fence = rows[0].rstrip() if rows else ""
    if fence not in _FENCES:
        return None
    closing, read = _FENCES[fence]
    end = next((n for n, row in enumerate(rows[1:_MOST_ROWS], 1) if row.rstrip() in closing), 0)
    first = next((row for row in rows[1:end] if row.strip() and not row.startswith("#")), "")
    if not end or not _FIELD.fullmatch(first.rstrip()):
        return None
    values = _read_values("\n".join(rows[1:end]), read)
    return list(_collect(rows[1:end], _FIELD, values)), end + 1


def _find_open(rows: list[str]) -> tuple[list[_Field], int] | None:
    """Find lines such as Pelican's, which have no fences: one field a row from the first one on, a title among them."""
    end = next((n for n, row in enumerate(rows[:_MOST_ROWS]) if not row.strip()), min(len(rows), _MOST_ROWS))
    fields = list(_collect(rows[:end], _LINE, {}, 1))
    is_whole = all(_LINE.fullmatch(row.rstrip()) or row[:1].isspace() for row in rows[:end])
    return (fields, end) if is_whole and any(field.key == _TITLE and field.value for field in fields) else None


def _read_values(text: str, read: Callable[[bytes, str], Document]) -> Mapping[str, str]:
    """Return the fields that are plain values; none where the whole cannot be read, as a title with a colon in it."""
    try:
        document = read(f"{text}\n".encode(), "front matter")
    except ProblemsFoundError:
        return {}
    data = {} if document.problems else document.data
    return {str(key).lower(): str(value) for key, value in data.items() if isinstance(value, _PLAIN)}


def _collect(rows: list[str], pattern: re.Pattern[str], values: Mapping[str, str], before: int = 2) -> Iterator[_Field]:
    """Yield each field with the rows that it takes; ``before`` is the number of the first row."""
    found = {n: match for n, row in enumerate(rows) if (match := pattern.fullmatch(row.rstrip()))}
    starts = sorted({0, *found})
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True) if rows else ():
        text = " ".join(row.strip() for row in rows[start:end])
        key, value = _read_field(found[start], values) if start in found else ("", "")
        yield _Field(key, text, value, start + before, end + before - 1)


def _read_field(found: re.Match[str], values: Mapping[str, str]) -> tuple[str, str]:
    """Return key and value; a key that only looks like one, since it is in a table or a text, has no name."""
    key, written = found["key"].strip().lower(), (found["value"] or "").strip()
    if not values:
        return key, written.strip("\"'")
    value = values.get(key, "")
    is_cut = written.startswith(f"{value} #") and not written.startswith(f"{value} # ")  # Issue #12 is no comment
    return (key if key in values else ""), (written if is_cut else value)


def _choose_month(fields: list[_Field]) -> str | None:
    """Return the month of the issue: where a field names it, else that of the title, else that of a day."""
    values = {field.key: field.value for field in reversed(fields)}
    stated = (find_month(values[key]) for key in (*_ISSUE, _TITLE, *_DAY) if key in values)
    return next((found[0] for found in stated if found), None)


def _write_lines(fields: list[_Field]) -> Iterator[Line]:
    month = _choose_month(fields)
    title = next((field for field in fields if field.key == _TITLE and field.value), None)
    for field in fields:
        if field is title:
            yield from _write_title(field)
            continue
        stated = find_month(field.value) if field.key in {*_ISSUE, *_DAY} else None
        words, notes = _clean(field.text)
        kind: Kind = "period" if field.key in _NUMBERED or (stated and stated[0] == month) else "field"
        yield Line(0, kind, words, notes=notes, rows=(field.first, field.last))


def _write_title(field: _Field) -> Iterator[Line]:
    """Yield the title as a heading above all others, and the rest of its row."""
    words, notes = _clean(field.value)
    rows = (field.first, field.last)
    yield Line(0, "heading", words, notes=(*notes, "the title that the front matter gives"), rows=rows)
    if " # " in field.text and " # " not in field.value:
        yield Line(0, "field", f"# {field.text.rpartition(' # ')[2]}", rows=rows)


def _clean(text: str) -> tuple[str, tuple[str, ...]]:
    running = RunningText()
    running.add(text)
    words, _, notes = running.finish()
    return words, notes
