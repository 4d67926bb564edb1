"""The points of a list as they are found: in a sentence with semicolons, or as items, some below others."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from newsletter.importing.markdown_writer import format_plain
from newsletter.importing.provenance import Provenance
from newsletter.importing.source_text import SourceText
from newsletter.packs.case_reviews.importing.inline_lists import Piece, hold_together, split_list, trim_item
from newsletter.parsing.document import DataPath

_AND = "the 'and' before the last point of a list: the layout needs none"


@dataclass(slots=True)
class PointList:
    """Points in order, each with those below it; ``takes_paragraphs`` where they may be paragraphs."""

    provenance: Provenance
    takes_paragraphs: bool
    _points: list[tuple[Piece, list[Piece]]] = field(default_factory=list)
    _top_level: int = 0

    def __bool__(self) -> bool:
        return bool(self._points)

    def add_sentence(self, source_text: SourceText) -> None:
        """Add the points of a sentence; the last words of one paragraph may stand before the first of the next."""
        self._points += [(piece, []) for piece in split_list(source_text)]

    def take_no_paragraphs(self) -> None:
        """Note that its points are items of a real list, so that a paragraph after them is none."""
        self.takes_paragraphs = False

    def add_item(self, source_text: SourceText, level: int = 0) -> None:
        """Add a list item; one that stands deeper than the first goes below the point before it."""
        item = trim_item(source_text)
        if not re.search(r"\w", item.words.text):
            self.provenance.drop(source_text, "a list item without words")
            return
        self._top_level = self._top_level or level
        pieces = _split_item(item)
        if level > self._top_level and self._points:
            self._points[-1][1].extend(pieces)
        else:
            self._points += [(piece, []) for piece in pieces]

    def write(self, path: DataPath, start: int) -> list[Any]:
        """Return the points as data and claim their words; the first will be at index ``start`` below ``path``."""
        return [self._write(piece, below, (*path, start + n)) for n, (piece, below) in enumerate(self._points)]

    def _write(self, piece: Piece, below: list[Piece], path: DataPath) -> Any:  # noqa: ANN401  # text, or a mapping
        text = self._record(piece, (*path, "text") if below else path)
        items = [self._record(sub, (*path, "items", n)) for n, sub in enumerate(below)]
        return {"text": text, "items": items} if items else text

    def _record(self, piece: Piece, path: DataPath) -> str:
        held = hold_together(format_plain(piece.words.text))
        self.provenance.keep(
            piece.words, path, "" if held == piece.words.text else "a sign that a point cannot hold was changed"
        )
        if piece.number:
            self.provenance.normalise(piece.number, path, "the points keep their order")
        if piece.joining:
            self.provenance.drop(piece.joining, _AND)
        return held


def _split_item(item: Piece) -> list[Piece]:
    """Split an item that holds semicolons, as a point may hold none."""
    *others, last = split_list(item.words)
    joining = last.joining.join(item.joining) if last.joining and item.joining else last.joining or item.joining
    return [*others, Piece(last.words, joining)]
