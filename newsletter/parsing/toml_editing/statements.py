"""Where each statement and value of a TOML document is written. Meant for text that `tomllib` has read before."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from newsletter.parsing.document import DataPath
from newsletter.parsing.toml_tokens import BARE, BLANK, EQUALS, KEY_PART, TEXT

Keys = tuple[str, ...]


@dataclass(slots=True, eq=False)
class TomlValue:
    """A value as it is written, from its first character to behind its last; offsets in the text."""

    kind: Literal["single", "list", "table"]
    start: int
    end: int
    entries: list[TomlEntry] = field(default_factory=list)
    """What is in a list or an inline table."""


@dataclass(slots=True, eq=False)
class TomlEntry:
    """An item of a list, or a key of an inline table with its value; ``keys`` are several where it has dots."""

    keys: Keys
    start: int
    value: TomlValue


@dataclass(slots=True, eq=False)
class TomlStatement:
    """A key with its value, or the header of a table, ``[…]``, or of an item of a list of tables, ``[[…]]``."""

    kind: Literal["entry", "table", "item"]
    path: DataPath
    """From the root of the document, with the index of each item."""
    start: int
    end: int
    value: TomlValue | None = None


def read_statements(text: str) -> list[TomlStatement]:
    """Return the statements of a document, in their order."""
    return list(_StatementReader(text).read())


class _StatementReader:
    """Goes through a text; ``_at`` is where it has got to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counts: dict[DataPath, int] = {}
        """How many items each list of tables has so far."""

    def read(self) -> Iterator[TomlStatement]:
        table: DataPath = ()
        self._skip(BLANK)
        while self._at < len(self._text):
            start = self._at
            if self._text.startswith("[", start):
                statement = self._read_header(start)
                table = statement.path
            else:
                entry = self._read_entry()
                statement = TomlStatement("entry", table + entry.keys, start, entry.value.end, entry.value)
            yield statement
            self._skip(BLANK)

    def _read_header(self, start: int) -> TomlStatement:
        is_item = self._text.startswith("[[", start)
        self._at += 2 if is_item else 1
        *parents, name = self._read_keys()
        path: DataPath = ()
        for key in parents:
            path = self._enter((*path, key))
        path = (*path, name)
        if is_item:
            count = self._counts.get(path, 0)
            self._counts[path] = count + 1
            path = (*path, count)
        self._at += 2 if is_item else 1
        return TomlStatement("item" if is_item else "table", path, start, self._at)

    def _enter(self, path: DataPath) -> DataPath:
        """Go on in the last item of what is a list of tables."""
        return (*path, self._counts[path] - 1) if path in self._counts else path

    def _read_entry(self) -> TomlEntry:
        start = self._at
        keys = self._read_keys()
        self._skip(EQUALS)
        return TomlEntry(keys, start, self._read_value())

    def _read_keys(self) -> Keys:
        keys: list[str] = []
        while found := KEY_PART.match(self._text, self._at):
            keys.append(_read_key(found[1]))
            self._at = found.end()
            if not found[2]:
                break
        return tuple(keys)

    def _read_value(self) -> TomlValue:
        start = self._at
        if self._text.startswith("[", start):
            return self._read_inside(TomlValue("list", start, start), "]")
        if self._text.startswith("{", start):
            return self._read_inside(TomlValue("table", start, start), "}")
        written = self._skip(TEXT) or self._skip(BARE).rstrip()
        return TomlValue("single", start, start + len(written))

    def _read_inside(self, value: TomlValue, closing: str) -> TomlValue:
        self._at += 1
        self._skip(BLANK)
        while not self._text.startswith(closing, self._at):
            start = self._at
            entry = self._read_entry() if closing == "}" else TomlEntry((), start, self._read_value())
            value.entries.append(entry)
            self._skip(BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1
            self._skip(BLANK)
        self._at += 1
        value.end = self._at
        return value

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if not found:
            return ""
        self._at = found.end()
        return found[0]


def _read_key(written: str) -> str:
    if written.startswith('"'):
        return next(iter(tomllib.loads(f"{written} = 0")))
    return written.strip("'")
