"""The stems of a segment in shards by their first letters; a shard is one file of postings and one of places.

Shards are cut as a tree of first letters, deeper where one would be long, so that a stem more or less moves few others.
The format is that of ``search.js``: three bytes of a hash, the number of stems, the length of the heads, the heads, the
postings. A head is how many letters (bytes of UTF-8) the stem has in common with the one before it, how many follow,
those, and how many documents, bytes of postings and bytes of places it has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from newsletter.outputs.search.inverted import Inverted, Row
from newsletter.outputs.search.varint import encode, encode_all

MOST = 32_000
"""Bytes of a shard from which it is cut, if it has more than one stem."""

_TOGETHER = 0.75
"""Neighbours that have together less than this share of ``MOST`` are one shard."""

_HEAD = 4
"""About how many bytes the head of a stem has besides its letters."""

HASH_BYTES = 3
"""How many bytes of a hash begin a file: it shows a browser that two files are of one build."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard: its first stem, the hash of both files, and their bytes."""

    first: str
    hash: str
    postings: bytes
    places: bytes

    @property
    def name(self) -> str:
        """The name of its files, without a suffix: in hexadecimal digits, for disks that do not tell cases apart."""
        return name_file(self.first)


def name_file(first: str) -> str:
    """Return the name of the file that begins with a word."""
    return first.encode().hex()


def hash_bytes(*parts: bytes) -> bytes:
    """Return the short hash of some bytes."""
    return hashlib.sha256(b"".join(parts)).digest()[:HASH_BYTES]


def make_shards(text: Inverted) -> Iterator[Shard]:
    """Yield the shards of a segment, in the order of their first stems."""
    names, rows = list(text.stems), list(text.stems.values())
    sizes = [len(name) + _HEAD + len(gaps) for name, (_, _, _, gaps, _) in text.stems.items()]
    for start, end in cut(names, sizes):
        yield _make_shard(names[start:end], rows[start:end])


def _make_shard(names: Sequence[str], rows: Sequence[Row]) -> Shard:
    postings = [encode(first) + gaps.encode("latin-1") for first, _, _, gaps, _ in rows]
    places = [row[4].encode("latin-1") for row in rows]
    counts = (row[2] for row in rows)
    head = b"".join(_make_heads(names, zip(counts, map(len, postings), map(len, places), strict=True)))
    body = b"".join((encode(len(names)), encode(len(head)), head, *postings))
    all_places = b"".join(places)
    stamp = hash_bytes(body, all_places)
    return Shard(names[0], stamp.hex(), stamp + body, stamp + all_places)


def _make_heads(names: Sequence[str], sizes: Iterable[tuple[int, int, int]]) -> Iterator[bytes]:
    before = b""
    for name, size in zip(names, sizes, strict=True):
        word = name.encode()
        common = _count_common(word, before)
        yield encode_all((common, len(word) - common)) + word[common:] + encode_all(size)
        before = word


def _count_common(word: bytes, other: bytes) -> int:
    """Return with how many bytes both begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )


def cut(names: Sequence[str], sizes: Sequence[int], most: int = MOST) -> list[tuple[int, int]]:
    """Cut sorted names into runs by their first letters; return where each begins and ends."""
    ends = [0]
    for size in sizes:
        ends.append(ends[-1] + size)
    merged: list[tuple[int, int]] = []
    for start, end in _cut(names, lambda start, end: ends[end] - ends[start] > most, (0, len(names)), 0):
        if merged and ends[end] - ends[merged[-1][0]] <= most * _TOGETHER:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return merged


def _cut(
    names: Sequence[str], is_long: Callable[[int, int], bool], run: tuple[int, int], depth: int
) -> Iterator[tuple[int, int]]:
    """Yield the runs of one branch of the tree, whose names share their first ``depth`` letters."""
    start, end = run
    if start == end:
        return
    if end - start == 1 or not is_long(start, end):
        yield run
        return
    while start < end:
        letter, begin = names[start][depth : depth + 1], start
        while start < end and names[start][depth : depth + 1] == letter:
            start += 1
        yield from _cut(names, is_long, (begin, start), depth + 1)
