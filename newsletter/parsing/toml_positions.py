"""Where each key and value of a TOML text stands, which `tomllib` does not say.

Follows TOML 1.0 just far enough to find keys and the ends of values, and refuses what would take `tomllib` too long.
Meant for text that `tomllib` reads afterwards: where it does not understand the text, it stops.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from contextlib import suppress
from typing import NoReturn

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.document import MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_VALUES, Children, Node, Position

_STRING = r"\"(?!\"\")(?:[^\"\\\n]|\\.)*\"|'(?!'')[^'\n]*+'"
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*+")
_KEY_PART = re.compile(rf"[ \t]*+([A-Za-z0-9_-]++|{_STRING})[ \t]*+(\.?)")
_EQUALS = re.compile(r"=[ \t]*+")
_TEXT = re.compile(rf"(?s:\"\"\"(?:[^\\]|\\.)*?\"{{3,5}}|'''.*?'{{3,5}})|{_STRING}")
_BARE = re.compile(r"[^\"',\]}#\r\n][^,\]}#\r\n]*+")

_Keys = list[tuple[str, Position]]
_Table = dict[str, Node]


class _LostError(Exception):
    """The text is not what TOML allows here; `tomllib` will say so in its own words."""


class PlaceFinder:
    """Goes through a text once; afterwards ``tree`` holds the places and ``offset`` is where it stopped."""

    def __init__(self, text: str, file: str) -> None:
        self.offset = 0
        self.tree: Node = (0, 0, 0, 0, {})
        self._text, self._file = text, file
        self._values = 0
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def find(self) -> Node:
        """Return the places of all that the text says, as far as it is TOML.

        Raises:
            ProblemsFoundError: it is nested too deeply, or holds a number that is too long.
        """
        root: _Table = {}
        self.tree = (0, 0, 0, 0, root)
        with suppress(_LostError):
            self._follow_statements(root)
        return self.tree

    def _follow_statements(self, root: _Table) -> None:
        table, depth = root, 0
        self._skip(_BLANK)
        while self.offset < len(self._text):
            if self._text.startswith("[", self.offset):
                table, depth = self._follow_header(root)
            else:
                self._follow_entry(table, depth)
            self._skip(_BLANK)

    def _follow_header(self, root: _Table) -> tuple[_Table, int]:
        self._count()
        position = self._position()
        bracket, closing = ("[[", "]]") if self._text.startswith("[[", self.offset) else ("[", "]")
        self.offset += len(bracket)
        *parents, (name, key_position) = keys = self._read_keys(0)
        self._expect(closing)
        table = self._descend(root, parents)
        inner: _Table = {}
        if bracket == "[[":
            node = table.setdefault(name, (*position, *key_position, []))
            if not isinstance(node[4], list):
                raise _LostError
            node[4].append((*position, *position, inner))
        elif name in table:  # a table below it was named first
            inner = self._descend(table, keys[-1:])
        else:
            table[name] = (*position, *key_position, inner)
        return inner, len(keys)

    def _follow_entry(self, table: _Table, depth: int) -> None:
        *parents, (name, key_position) = keys = self._read_keys(depth)
        if not self._skip(_EQUALS):
            raise _LostError
        table = self._descend(table, parents)
        position = self._position()
        table[name] = (*position, *key_position, self._follow_value(depth + len(keys)))

    def _follow_value(self, depth: int) -> Children:
        """Pass over a value, and find the places inside a list or an inline table."""
        self._check_depth(depth)
        self._count()
        if self._skip(_TEXT):
            return None
        if self._text.startswith("[", self.offset):
            return self._follow_list(depth)
        if self._text.startswith("{", self.offset):
            return self._follow_inline_table(depth)
        start, bare = self.offset, self._skip(_BARE)
        if not bare:
            raise _LostError
        if len(bare.rstrip()) > MAX_NUMBER_LENGTH:
            message = f"this has no quotes and more than {MAX_NUMBER_LENGTH} characters."
            self._stop(start, "toml.number", message, "Put it in quotes if it is text.")
        return None

    def _follow_list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        self.offset += 1
        self._skip(_BLANK)
        while not self._text.startswith("]", self.offset):
            position = self._position()
            items.append((*position, *position, self._follow_value(depth + 1)))
            self._pass_comma("]")
        self.offset += 1
        return items

    def _follow_inline_table(self, depth: int) -> _Table:
        table: _Table = {}
        self.offset += 1
        self._skip(_BLANK)
        while not self._text.startswith("}", self.offset):
            self._follow_entry(table, depth)
            self._pass_comma("}")
        self.offset += 1
        return table

    def _read_keys(self, depth: int) -> _Keys:
        keys: _Keys = []
        while True:
            found = _KEY_PART.match(self._text, self.offset)
            if not found:
                raise _LostError
            keys.append((found[1].strip("\"'"), self._position(found.start(1))))
            self._check_depth(depth + len(keys))
            self.offset = found.end()
            if not found[2]:
                return keys

    def _descend(self, table: _Table, keys: _Keys) -> _Table:
        for name, position in keys:
            inside = table.setdefault(name, (*position, *position, {}))[4]
            if isinstance(inside, list) and inside:
                inside = inside[-1][4]
            if not isinstance(inside, dict):
                raise _LostError
            table = inside
        return table

    def _pass_comma(self, closing: str) -> None:
        self._skip(_BLANK)
        if self._text.startswith(",", self.offset):
            self.offset += 1
            self._skip(_BLANK)
        elif not self._text.startswith(closing, self.offset):
            raise _LostError

    def _expect(self, mark: str) -> None:
        if not self._text.startswith(mark, self.offset):
            raise _LostError
        self.offset += len(mark)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self.offset)
        if not found:
            return ""
        self.offset = found.end()
        return found[0]

    def _position(self, offset: int | None = None) -> Position:
        offset = self.offset if offset is None else offset
        line = bisect_right(self._line_starts, offset) - 1
        return line, offset - self._line_starts[line]

    def _check_depth(self, depth: int) -> None:
        if depth > MAX_DEPTH:
            message = f"this is nested more than {MAX_DEPTH} levels deep."
            self._stop(self.offset, "toml.depth", message, "Check the brackets and the dots in keys.")

    def _count(self) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"this document has more than {MAX_VALUES:,} values."
            self._stop(self.offset, "toml.too-many-values", message, "Leave out what is not needed.")

    def _stop(self, offset: int, rule: str, message: str, hint: str) -> NoReturn:
        line, column = self._position(offset)
        raise ProblemsFoundError([Problem(Location(self._file, line + 1, column + 1), rule, message, hint)])
