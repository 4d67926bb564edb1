"""What became of every word of the source: kept and where, normalised and how, or dropped and why.

Recognition records words here as it uses them. Words that are not recorded are reported as lost.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from enum import StrEnum

from newsletter.importing.lines import Line, Source
from newsletter.importing.source_text import SourceText
from newsletter.parsing.document import DataPath, format_path, shorten


class Disposition(StrEnum):
    """What became of words."""

    KEPT = "kept"
    """They are in the document as they were."""
    NORMALISED = "normalised"
    """The document says the same in another form."""
    DROPPED = "dropped"
    """They are not in the document, and the reason is given."""


@dataclass(frozen=True, slots=True, order=True)
class SourceSpan:
    """Words of one line, from ``start`` up to ``end``, and what became of them."""

    start: int
    end: int
    text: str
    disposition: Disposition
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class LineReport:
    """What became of one line."""

    line: Line
    spans: tuple[SourceSpan, ...]
    notes: tuple[str, ...]


@dataclass(slots=True)
class Provenance:
    """Collects spans while a source is read."""

    source: Source
    _spans: dict[int, list[SourceSpan]] = field(default_factory=lambda: defaultdict(list))
    _notes: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))

    def keep(self, source_text: SourceText, path: DataPath, how: str = "") -> None:
        """Record that these words are at ``path``."""
        self._record(source_text, Disposition.KEPT, format_path(path), how)

    def normalise(self, source_text: SourceText, path: DataPath, how: str) -> None:
        """Record that the document says the same at ``path`` in another form."""
        self._record(source_text, Disposition.NORMALISED, format_path(path), how)

    def drop(self, source_text: SourceText, why: str) -> None:
        """Record that these words are left out."""
        self._record(source_text, Disposition.DROPPED, "", why)

    def note(self, source_text: SourceText, words: str) -> None:
        """Add a note to the line in which a source text begins."""
        if source_text.parts:
            self._notes[source_text.parts[0].line.number].append(words)

    def close(self) -> tuple[LineReport, ...]:
        """Return a report of every line, with the words that were not recorded."""
        return tuple(
            _note_links(
                LineReport(
                    line, _fill_gaps(line, sorted(self._spans[line.number])), (*line.notes, *self._notes[line.number])
                )
            )
            for line in self.source.lines
        )

    def _record(self, source_text: SourceText, disposition: Disposition, path: str, why: str) -> None:
        for part in source_text.parts:
            start, end = part.start, part.start + part.length
            self._spans[part.line.number].append(
                SourceSpan(start, end, part.line.text[start:end], disposition, path, why)
            )


def _note_links(entry: LineReport) -> LineReport:
    """Say where the links of a line led of which nothing is in the draft."""
    if any(span.disposition is not Disposition.DROPPED for span in entry.spans):
        return entry
    links = dict.fromkeys(mark.url for mark in entry.line.marks if mark.kind == "link" and mark.url)
    return replace(entry, notes=(*entry.notes, *(f"it was a link: {shorten(url, 300)}" for url in links)))


def _fill_gaps(line: Line, spans: list[SourceSpan]) -> tuple[SourceSpan, ...]:
    filled: list[SourceSpan] = []
    at = 0
    for span in [*spans, SourceSpan(len(line.text), len(line.text), "", Disposition.KEPT, "", "")]:
        if gap := _name_gap(line, at, span.start):
            filled.append(gap)
        if span.text:
            filled.append(span)
        at = max(at, span.end)
    return tuple(filled)


def _name_gap(line: Line, start: int, end: int) -> SourceSpan | None:
    """Describe what is between two spans: punctuation that is no longer needed, or words that were lost."""
    text = line.text[start:end]
    if not text.strip():
        return None
    if re.search(r"\w", text):
        return SourceSpan(start, end, text, Disposition.DROPPED, "", "no field of the draft takes these words")
    return SourceSpan(start, end, text, Disposition.NORMALISED, "", "punctuation between parts that are now separate")
