"""Finds every mistake in a YAML text, not the first alone: each part that can be read by itself is.

A part is a key with what belongs to it, or an item of a list. A mistake in one hides none in another, and what only
follows from it (a quotation mark that is closed by the next one, lines below) is not reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from newsletter.parsing.document import MAX_PROBLEMS, Position
from newsletter.parsing.yaml_errors import ParserError

Parse = Callable[[str], ParserError | None]
"""Reads a text, and returns what the parser complains of, if it does."""

Part = tuple[int, int]
"""The first line of a part, from 0, and the line after its last."""

_KEY = re.compile(r"""\s*(?:[\w-]{1,60}|"[^"]{0,60}"|'[^']{0,60}')\s*:(?=\s|$)(?P<rest>.*)""")
_DASH = re.compile(r"(\s*)-(?=\s|$)")
_MOST_JOINED = 3
_DEEPEST = 12
_EFFORT = 4
"""How many times over a text may be read; what is left then is reported as it was found."""


def find_errors(text: str, error: ParserError, parse: Parse) -> list[ParserError]:
    """Return what is wrong with a text that a parser complained of, in reading order."""
    lines = text.splitlines()
    finder = _ErrorFinder(list(lines), lines, parse, len(text) * _EFFORT + 100_000)
    return finder.split((0, len(lines)), error, 0)


@dataclass(slots=True)
class _ErrorFinder:
    """``lines`` are as they are read, some dashes taken for spaces; ``shown`` are as they were typed."""

    lines: list[str]
    shown: list[str]
    parse: Parse
    effort: int

    def split(self, part: Part, own: ParserError, depth: int) -> list[ParserError]:
        """Look for the mistakes in the parts of what does not parse; ``own`` is the error of all of it."""
        if depth == _DEEPEST or self.effort < 0:
            return [own]
        inner = (error for one in self._find_parts(part) for error in self._examine(one, depth))
        found = list(islice(inner, MAX_PROBLEMS))
        if not found:
            return [own]
        if own.at.line < part[1] and any(
            error.at == own.at for error in found
        ):  # the error found with more context is the better one
            return [own if error.at == own.at else error for error in found]
        return [own, *found] if own.at < found[0].at else found

    def _examine(self, part: Part, depth: int) -> list[ParserError]:
        error = self._read(part)
        return self.split(part, error, depth + 1) if error else []

    def _read(self, part: Part) -> ParserError | None:
        start, end = part
        text = "".join(f"{line}\n" for line in self.lines[start:end])
        self.effort -= len(text)
        fault = self.parse(text)
        if fault is None:
            return None
        at, since = (Position(line + start, column) for line, column in (fault.at, fault.since))
        return replace(fault, at=at, since=since, lines=self.shown, end=end)

    def _find_parts(self, part: Part) -> Iterator[Part]:
        """Yield the parts of a part, or nothing where it cannot be divided."""
        parts = self._divide(part)
        number = 0
        while number < len(parts):
            start, end = parts[number]
            joined = self._join(parts, number)
            if joined is None:
                yield start, end
            number = number + 1 if joined is None else joined + 1

    def _join(self, parts: list[Part], number: int) -> int | None:
        """Return the last of the parts that are one, because a text or bracket that is left open goes on in them."""
        error = self._read(parts[number]) if len(parts) > 1 else None
        if error is None or error.at.line < parts[number][1]:
            return None
        later = range(number + 1, min(number + 1 + _MOST_JOINED, len(parts)))
        return next((last for last in later if self._read((parts[number][0], parts[last][1])) is None), None)

    def _divide(self, part: Part) -> list[Part]:
        start, end = part
        first = next((n for n in range(start, end) if _is_filled(self.lines[n])), end)
        if first == end:
            return []
        line = self.lines[first]
        pattern = _DASH if _DASH.match(line) else _KEY
        indent = len(line) - len(line.lstrip())
        starts = [n for n in range(first, end) if pattern.match(self.lines[n]) and _is_at(self.lines[n], indent)]
        if len(starts) > 1 or (starts and starts[0] > first):
            bounds = [start, *(n for n in starts if n > first), end]
            return list(pairwise(bounds))
        return self._open(first, end) if starts else []

    def _open(self, first: int, end: int) -> list[Part]:
        """Return what belongs to a single item or key, the dash or the line of the key left out."""
        line = self.lines[first]
        if found := _DASH.match(line):
            self.lines[first] = f"{found[1]} {line[found.end() :]}"
            return self._divide((first, end))
        key = _KEY.match(line)
        is_alone = key is not None and (not key["rest"].strip() or key["rest"].lstrip().startswith("#"))
        return [(first + 1, end)] if is_alone and first + 1 < end else []


def _is_filled(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _is_at(line: str, indent: int) -> bool:
    return len(line) - len(line.lstrip()) == indent
