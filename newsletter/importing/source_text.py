"""Words of the source that keep track of the lines they are from, however they are cut and joined."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from newsletter.importing.lines import Line, Mark


@dataclass(frozen=True, slots=True)
class LinePart:
    """The part of a source text that is from one line: from ``start`` on in the line, at ``at`` in the text."""

    at: int
    line: Line
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """Words, and the lines that they are from."""

    text: str
    parts: tuple[LinePart, ...]

    def __bool__(self) -> bool:
        return bool(self.text)

    def cut(self, start: int, end: int | None = None) -> SourceText:
        """Return the words from ``start`` up to ``end``, without white space around them."""
        words = self.text[start:end]
        start += len(words) - len(words.lstrip())
        end = start + len(words.strip())
        parts = (_clip(part, start, end) for part in self.parts if part.at < end and part.at + part.length > start)
        return SourceText(self.text[start:end], tuple(parts))

    def group(self, found: re.Match[str], name: str | int) -> SourceText:
        """Return what a group of a match on ``text`` took, or an empty source text."""
        return self.cut(*found.span(name)) if found[name] else self.cut(0, 0)

    def join(self, other: SourceText) -> SourceText:
        """Join two source texts; a word that was divided at its hyphen stays one word."""
        between = "" if re.search(r"\w-$", self.text) else " "
        at = len(self.text) + len(between)
        moved = (replace(part, at=part.at + at) for part in other.parts)
        return SourceText(self.text + between + other.text, (*self.parts, *moved))

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Yield the number of each line it came from, and from where to where in it."""
        for part in self.parts:
            yield part.line.number, part.start, part.start + part.length

    def is_within(self, other: SourceText) -> bool:
        """Return whether these words are part of others."""
        return any(
            number == line and start <= at and until <= end
            for line, at, until in self.spans()
            for number, start, end in other.spans()
        )

    def marks(self) -> list[Mark]:
        """Return emphasis and links on it, counted from its own start."""
        return [
            Mark(
                max(mark.start - part.start, 0) + part.at,
                min(mark.end - part.start, part.length) + part.at,
                mark.kind,
                mark.url,
            )
            for part in self.parts
            for mark in part.line.marks
            if mark.start < part.start + part.length and mark.end > part.start
        ]

    def links(self) -> list[Mark]:
        """Return the links on it."""
        return [mark for mark in self.marks() if mark.kind == "link"]


def _clip(part: LinePart, start: int, end: int) -> LinePart:
    skipped = max(start - part.at, 0)
    length = min(part.at + part.length, end) - (part.at + skipped)
    return LinePart(max(part.at - start, 0), part.line, part.start + skipped, length)


def whole_line(line: Line) -> SourceText:
    """Return a whole line as a source text."""
    return SourceText(line.text, (LinePart(0, line, 0, len(line.text)),))
