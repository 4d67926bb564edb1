"""Tells words that became a comment by the sign they begin with (``#12``, ``#OpenDay``) from true comments. Pure.

YAML takes a ``#`` after a space for the beginning of a comment, wherever it stands. A comment that people write has a
space behind the sign, is a key or an item that was switched off, or draws a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DRAWN = re.compile(r"#[#\-=*~_+.\s]*")
_SWITCHED_OFF = re.compile(r"#\s*(?:-(?:\s|$)|[a-z][a-z0-9_-]*:(?:\s|$))")
_COMMENT = re.compile(r"[^\S\r\n]*(#[^\r\n]*)")
_LINE = re.compile(r"([ \t]*)([^\r\n]*)(\r\n?|\n|\Z)")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that may be words: its text from the sign on, and its offset in the document."""

    text: str
    offset: int


def find_signs(text: str) -> Iterator[int]:
    """Yield the offsets of every ``#`` that could have cut off words; most documents hold none."""
    offset = text.find("#")
    while offset >= 0:
        end = offset + 1
        if offset == 0 or text[offset - 1] in " \t\r\n\"'":
            line_end = text.find("\n", offset)
            end = line_end if line_end >= 0 else len(text)
            if is_wordlike(text[offset:end].rstrip()):
                yield offset
        offset = text.find("#", end)


def is_wordlike(comment: str) -> bool:
    """Whether a comment begins at the very sign, and so may have been meant as words."""
    body = comment.lstrip("#")
    if comment == "#":
        return True
    return not body.startswith((" ", "\t")) and not _DRAWN.fullmatch(comment)


def find_behind(text: str, start: int, end: int) -> Comment | None:
    """Find words that became a comment right behind a value, in its line."""
    found = _COMMENT.match(text, start, end)
    return Comment(found[1].rstrip(), found.start(1)) if found and is_wordlike(found[1].rstrip()) else None


def find_below(text: str, start: int, end: int, column: int) -> Iterator[Comment]:
    """Yield the lines between two values that would go on with the first, if they were no comments.

    They are indented further than ``column``, that of the key or dash; the first line of another kind ends them.
    """
    first = _LINE.match(text, text.find("\n", start, end) + 1 or end, end)
    while first and first.end() <= end and first.start() < end:
        said, indent = first[2].rstrip(), len(first[1])
        if said:
            if not is_continuing(said) or indent <= column:
                return
            yield Comment(said, first.start(2))
        first = _LINE.match(text, first.end(), end) if first[3] else None


def is_continuing(line: str) -> bool:
    """Whether a line that is a comment may be words: not a sign alone, a line that is drawn, or a key switched off."""
    return line.startswith("#") and line != "#" and is_wordlike(line) and not _SWITCHED_OFF.match(line)
