"""The inverted text of one issue or of several: for each stem, in which documents it is, and at which places.

It is kept beside the site as a fragment, so that an issue that has not changed is not read again. A fragment is
compressed text: a head in JSON, then columns with one value for each stem. A value of bytes is written as characters
below U+0100; U+E000 and U+E001, which no such value has, are between columns and between values.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from dataclasses import dataclass
from itertools import chain

from newsletter.outputs.search.folding import split_words
from newsletter.outputs.search.stemming import find_stemmer
from newsletter.outputs.search.texts import FoundEntry, FoundIssue
from newsletter.outputs.search.varint import encode_text

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


_PLACES = 1 << 20
"""More words than a document has: the number of a document times this, and a place in it, are one number."""


def invert(issue: FoundIssue, record: str) -> Inverted:
    """Return the inverted text of an issue; ``record`` is the hash of its record."""
    words: Counter[str] = Counter()
    found: dict[str, list[int]] = {}
    number = 0
    for entry in issue.entries:
        _read_words(entry, number * _PLACES, found, words)
        number += len(entry.documents)
    stems = sorted(found)
    rows = [_write_row(found[stem]) for stem in stems]
    return Inverted(
        [IssueHead(0, issue.period, record, [_describe(entry) for entry in issue.entries], list(issue.labels))],
        end=-(-number // ALIGN) * ALIGN,
        stems=stems,
        firsts=[row[0] for row in rows],
        lasts=[row[1] for row in rows],
        counts=[row[2] for row in rows],
        others=[row[3] for row in rows],
        places=[row[4] for row in rows],
        words=dict(sorted(words.items())),
    )


def _describe(entry: FoundEntry) -> EntryHead:
    points = [(point.kind, point.owner) for point in entry.points]
    return len(entry.documents), 1 + len(entry.paragraphs), list(entry.facets), points


def _read_words(entry: FoundEntry, start: int, found: dict[str, list[int]], words: Counter[str]) -> None:
    """Add where each stem of an entry is, and how often each word; stop words are counted as places and have none."""
    documents = [split_words(text) for text in entry.documents]
    counts = Counter(chain.from_iterable(documents))
    stems = dict(zip(counts, map(find_stemmer(entry.language), counts), strict=True))
    for word, count in counts.items():
        if stem := stems[word]:
            words[word if word == stem else f"{word}{SAME}{stem}"] += count
    for number, document in enumerate(documents):
        for at, word in enumerate(document, start + number * _PLACES):
            if stem := stems[word]:
                found.setdefault(stem, []).append(at)


def _write_row(found: list[int]) -> tuple[int, int, int, str, str]:
    """Return the first posting of a stem, its last document, how many it has, all but the first, and its places."""
    postings: list[int] = []
    places: list[int] = []
    last, before = -1, 0
    for document, place in (divmod(at, _PLACES) for at in found):
        if document == last:
            postings[-1] |= 1
        else:
            postings.append(document * 2 - last * 2 if postings else document * 2)
            if places:
                places[-1] |= 1
            last, before = document, 0
        places.append((place - before) << 1)
        before = place
    places[-1] |= 1
    return postings[0], last * 2, len(postings), encode_text(postings[1:]), encode_text(places)


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
