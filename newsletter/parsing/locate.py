"""Finds exactly the words that are meant within a value, as the document has it: folded, quoted, indented. No I/O."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache

from newsletter.errors import Location
from newsletter.parsing.document import DataPath, Document, Position

ENOUGH = 3
"""Words by which the beginning of a longer text is found, where marks are within the rest of it."""

_BETWEEN = r"[\s\\*_`\[]+"
"""What may be in a document between two words that readers see side by side."""

_WRITTEN = {"'": "''?", '"': r'\\?"', "\\": r"\\{1,2}"}
"""How quotation marks are written within quotation marks."""


def locate_words(document: Document, path: DataPath, words: str) -> Location:
    """Say where the words of a value begin; where they are not written like this, where the value does."""
    place = document.location_of(path)
    if not words or not document.text or place.file != document.file:
        return place
    starts = _find_lines(document.text)
    start, end = _find_span(document, starts, Position(place.line - 1, place.column - 1))
    for pattern in _write_patterns(words):
        if found := re.compile(pattern).search(document.text, start, end):
            line = bisect_right(starts, found.start())
            return Location(document.file, line, found.start() - starts[line - 1] + 1)
    return place


@lru_cache(maxsize=4)
def _find_lines(text: str) -> list[int]:
    """Return where each line of a text begins."""
    return [0, *(found.end() for found in re.finditer(r"\r\n?|\n", text))]


def _find_span(document: Document, starts: list[int], at: Position) -> tuple[int, int]:
    """Return where in the text the value that begins at a position begins, and where what follows it does."""
    positions = document.positions
    later = bisect_right(positions, at)
    end = len(document.text) if later == len(positions) else _find_offset(starts, positions[later])
    return _find_offset(starts, at), end


def _find_offset(starts: list[int], position: Position) -> int:
    line, column = position
    return starts[line] + column


def _write_patterns(words: str) -> Iterator[str]:
    """Yield patterns of the words, the strictest first."""
    pieces = ["".join(_WRITTEN.get(sign, re.escape(sign)) for sign in piece) for piece in words.split()]
    if not pieces:
        return
    yield rf"(?<!\w)(?:{_BETWEEN.join(pieces)})(?!\w)"
    yield _BETWEEN.join(pieces)
    if len(pieces) > ENOUGH:
        yield _BETWEEN.join(pieces[:ENOUGH])
