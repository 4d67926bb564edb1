"""Lists that were written as one sentence: a point at each semicolon, and the final "and" that only joined them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from newsletter.importing.source_text import SourceText

_FINAL_AND = re.compile(r"and\b[\s,]*+(?=.*\w)", re.IGNORECASE | re.DOTALL)
_COUNT = re.compile(r"\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+(?=\w)", re.IGNORECASE)
_BRACKETS = {"(": 1, "[": 1, ")": -1, "]": -1}


@dataclass(frozen=True, slots=True)
class Piece:
    """One point of a list: its words, and the "and" before or after it that only joined it to another."""

    words: SourceText
    joining: SourceText | None = None
    number: SourceText | None = None
    """What counted it within a sentence."""


def split_list(source_text: SourceText) -> list[Piece]:
    """Split a sentence at its semicolons, not at those inside brackets; one without any is a list of one point."""
    cuts = [*_find_semicolons(source_text.text), len(source_text.text)]
    starts = [0, *(cut + 1 for cut in cuts[:-1])]
    pieces = [source_text.cut(start, end) for start, end in zip(starts, cuts, strict=True)]
    pieces = [piece for piece in pieces if re.search(r"\w", piece.text)]
    if len(pieces) < 2:  # noqa: PLR2004  # one piece is no list
        return [Piece(piece) for piece in pieces]
    return _cut_numbers([*(Piece(piece) for piece in pieces[:-1]), _finish(pieces[-1])])


def _cut_numbers(pieces: list[Piece]) -> list[Piece]:
    """Take the number from each point, where all have one."""
    found = [_COUNT.match(piece.words.text) for piece in pieces]
    if not all(found):
        return pieces
    ends = [match.end() for match in found if match]
    return [
        replace(piece, words=piece.words.cut(end), number=piece.words.cut(0, end))
        for piece, end in zip(pieces, ends, strict=True)
    ]


def _finish(last: SourceText) -> Piece:
    """Take from the last point the "and" before it and the full stop that ended the sentence."""
    found = _FINAL_AND.match(last.text)
    end = len(last.text) - (1 if last.text.endswith(".") and last.text.count(". ") == 0 else 0)
    start = found.end() if found else 0
    return Piece(last.cut(start, end), last.cut(0, start) if found else None)


def trim_item(item: SourceText) -> Piece:
    """Take from an item of a real list the semicolon, and the "and", that led to the next one."""
    found = re.search(r"(?:(?<!\s)\s+)?[;,]\s*+(?:(?P<and>and)\s*)?$", item.text, re.IGNORECASE)
    if not found:
        return Piece(item)
    return Piece(item.cut(0, found.start()), item.group(found, "and") if found["and"] else None)


def _find_semicolons(text: str) -> list[int]:
    depth, found = 0, []
    for at, character in enumerate(text):
        depth = max(depth + _BRACKETS.get(character, 0), 0)
        if character == ";" and (depth == 0 or not _closes(text, at)):
            found.append(at)
    return found


def _closes(text: str, at: int) -> bool:
    """Return whether brackets that are open at a semicolon are closed soon; else one was simply forgotten."""
    return bool(re.search(r"[)\]]", text[at : at + 200]))


def hold_together(text: str) -> str:
    """Write the semicolons that are left inside brackets as commas: a point may hold none."""
    return text.replace(";", ",")
