"""The inverted text of one issue or of several: for each stem, in which documents it is, and at which places.

It is kept beside the site as a fragment, so that an issue that has not changed is not read again. A fragment is
compressed text: a head in JSON, then columns with one value for each stem. A value of bytes is written as characters
below U+0100; U+E000 and U+E001, which no such value has, are between columns and between values.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from newsletter.outputs.search.folding import split_words
from newsletter.outputs.search.stemming import find_stemmer
from newsletter.outputs.search.texts import FoundEntry, FoundIssue
from newsletter.outputs.search.varint import encode

ALIGN = 32
"""An issue begins at a multiple of this, so that a point more in one issue moves no number of another."""

SAME = "="
"""Between a word and its stem, where that is another."""

_COLUMN, _VALUE = "\ue000", "\ue001"
_LEVEL = 3
"""How much zlib compresses."""

EntryHead = tuple[int, int, list[tuple[str, str]], list[tuple[str, str]]]
"""Of an entry: how many documents it has, how many are not points, its facets, and kind and owner of each point."""


@dataclass(frozen=True, slots=True)
class IssueHead:
    """What is known of an issue beside its postings: the number of its first document, its name, its record's hash.

    ``labels`` are what readers call facets and their values.
    """

    start: int
    period: str
    record: str
    entries: list[EntryHead]
    labels: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Inverted:
    """The inverted text of one or several issues: columns with a value for each stem, which are sorted.

    A posting is the gap to the document before it, doubled, and one more if the stem is there more than once. The first
    one of a stem is a number by itself, so that texts can be joined; ``lasts`` are doubled too. A place is the gap to
    the one before it, doubled, and one more if it is the last in its document.
    """

    issues: list[IssueHead]
    end: int
    stems: list[str]
    firsts: list[int]
    lasts: list[int]
    counts: list[int]
    others: list[str]
    places: list[str]
    words: dict[str, int]
    """How often each word is there: ``running=run``, or the word alone if it is its own stem."""


@dataclass(slots=True)
class _Postings:
    """Where a stem is in an issue, document by document."""

    first: int = 0
    last: int = 0
    count: int = 0
    others: bytearray = field(default_factory=bytearray)
    places: bytearray = field(default_factory=bytearray)

    def add(self, document: int, places: Sequence[int]) -> None:
        many, before = len(places) > 1, 0
        if self.count:
            self.others += encode((document * 2 - self.last) | many)
        else:
            self.first = document * 2 | many
        self.last = document * 2
        self.count += 1
        for place in places[:-1]:
            self.places += encode((place - before) << 1)
            before = place
        self.places += encode((places[-1] - before) << 1 | 1)


def invert(issue: FoundIssue, record: str) -> Inverted:
    """Return the inverted text of an issue; ``record`` is the hash of its record."""
    words: Counter[str] = Counter()
    postings, end = _collect(issue, words)
    stems = sorted(postings)
    rows = [postings[stem] for stem in stems]
    return Inverted(
        [IssueHead(0, issue.period, record, [_describe(entry) for entry in issue.entries], list(issue.labels))],
        end=-(-end // ALIGN) * ALIGN,
        stems=stems,
        firsts=[row.first for row in rows],
        lasts=[row.last for row in rows],
        counts=[row.count for row in rows],
        others=[row.others.decode("latin-1") for row in rows],
        places=[row.places.decode("latin-1") for row in rows],
        words=dict(sorted(words.items())),
    )


def _describe(entry: FoundEntry) -> EntryHead:
    points = [(point.kind, point.owner) for point in entry.points]
    return len(entry.documents), 1 + len(entry.paragraphs), list(entry.facets), points


def _collect(issue: FoundIssue, words: Counter[str]) -> tuple[dict[str, _Postings], int]:
    """Return the postings of each stem of an issue, and how many documents it has; count its words."""
    postings: dict[str, _Postings] = {}
    number = 0
    for entry in issue.entries:
        stem = find_stemmer(entry.language)
        for text in entry.documents:
            for name, places in _find_places(text, stem, words).items():
                postings.setdefault(name, _Postings()).add(number, places)
            number += 1
    return postings, number


def _find_places(text: str, stem: Callable[[str], str], words: Counter[str]) -> dict[str, list[int]]:
    """Return the places of each stem of a document; stop words are counted as places and have none."""
    found: dict[str, list[int]] = {}
    for place, word in enumerate(split_words(text)):
        if name := stem(word):
            found.setdefault(name, []).append(place)
            words[word if name == word else f"{word}{SAME}{name}"] += 1
    return found


def write_fragment(text: Inverted) -> bytes:
    """Return an inverted text as bytes."""
    issues = [[one.start, one.period, one.record, one.entries, one.labels] for one in text.issues]
    head = [issues, text.end, text.firsts, text.lasts, text.counts, list(text.words.values())]
    columns = [
        json.dumps(head, ensure_ascii=False, separators=(",", ":")),
        *(_VALUE.join(column) for column in (text.stems, text.others, text.places, text.words)),
    ]
    return zlib.compress(_COLUMN.join(columns).encode(), _LEVEL)


def read_fragment(fragment: bytes) -> Inverted:
    """Return an inverted text from its bytes."""
    head, *columns = zlib.decompress(fragment).decode().split(_COLUMN)
    issues, end, firsts, lasts, counts, word_counts = json.loads(head)
    stems, others, places, words = (column.split(_VALUE) if firsts else [] for column in columns)
    heads = [IssueHead(*row) for row in issues]
    return Inverted(
        heads, end, stems, firsts, lasts, counts, others, places, dict(zip(words, word_counts, strict=True))
    )
