"""TOML to a document: what `tomllib` reads, the positions, which it does not give, and its errors in plain English."""

from __future__ import annotations

import hashlib
import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import NoReturn

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.document import (
    MAX_DEPTH,
    MAX_NUMBER_LENGTH,
    MAX_VALUES,
    Children,
    DataPath,
    Document,
    Node,
    Position,
)
from newsletter.parsing.files import decode, find_forbidden_character, location_at
from newsletter.parsing.toml_tokens import BARE, BLANK, EQUALS, KEY_PART, TEXT

_Keys = list[tuple[str, Position]]
_Table = dict[str, Node]

_SAID = re.compile(r"(?P<said>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)

_MEANINGS: tuple[tuple[str, str, str, str], ...] = (
    (
        "overwrite|declare|mutate|redefine|Duplicate",
        "toml.duplicate-key",
        "this key or table is already above.",
        "Keep one of the two.",
    ),
    (
        "Invalid value",
        "toml.value",
        "this is not a value.",
        'Put text in straight quotes: "…"; write true and false in lower case, and numbers as digits.',
    ),
    (
        "Unterminated|Illegal character '.n'|Expected \"'",
        "toml.quotes",
        "this text's quotation mark is never closed.",
        'Close it where the text ends; put text of several lines between """ and """.',
    ),
    ("Expected '='", "toml.equals", "there is no = after this key.", 'Write: key = "value"'),
    (
        "Expected newline",
        "toml.end-of-line",
        "more follows where the value has ended.",
        "Begin each key in a line of its own; put text in quotes, and numbers without leading zeros.",
    ),
    ("table declaration|array declaration", "toml.bracket", "this bracket is not closed.", "Write: [name] or [[name]]"),
    (
        "Unclosed",
        "toml.bracket",
        "a bracket above is not closed, or a comma is missing here.",
        "Put a comma between the items and close the bracket after the last.",
    ),
    (
        "Unescaped|hex value|Unicode scalar",
        "toml.escape",
        "this is not an escape sequence that double quotes allow.",
        "Write \\\\ for a backslash, or use single quotes.",
    ),
    ("Invalid date", "toml.date", "there is no such date or time.", "Write it like 2024-01-31 or 09:00:00."),
    (
        "key part|Invalid statement",
        "toml.key",
        "there is no key here.",
        "Keys are letters, digits, - and _; put any other key in quotes. The braces of { … } must be on one line.",
    ),
)


def read_toml(data: bytes, file: str) -> Document:
    """Read a TOML document; problems that do not hinder reading on are in its ``problems``.

    Raises:
        ProblemsFoundError: nothing useful can be read.
    """
    text = decode(data, file)
    finder = _TomlPositions(text, file)
    finder.find()
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        stopped = location_at(text, finder.offset, file)
        raise ProblemsFoundError([_explain(str(error), stopped)]) from None
    document = Document(
        file, content, hashlib.sha256(data).hexdigest(), partial(_find_positions, text, file), text=text
    )
    return replace(document, problems=tuple(_forbidden_characters(content, document, ())))


def _find_positions(text: str, file: str) -> Node:
    return _TomlPositions(text, file).find()


def _explain(reason: str, stopped: Location) -> Problem:
    """Say what is wrong; at the end of the document the place that helps is where the finder of places stopped."""
    found = _SAID.fullmatch(reason)
    place = Location(stopped.file, int(found["line"]), int(found["column"])) if found and found["line"] else stopped
    for pattern, rule, message, hint in _MEANINGS:
        if re.search(pattern, reason):
            return Problem(place, rule, message, hint)
    return Problem(
        place, "toml.syntax", f"this cannot be read as TOML ({reason}).", "Check this line and the one above."
    )


def _forbidden_characters(value: object, document: Document, path: DataPath) -> Iterator[Problem]:
    """Find what escapes let in; the depth of the document is bounded, so recursion is safe."""
    if isinstance(value, str) and (character := find_forbidden_character(value)):
        message, hint = (
            f"the text contains the invisible character {character}.",
            "Delete the escape sequence that makes it.",
        )
        yield Problem(document.location_of(path), "file.character", message, hint)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _forbidden_characters(inner, document, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _forbidden_characters(inner, document, (*path, index))


_START = Position(0, 0)


class _LostError(Exception):
    """The text is not what TOML allows here; `tomllib` will say so in its own words."""


class _TomlPositions:
    """Finds where each key and value begins, which `tomllib` does not give; ``offset`` is where it stopped.

    Follows TOML 1.0 just far enough to find keys and the ends of values, and refuses what would take `tomllib` too
    long. Meant for text that `tomllib` reads afterwards: where it does not understand the text, it stops.
    """

    def __init__(self, text: str, file: str) -> None:
        self.offset = 0
        self._text, self._file = text, file
        self._values = 0
        self._line_starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def find(self) -> Node:
        """Return the positions of everything in the text, as far as it is TOML.

        Raises:
            ProblemsFoundError: it is nested too deeply, or holds a number that is too long.
        """
        root: _Table = {}
        with suppress(_LostError):
            self._follow_statements(root)
        return Node(_START, _START, root)

    def _follow_statements(self, root: _Table) -> None:
        table, depth = root, 0
        self._skip(BLANK)
        while self.offset < len(self._text):
            if self._text.startswith("[", self.offset):
                table, depth = self._follow_header(root)
            else:
                self._follow_entry(table, depth)
            self._skip(BLANK)

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
            node = table.setdefault(name, Node(position, key_position, []))
            if not isinstance(node.children, list):
                raise _LostError
            node.children.append(Node(position, position, inner))
        elif name in table:  # a table below it was named first
            inner = self._descend(table, keys[-1:])
        else:
            table[name] = Node(position, key_position, inner)
        return inner, len(keys)

    def _follow_entry(self, table: _Table, depth: int) -> None:
        *parents, (name, key_position) = keys = self._read_keys(depth)
        if not self._skip(EQUALS):
            raise _LostError
        table = self._descend(table, parents)
        position = self._position()
        table[name] = Node(position, key_position, self._follow_value(depth + len(keys)))

    def _follow_value(self, depth: int) -> Children:
        """Pass over a value, and find the places inside a list or an inline table."""
        self._check_depth(depth)
        self._count()
        if self._skip(TEXT):
            return None
        if self._text.startswith("[", self.offset):
            return self._follow_list(depth)
        if self._text.startswith("{", self.offset):
            return self._follow_inline_table(depth)
        start, bare = self.offset, self._skip(BARE)
        if not bare:
            raise _LostError
        if len(bare.rstrip()) > MAX_NUMBER_LENGTH:
            message = f"this has no quotes and more than {MAX_NUMBER_LENGTH} characters."
            self._stop(start, "toml.number", message, "Put it in quotes if it is text.")
        return None

    def _follow_list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        self.offset += 1
        self._skip(BLANK)
        while not self._text.startswith("]", self.offset):
            position = self._position()
            items.append(Node(position, position, self._follow_value(depth + 1)))
            self._pass_comma("]")
        self.offset += 1
        return items

    def _follow_inline_table(self, depth: int) -> _Table:
        table: _Table = {}
        self.offset += 1
        self._skip(BLANK)
        while not self._text.startswith("}", self.offset):
            self._follow_entry(table, depth)
            self._pass_comma("}")
        self.offset += 1
        return table

    def _read_keys(self, depth: int) -> _Keys:
        keys: _Keys = []
        while True:
            found = KEY_PART.match(self._text, self.offset)
            if not found:
                raise _LostError
            keys.append((found[1].strip("\"'"), self._position(found.start(1))))
            self._check_depth(depth + len(keys))
            self.offset = found.end()
            if not found[2]:
                return keys

    def _descend(self, table: _Table, keys: _Keys) -> _Table:
        for name, position in keys:
            inside = table.setdefault(name, Node(position, position, {})).children
            if isinstance(inside, list) and inside:
                inside = inside[-1].children
            if not isinstance(inside, dict):
                raise _LostError
            table = inside
        return table

    def _pass_comma(self, closing: str) -> None:
        self._skip(BLANK)
        if self._text.startswith(",", self.offset):
            self.offset += 1
            self._skip(BLANK)
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
        return Position(line, offset - self._line_starts[line])

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
