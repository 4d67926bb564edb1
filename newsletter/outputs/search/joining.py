"""Inverted texts joined to one, whose documents are numbered through: issues to a year, years to a segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newsletter.outputs.search.inverted import Inverted, Row
from newsletter.outputs.search.varint import encode_as_text

_Pieces = tuple[list[int], list[str], list[str]]
"""A row so far: its first and last number and how many it has, then the gaps and the places, piece by piece."""


def join(texts: Iterable[Inverted]) -> Inverted:
    """Join inverted texts, which are given from the oldest to the newest and let go one by one."""
    stems: dict[str, _Pieces] = {}
    of_entries: dict[str, _Pieces] = {}
    of_points: dict[str, _Pieces] = {}
    joined, entries = Inverted(), 0
    for text in texts:
        _append(stems, text.stems, joined.end * 2)
        _append(of_entries, text.of_entries, entries)
        _append(of_points, text.of_points, joined.end)
        joined.issues += text.issues
        joined.end += text.end
        joined.words |= text.words
        joined.labels |= text.labels
        entries += text.entries
    joined.stems, joined.of_entries, joined.of_points = map(_arrange, (stems, of_entries, of_points))
    return joined


def _append(joined: dict[str, _Pieces], rows: Mapping[str, Row], base: int) -> None:
    """Append the rows of the next text, to whose numbers ``base`` is added."""
    find = joined.get
    for name, (first, last, count, gaps, places) in rows.items():
        if known := find(name):
            numbers, all_gaps, all_places = known
            all_gaps += encode_as_text(base + first - numbers[1]), gaps
            all_places.append(places)
            numbers[1] = base + last
            numbers[2] += count
        else:
            joined[name] = [base + first, base + last, count], [gaps], [places]


def _arrange(joined: Mapping[str, _Pieces]) -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for name in sorted(joined):
        (first, last, count), gaps, places = joined[name]
        rows[name] = first, last, count, "".join(gaps), "".join(places)
    return rows
