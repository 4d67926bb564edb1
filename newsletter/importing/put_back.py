"""A line that an import dropped, put back into the draft: as text, at the place nearest to the lines beside it.

The draft may have changed since, so that places are found by words. What a field does not take goes into a block of
text of its own. Does no I/O: the edits are tried by the caller, the best place first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsletter.importing.kept_report import KeptLine, KeptReport
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import Edit, find_value

_WORDS = 4
"""So many words find a place: the last of the line before, the first of the line after."""

_FURTHEST = 40
"""Lines from which a place is taken; beyond, it would say nothing."""

_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_ITEM_OF_LIST = "item"
_INTRO = "intro"
_BLOCKS = "blocks"
_IN_ISSUE, _IN_SECTION = 2, 4
"""Steps that lead to a block."""


@dataclass(frozen=True, slots=True)
class _Neighbour:
    """A line beside the one to put back, as it is in the draft: where, its words, and whether it is before that."""

    path: DataPath
    words: str
    is_before: bool
    kind: str


def list_edits(data: Mapping[str, object], report: KeptReport, line: KeptLine) -> Iterator[Edit]:
    """Yield the edits that would put a line back into a draft, the one at the nearest place first."""
    neighbours = _find_neighbours(data, report, line)
    if neighbours and all(neighbour.kind == _ITEM_OF_LIST for neighbour in neighbours):
        line = line.model_copy(update={"kind": _ITEM_OF_LIST})
    for neighbour in neighbours:
        yield from _insert_beside(data, neighbour, line)
    for neighbour in neighbours:
        yield _insert_block(neighbour.path, line, is_after=neighbour.is_before)
    blocks = data.get(_BLOCKS)
    yield _insert_block(
        (_BLOCKS, max(len(blocks) - 1, 0) if isinstance(blocks, list) else 0), line, is_after=bool(blocks)
    )


def _find_neighbours(data: Mapping[str, object], report: KeptReport, line: KeptLine) -> list[_Neighbour]:
    """Return the nearest lines before and after that are in the draft, the nearer one first."""
    texts = [found for key in (_INTRO, _BLOCKS) for found in _walk_texts(data.get(key), (key,))]
    at = next(n for n, one in enumerate(report.lines) if one.number == line.number)
    before = _find_first(texts, report, report.lines[at::-1], is_before=True)
    after = _find_first(texts, report, report.lines[at:], is_before=False)
    return [neighbour for _, neighbour in sorted(filter(None, (before, after)), key=lambda found: found[0])]


def _find_first(
    texts: Sequence[tuple[DataPath, str]], report: KeptReport, lines: Sequence[KeptLine], *, is_before: bool
) -> tuple[int, _Neighbour] | None:
    for distance, line in enumerate(lines[:_FURTHEST]):
        for words in _list_words(report, line, is_before=is_before):
            path = next((path for path, text in texts if words in text), None)
            if path is not None:
                return distance, _Neighbour(path, words, is_before, line.kind)
    return None


def _list_words(report: KeptReport, line: KeptLine, *, is_before: bool) -> Iterator[str]:
    """Yield what a line is looked for by: the words of its parts that were kept or put back, as they are compared."""
    parts = [part.text for part in line.parts if part.fate == "kept" or line.number in report.put_back]
    for text in reversed(parts) if is_before else parts:
        words = simplify(text).split()
        if words:
            yield " ".join(words[-_WORDS:] if is_before else words[:_WORDS])


def simplify(text: str) -> str:
    """Return the letters and digits of a text, one space between its words: Markdown and source then say the same."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def _walk_texts(value: object, path: DataPath) -> Iterator[tuple[DataPath, str]]:
    """Yield every text below a value with its path, as it is compared."""
    if isinstance(value, str):
        yield path, simplify(value)
    elif isinstance(value, (list, dict)):
        for step, inner in enumerate(value) if isinstance(value, list) else value.items():
            yield from _walk_texts(inner, (*path, step))


def _insert_beside(data: Mapping[str, object], neighbour: _Neighbour, line: KeptLine) -> Iterator[Edit]:
    """Yield the edits that put a line into the same list or the same text as its neighbour."""
    *around, last = neighbour.path
    if isinstance(last, int):
        yield Edit("insert", (*around, last + neighbour.is_before), line.markdown)
        return
    text = find_value(data, neighbour.path)
    if isinstance(text, str):
        yield Edit("set", neighbour.path, _insert_paragraph(text, neighbour, line))


def _insert_paragraph(text: str, neighbour: _Neighbour, line: KeptLine) -> str:
    """Return a Markdown text with a paragraph more, beside the one in which the neighbour's words are."""
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"))
    found = (n for n, one in enumerate(paragraphs) if neighbour.words in simplify(one))
    at = next(found, len(paragraphs) - 1 if neighbour.is_before else 0)
    rows = paragraphs[at].split("\n")
    row = next((n for n, one in enumerate(rows) if neighbour.words in simplify(one) and _ITEM.match(one)), None)
    if line.kind == _ITEM_OF_LIST and row is not None:
        marker = _ITEM.match(rows[row])
        rows.insert(row + neighbour.is_before, f"{marker[0] if marker else ''}{line.markdown}")
        paragraphs[at] = "\n".join(rows)
    else:
        paragraphs.insert(at + neighbour.is_before, line.markdown)
    return "\n\n".join(paragraphs) + ("\n" if text.endswith("\n") else "")


def _insert_block(path: DataPath, line: KeptLine, *, is_after: bool) -> Edit:
    """Return the edit that puts a line into a block of text beside the one at a path, in the same section."""
    if path[0] != _BLOCKS:
        return Edit("insert", (_BLOCKS, 0), {"type": "text", "body": line.markdown})
    depth = _IN_SECTION if path[2:3] == (_BLOCKS,) and len(path) >= _IN_SECTION else _IN_ISSUE
    *around, index = path[:depth]
    return Edit("insert", (*around, int(index) + is_after), {"type": "text", "body": line.markdown})
