"""The loss report: every line of the source and what became of it, for a person and for programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from newsletter.importing.lines import Line
from newsletter.importing.provenance import Disposition, Entry, SourceSpan
from newsletter.parsing.document import shorten


@dataclass(frozen=True, slots=True)
class Report:
    """What an import found, and what became of each line of the source."""

    source: str
    unit: str
    counts: dict[str, int]
    entries: tuple[Entry, ...]
    notes: tuple[str, ...]

    def dropped(self) -> list[SourceSpan]:
        """Return the words that are not in the draft, in order."""
        return [claim for entry in self.entries for claim in entry.claims if claim.fate is Disposition.DROPPED]

    def count_entries(self) -> Counter[str]:
        """Count the lines by the first thing that became of them; an empty line counts as blank."""
        return Counter(_name_fate(entry) for entry in self.entries)

    def summarise(self) -> Iterator[str]:
        """Yield the lines that a command ends with: what was found, and what was dropped and why."""
        yield f"Found {_join_counts(self.counts)}."
        fates = self.count_entries()
        told = [f"{fates[fate]} {word}" for fate, word in _FATES.items() if fates[fate]]
        yield f"Of {len(self.entries)} {self.unit}s: {', '.join(told)}."
        lost = Counter((shorten(claim.text), claim.why) for claim in self.dropped())
        for (words, why), times in lost.items():
            often = f" ({times} times)" if times > 1 else ""
            yield f'Dropped: "{words}"{often}: {why}.'
        if not lost:
            yield "Nothing was dropped."
        yield from (f"Note: {note}." for note in self.notes)

    def write(self) -> str:
        """Write the whole report as text."""
        lines = [f"What became of {self.source}", "", *self.summarise(), ""]
        blank = [str(entry.line.number) for entry in self.entries if entry.line.kind == "blank"]
        for entry in self.entries:
            if entry.line.kind != "blank":
                lines += _write_entry(entry, self.unit)
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


_FATES = {
    "kept": "kept whole",
    "normalised": "said by other means",
    "partly": "kept but for what is listed here",
    "dropped": "dropped",
    "blank": "empty",
}


def _name_fate(entry: Entry) -> str:
    fates = {claim.fate for claim in entry.claims}
    if not fates:
        return "blank"
    if Disposition.DROPPED in fates:
        return "dropped" if fates == {Disposition.DROPPED} else "partly"
    return "kept" if Disposition.KEPT in fates else "normalised"


def _join_counts(counts: dict[str, int]) -> str:
    told = [f"{count} {name[:-1] if count == 1 and name.endswith('s') else name}" for name, count in counts.items()]
    return ", ".join(told)


def _write_entry(entry: Entry, unit: str) -> list[str]:
    marker = f' "{entry.line.marker}"' if re.search(r"\w", entry.line.marker) else ""
    lines = [f"{_name_place(entry.line, unit)} ({entry.line.kind}{marker})"]
    for claim in entry.claims:
        if not re.search(r"\w", claim.text):
            continue  # a semicolon between two points: true, and of no interest
        where = f" -> {claim.path}" if claim.path else ""
        why = f" ({claim.why})" if claim.why else ""
        words = (
            shorten(claim.text) if claim.fate is Disposition.KEPT else claim.text
        )  # what the draft lacks stands here
        lines.append(f'  {claim.fate.value:<10}  "{words}"{where}{why}')
    return [*lines, *(f"  note        {note}" for note in entry.notes), ""]


def _name_place(line: Line, unit: str) -> str:
    """Say where a line stands: in which rows of the file, where it came from some, or which one it is."""
    if line.rows is None:
        return f"{unit} {line.number}"
    first, last = line.rows
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _entry_data(entry: Entry) -> dict[str, Any]:
    claims = [
        {"text": c.text, "fate": c.fate.value}
        | ({"path": c.path} if c.path else {})
        | ({"why": c.why} if c.why else {})
        for c in entry.claims
    ]
    rows = {"rows": list(entry.line.rows)} if entry.line.rows else {}
    place = {"number": entry.line.number, **rows, "kind": entry.line.kind}
    return {**place, "parts": claims, "notes": list(entry.notes)}
