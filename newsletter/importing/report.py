"""The loss report: every line of the source and what became of it, for a person and for programs; lost links, too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from newsletter.importing.lines import Line
from newsletter.importing.provenance import Disposition, LineReport, SourceSpan
from newsletter.importing.targets import read_target
from newsletter.parsing.document import shorten

_LONGEST = 300
"""Characters of an address; a picture that is written into one may have millions."""

_OF_NOTES = ("#footnote-", "#endnote-")


@dataclass(frozen=True, slots=True)
class Report:
    """What an import found, and what became of each line of the source."""

    source: str
    unit: str
    counts: dict[str, int]
    entries: tuple[LineReport, ...]
    notes: tuple[str, ...]

    def dropped(self) -> list[SourceSpan]:
        """Return the words that are not in the draft, in order."""
        return [span for entry in self.entries for span in entry.spans if span.disposition is Disposition.DROPPED]

    def count_entries(self) -> Counter[str]:
        """Count the lines by the first thing that became of them; an empty line counts as blank."""
        return Counter(_name_disposition(entry) for entry in self.entries)

    def summarise(self) -> Iterator[str]:
        """Yield the lines that a command ends with: what was found, and what was dropped and why."""
        yield f"Found {_join_counts(self.counts)}."
        dispositions = self.count_entries()
        counted = [
            f"{dispositions[disposition]} {word}"
            for disposition, word in _DISPOSITIONS.items()
            if dispositions[disposition]
        ]
        yield f"Of {len(self.entries)} {self.unit}s: {', '.join(counted)}."
        lost = Counter((shorten(span.text), span.why) for span in self.dropped())
        for (words, why), times in lost.items():
            often = f" ({times} times)" if times > 1 else ""
            yield f'Dropped: "{words}"{often}: {why}.'
        if not lost:
            yield "Nothing was dropped."
        yield from (f"Note: {note}." for note in self.notes)

    def format(self) -> str:
        """Write the whole report as text."""
        lines = [f"What became of {self.source}", "", *self.summarise(), ""]
        blank = [str(entry.line.number) for entry in self.entries if entry.line.kind == "blank"]
        for entry in self.entries:
            if entry.line.kind != "blank":
                lines += _format_entry(entry, self.unit)
        if blank:
            lines += [f"empty: {self.unit} {', '.join(blank)}"]
        return "\n".join(lines) + "\n"

    def as_data(self) -> dict[str, Any]:
        """Return the report as data."""
        return {
            "source": self.source,
            "unit": self.unit,
            "found": self.counts,
            "notes": list(self.notes),
            "lines": [_entry_data(entry) for entry in self.entries],
        }


_DISPOSITIONS = {
    "kept": "kept whole",
    "normalised": "said by other means",
    "partly": "kept but for what is listed here",
    "dropped": "dropped",
    "blank": "empty",
}


def _name_disposition(entry: LineReport) -> str:
    dispositions = {span.disposition for span in entry.spans}
    if not dispositions:
        return "blank"
    if Disposition.DROPPED in dispositions:
        return "dropped" if dispositions == {Disposition.DROPPED} else "partly"
    return "kept" if Disposition.KEPT in dispositions else "normalised"


def _join_counts(counts: dict[str, int]) -> str:
    counted = [f"{count} {name[:-1] if count == 1 and name.endswith('s') else name}" for name, count in counts.items()]
    return ", ".join(counted)


def _format_entry(entry: LineReport, unit: str) -> list[str]:
    marker = f' "{entry.line.marker}"' if re.search(r"\w", entry.line.marker) else ""
    lines = [f"{_name_location(entry.line, unit)} ({entry.line.kind}{marker})"]
    for span in entry.spans:
        if not re.search(r"\w", span.text):
            continue  # a semicolon between two points: true, and of no interest
        where = f" -> {span.path}" if span.path else ""
        why = f" ({span.why})" if span.why else ""
        words = (
            shorten(span.text) if span.disposition is Disposition.KEPT else span.text
        )  # what the draft lacks is here
        lines.append(f'  {span.disposition.value:<10}  "{words}"{where}{why}')
    return [*lines, *(f"  note        {note}" for note in entry.notes), ""]


def _name_location(line: Line, unit: str) -> str:
    """Name the location of a line: the rows of the file that it is from, or its number."""
    if line.rows is None:
        return f"{unit} {line.number}{f', page {line.page}' if line.page else ''}"
    first, last = line.rows
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _entry_data(entry: LineReport) -> dict[str, Any]:
    spans = [
        {"text": c.text, "fate": c.disposition.value}
        | ({"path": c.path} if c.path else {})
        | ({"why": c.why} if c.why else {})
        for c in entry.spans
    ]
    rows = {"rows": list(entry.line.rows)} if entry.line.rows else {}
    page = {"page": entry.line.page} if entry.line.page else {}
    place = {"number": entry.line.number, **rows, **page, "kind": entry.line.kind}
    return {**place, "parts": spans, "notes": list(entry.notes)}


def find_lost_links(entries: Iterable[LineReport], document: str) -> Iterator[str]:
    """Say of each link that the draft does not hold what it led to: some places hold plain words alone."""
    within = 0
    for entry in entries:
        is_kept = any(span.disposition is not Disposition.DROPPED for span in entry.spans)
        for mark in entry.line.marks if is_kept else ():
            if mark.kind != "link" or _holds(document, mark.url):
                continue
            if mark.url.startswith("#"):
                within += not mark.url.startswith(_OF_NOTES)
            else:
                words = shorten(entry.line.text[mark.start : mark.end])
                yield f'the link of "{words}" is not in the draft: {shorten(mark.url, _LONGEST)}'
    if within:
        yield f"links from one place of the text to another: {within}, left out"


def _holds(document: str, found: str) -> bool:
    url = read_target(found).url
    forms = (url, url.replace("(", "%28").replace(")", "%29")) if url else (found,)
    return not found or any(form in document for form in forms)
