"""The text of a TOML document that is edited: its statements, in the parts that headers divide it into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsletter.parsing.brackets import Brackets
from newsletter.parsing.document import DataPath
from newsletter.parsing.lines import TextLines
from newsletter.parsing.toml_editing.statements import TomlStatement, TomlValue, read_statements


@dataclass(slots=True, eq=False)
class TomlPart:
    """A header and the entries below it, or the entries before the first header.

    ``start`` is that of the comments directly above; ``end`` is the end of its last line, with comments directly below.
    """

    path: DataPath
    header: TomlStatement | None
    entries: list[TomlStatement] = field(default_factory=list)
    start: int = 0
    end: int = 0


class TomlSource(TextLines):
    """A text, and where everything in it is; read once for an edit."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.statements = read_statements(text)
        self.starts = self._find_starts()
        """Where the comments directly above each statement begin, or its line."""
        self.parts = self._find_parts()

    def _find_starts(self) -> dict[TomlStatement, int]:
        starts: dict[TomlStatement, int] = {}
        floor = 0
        for statement in self.statements:
            starts[statement] = self.find_comments_above(statement.start, floor)
            floor = self.next_line(statement.end)
        return starts

    def _find_parts(self) -> list[TomlPart]:
        parts = [TomlPart((), None)]
        for statement in self.statements:
            if statement.kind == "entry":
                parts[-1].entries.append(statement)
            else:
                parts.append(TomlPart(statement.path, statement, start=self.starts[statement]))
        for number, part in enumerate(parts):
            until = parts[number + 1].start if number + 1 < len(parts) else len(self.text)
            part.end = self._find_end(part, until)
        parts[0].start = self.starts[parts[0].entries[0]] if parts[0].entries else parts[0].end
        return parts

    def _find_end(self, part: TomlPart, until: int) -> int:
        """Return the end of the last line of a part; comments directly below it are about it, unless they go on."""
        statement = part.entries[-1] if part.entries else part.header
        if statement is None:
            return 0
        end = self.line_end(statement.end)
        at = self.next_line(end)
        while at < until and self.text.startswith("#", self.skip_spaces(at)):
            end = self.line_end(at)
            at = self.next_line(at)
        return end

    def find_entry(self, path: DataPath) -> tuple[TomlStatement, DataPath] | None:
        """Return the entry that a path leads to or through, and the rest of the path."""
        for statement in self.statements:
            if statement.kind == "entry" and path[: len(statement.path)] == statement.path:
                return statement, path[len(statement.path) :]
        return None

    def find_parts_below(self, path: DataPath) -> list[TomlPart]:
        """Return the parts with a header at a path or below it."""
        return [part for part in self.parts if part.header and part.path[: len(path)] == path]

    def find_part(self, path: DataPath) -> TomlPart | None:
        """Return the part whose header is that of a table, or of an item; the first one for the root."""
        return next((part for part in self.parts if part.path == path), None)

    def in_brackets(self, value: TomlValue) -> Brackets:
        """Return the places of what is in a list or an inline table."""
        starts = [entry.start for entry in value.entries]
        return Brackets(self, starts, [entry.value.end for entry in value.entries], value.start, value.end)


def follow(value: TomlValue, path: DataPath) -> TomlValue | None:
    """Return what is at a path inside a value, or nothing."""
    while path:
        step, rest = path[0], path[1:]
        if isinstance(step, int):
            if value.kind != "list" or step >= len(value.entries):
                return None
            value, path = value.entries[step].value, rest
            continue
        found = [entry for entry in value.entries if entry.keys and path[: len(entry.keys)] == entry.keys]
        if not found:
            return None
        value, path = found[0].value, path[len(found[0].keys) :]
    return value


def find_names(paths: Iterator[Sequence[str | int]], depth: int) -> list[str]:
    """Return the keys that paths have at a depth, each once, in their order."""
    return list(dict.fromkeys(str(path[depth]) for path in paths if len(path) > depth))
