"""The inverted text of one issue or of several: for each stem, in which documents it is, and at which places.

It is kept beside the site as a fragment, so that an issue that has not changed is not read again. A fragment is
compressed text: a head in JSON, then columns with one value for each stem. A value of bytes is written as characters
below U+0100; U+E000 and U+E001, which no such value has, are between columns and between values.
"""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from itertools import chain, pairwise

from newsletter.outputs.search.folding import split_words
from newsletter.outputs.search.stemming import find_stemmer
from newsletter.outputs.search.texts import FoundEntry, FoundIssue
from newsletter.outputs.search.varint import encode_text

ALIGN = 32
"""An issue begins at a multiple of this, so that a point more in one issue moves no number of another."""

SAME = "="
"""Between a word and its stem, where that is another."""

_COLUMN, _VALUE = "\ue000", "\ue001"
_LEVEL = 1
"""How much zlib compresses: fragments are written and read far more often than they are looked at."""

_PLACES = 1 << 20
"""More words than a document has: the number of a document times this, and a place in it, are one number."""

Row = tuple[int, int, int, str, str]
"""Numbers that rise: the first, the last, how many, the gaps between them, and places in documents.

So texts can be joined by their first and last numbers, whatever is between. Of a stem they are documents, doubled, and
one more if it is there more than once; ``last`` is without that. A place is the gap to the one before it, doubled, and
one more if it is the last in its document.
"""


@dataclass(frozen=True, slots=True)
class IssueHead:
    """An issue's name, the hash of its record, and of each entry how many documents it has, and how many but points."""

    period: str
    record: str
    sizes: list[int]


@dataclass(slots=True)
class Inverted:
    """The inverted text of one or several issues, which have ``end`` documents.

    ``of_entries`` are values of facets, such as ``theme:parks``, with the numbers of entries; ``of_points`` those of
    single points, such as ``owner:GPs``, with the documents at which runs of them begin and end. ``words`` are as
    printed: ``running=run``, or the word alone if it is its own stem. ``labels`` are what readers call all these.
    """

    issues: list[IssueHead] = field(default_factory=list)
    end: int = 0
    stems: dict[str, Row] = field(default_factory=dict)
    of_entries: dict[str, Row] = field(default_factory=dict)
    of_points: dict[str, Row] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def entries(self) -> int:
        """How many entries the issues have."""
        return sum(len(issue.sizes) for issue in self.issues) // 2


def invert(issue: FoundIssue, record: str) -> Inverted:
    """Return the inverted text of an issue; ``record`` is the hash of its record."""
    found: dict[str, list[int]] = {}
    of_entries: dict[str, list[int]] = {}
    of_points: dict[str, list[int]] = {}
    made, sizes = Inverted(labels=dict(issue.labels)), []
    for number, entry in enumerate(issue.entries):
        _read_words(entry, made.end * _PLACES, found, made.words)
        for facet, value in entry.facets:
            of_entries.setdefault(f"{facet}:{value}", []).append(number)
        _read_points(entry, made.end + len(entry.documents), of_points)
        sizes += [len(entry.documents), len(entry.documents) - len(entry.points)]
        made.end += len(entry.documents)
    made.issues.append(IssueHead(issue.period, record, sizes))
    made.end = -(-made.end // ALIGN) * ALIGN
    made.stems = {stem: _write_postings(found[stem]) for stem in sorted(found)}
    made.of_entries, made.of_points = (
        {name: _write_gaps(own[name]) for name in sorted(own)} for own in (of_entries, of_points)
    )
    return made


def _read_words(entry: FoundEntry, start: int, found: dict[str, list[int]], words: set[str]) -> None:
    """Add where each stem of an entry is, and its words; stop words are counted as places and have none."""
    documents = [split_words(text) for text in entry.documents]
    stem_of = find_stemmer(entry.language)
    stems = {word: stem_of(word) for word in set(chain.from_iterable(documents))}
    words.update(word if word == stem else f"{word}{SAME}{stem}" for word, stem in stems.items() if stem)
    for number, document in enumerate(documents):
        for at, word in enumerate(document, start + number * _PLACES):
            if stem := stems[word]:
                found.setdefault(stem, []).append(at)


def _read_points(entry: FoundEntry, end: int, bounds: dict[str, list[int]]) -> None:
    """Add where runs of points of a kind, and of an owner, begin and end; ``end`` is the end of the entry."""
    for document, point in enumerate(entry.points, end - len(entry.points)):
        for name in (f"point:{point.kind}", *([f"owner:{point.owner}"] if point.owner else ())):
            own = bounds.setdefault(name, [])
            if own and own[-1] == document:
                own[-1] += 1
            else:
                own += [document, document + 1]


def _write_postings(found: list[int]) -> Row:
    postings: list[int] = []
    places: list[int] = []
    last = before = 0
    for document, place in (divmod(at, _PLACES) for at in found):
        if postings and document == last:
            postings[-1] |= 1
        else:
            postings.append(document * 2 - last * 2)
            if places:
                places[-1] |= 1
            last, before = document, 0
        places.append((place - before) << 1)
        before = place
    places[-1] |= 1
    return postings[0], last * 2, len(postings), encode_text(postings[1:]), encode_text(places)


def _write_gaps(numbers: list[int]) -> Row:
    gaps = (after - before for before, after in pairwise(numbers))
    return numbers[0], numbers[-1], len(numbers), encode_text(gaps), ""


def write_fragment(text: Inverted) -> bytes:
    """Return an inverted text as bytes."""
    firsts, lasts, counts, others, places = zip(*text.stems.values(), strict=True) if text.stems else ((),) * 5
    issues = [[one.period, one.record, one.sizes] for one in text.issues]
    head = [issues, text.end, text.of_entries, text.of_points, text.labels, firsts, lasts, counts]
    columns = [
        json.dumps(head, ensure_ascii=False, separators=(",", ":")),
        *(_VALUE.join(column) for column in (text.stems, others, places, sorted(text.words))),
    ]
    return zlib.compress(_COLUMN.join(columns).encode(), _LEVEL)


def read_fragment(fragment: bytes) -> Inverted:
    """Return an inverted text from its bytes."""
    head, *columns = zlib.decompress(fragment).decode().split(_COLUMN)
    issues, end, of_entries, of_points, labels, *numbers = json.loads(head)
    stems, others, places, words = (column.split(_VALUE) if column else [] for column in columns)
    rows = zip(*numbers, others, places, strict=True)
    heads = [IssueHead(*row) for row in issues]
    return Inverted(heads, end, dict(zip(stems, rows, strict=True)), of_entries, of_points, set(words), labels)
