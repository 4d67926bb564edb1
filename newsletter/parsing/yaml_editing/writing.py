"""New lists and mappings, written as the rest of the document is: indentation, brackets or lines, quotation marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from newsletter.errors import EditRefusedError
from newsletter.parsing.document import DataPath
from newsletter.parsing.yaml_editing.scalars import ValueContext, quote, reads_as, write_scalar_forms
from newsletter.parsing.yaml_editing.source import YamlSource

MOST_IN_BRACKETS = 3
"""How many keys a mapping may have that is written in one line."""


@dataclass(frozen=True, slots=True)
class YamlWriter:
    """Writes values that are new to a document."""

    source: YamlSource
    only_quotes: bool = False
    """Whether every text is in double quotes, in one line."""

    def write_entry(self, key: str, value: object, column: int, path: DataPath) -> str:
        """Write an entry of a mapping whose key is at a column; the first line is not indented."""
        opening = f"{self.write_in_brackets(key)}:"
        return opening + self.write_value(
            value, ValueContext(column, column + self.source.step, self._room(column, opening)), path
        )

    def write_item(self, value: object, column: int, path: DataPath) -> str:
        """Write an item of a list whose dash is at a column; the first line is not indented."""
        if isinstance(value, dict) and value and not self._fits_brackets(value, path, self._room(column, "-")):
            return "- " + self._join(self._write_entries(value, column + 2, path), column + 2)
        return "-" + self.write_value(value, ValueContext(column, column + 2, self._room(column, "-")), path)

    def _room(self, column: int, opening: str) -> int:
        return self.source.width - column - len(opening) - 1

    def write_value(self, value: object, place: ValueContext, path: DataPath) -> str:
        """Write what follows a key and its colon, or a dash: behind a space, or in lines of its own."""
        if not isinstance(value, (dict, list)):
            return " " + self.write_scalar(value, place)
        if not value or place.in_brackets or self._fits_brackets(value, path, place.room):
            return " " + self.write_in_brackets(value)
        if isinstance(value, dict):
            column = place.base + self.source.step
            lines = self._write_entries(value, column, path)
        else:
            column = place.base + (self.source.list_step if path and isinstance(path[-1], str) else 2)
            lines = (self.write_item(inner, column, (*path, index)) for index, inner in enumerate(value))
        indent = self.source.newline + " " * column
        return indent + self._join(lines, column)

    def _write_entries(self, value: Mapping[str, object], column: int, path: DataPath) -> Iterator[str]:
        return (self.write_entry(key, inner, column, (*path, key)) for key, inner in value.items())

    def _join(self, lines: Iterator[str], column: int) -> str:
        return (self.source.newline + " " * column).join(lines)

    def write_scalar(self, value: object, place: ValueContext) -> str:
        """Write a value that is no list or mapping in the best way that says it.

        Raises:
            EditRefusedError: no way does.
        """
        if self.only_quotes and isinstance(value, str):
            return quote(value, '"')
        for form in write_scalar_forms(self.source, value, place):
            written = form if self.source.newline not in form else self._as_at_the_margin(form, place)
            if reads_as(written, value, in_brackets=place.in_brackets):
                return form
        raise EditRefusedError("These words cannot be written in this file.")

    def _as_at_the_margin(self, form: str, place: ValueContext) -> str:
        """Return lines as they would be below a key at the beginning of a line."""
        first, *others = form.split(self.source.newline)
        return "\n".join([first, *(line[place.base :] for line in others)])

    def write_in_brackets(self, value: object) -> str:
        """Write a value in one line, lists and mappings in brackets."""
        if isinstance(value, dict):
            entries = (
                f"{self.write_in_brackets(key)}: {self.write_in_brackets(inner)}" for key, inner in value.items()
            )
            return "{" + ", ".join(entries) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.write_in_brackets, value)) + "]"
        return self.write_scalar(value, ValueContext(0, 0, 0, in_brackets=True))

    def _fits_brackets(self, value: dict[str, object] | list[object], path: DataPath, room: int) -> bool:
        """Whether a list or mapping is in one line: as the first one at such a path is, or else if it is of words."""
        if not _is_flat(value):
            return False
        similar = self.source.find_similar(path)
        if similar and similar.kind == ("mapping" if isinstance(value, dict) else "list"):
            return similar.in_brackets and len(self.write_in_brackets(value)) <= room
        is_item = bool(path) and isinstance(path[-1], int)
        is_small = isinstance(value, list) or (len(value) <= MOST_IN_BRACKETS and not is_item)
        return is_small and _is_of_words(value) and len(self.write_in_brackets(value)) <= room


def _inner_values(value: dict[str, object] | list[object]) -> list[object]:
    return list(value.values()) if isinstance(value, dict) else value


def _is_flat(value: dict[str, object] | list[object]) -> bool:
    """Whether what is inside fits into a line: no list, no mapping, no text of several lines."""
    return not any(
        isinstance(inner, (dict, list)) or (isinstance(inner, str) and "\n" in inner) for inner in _inner_values(value)
    )


def _is_of_words(value: dict[str, object] | list[object]) -> bool:
    """Whether each text inside is a single word, such as an id; names and phrases are easier to read in lines."""
    return not any(isinstance(inner, str) and " " in inner for inner in chain(_inner_values(value)))
