"""What a hit can be narrowed down by, in one file for each segment.

Those of an entry, such as its themes, list entries by number. Kind and owner are those of single points, as runs of
documents: an entry is found by them only if a point with a word of the query has them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.outputs.search.inverted import IssueHead
from newsletter.outputs.search.shards import hash_bytes
from newsletter.outputs.search.varint import encode, encode_all, encode_gaps

OF_POINTS = ("point", "owner")
"""The facets of points; all others are those of entries."""


def make_facets(issues: Iterable[IssueHead]) -> bytes:
    """Return the file of a segment: hash, number of values, and for each its name and what has it."""
    entries: dict[tuple[str, str], list[int]] = {}
    points: dict[tuple[str, str], list[int]] = {}
    number = 0
    for head in issues:
        for pair, document in _walk_points(head):
            points.setdefault(pair, []).append(document)
        for entry in head.entries:
            for facet, value in entry[2]:
                entries.setdefault((facet, value), []).append(number)
            number += 1
    values = [*_write_values(entries, of_points=False), *_write_values(points, of_points=True)]
    body = encode(len(values)) + b"".join(values)
    return hash_bytes(body) + body


def _walk_points(head: IssueHead) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield kind and owner of each point of an issue, each with the number of its document."""
    start = head.start
    for count, others, _, points in head.entries:
        for document, pairs in enumerate(points, start + others):
            yield from ((pair, document) for pair in zip(OF_POINTS, pairs, strict=True) if pair[1])
        start += count


def _write_values(values: dict[tuple[str, str], list[int]], *, of_points: bool) -> Iterator[bytes]:
    for (facet, value), numbers in sorted(values.items()):
        name = f"{facet}:{value}".encode()
        listed = _write_runs(numbers) if of_points else encode(len(numbers)) + encode_gaps(numbers)
        yield b"".join((encode(len(name)), name, encode(of_points), listed))


def _write_runs(numbers: list[int]) -> bytes:
    """Return runs of numbers without a gap: how many, and of each the gap before it and its length."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([number, number + 1])
    before, made = 0, [len(runs)]
    for start, end in runs:
        made += [start - before, end - start]
        before = end
    return encode_all(made)
