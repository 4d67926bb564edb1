"""All words of an archive as they are printed, with their stems and how common they are: no browser needs a stemmer.

Each segment keeps its words; the files of all words are made from those. A word has the length in bits of its count, so
that few change their place when an issue is added.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsletter.outputs.search.files import make_json, read_hash
from newsletter.outputs.search.inverted import SAME, Inverted
from newsletter.outputs.search.shards import cut, name_file

MOST = 8_000
"""Bytes of a file of words from which it is cut: one is read for each word that is typed."""

_ROW = 9
"""Bytes of a row beside its letters."""

_LEVEL = 3


@dataclass(slots=True)
class Vocabulary:
    """What several segments have: their words with counts, what facets and values are called, hashes of tables."""

    words: Counter[str] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)


def make_vocabulary(text: Inverted, table: bytes) -> bytes:
    """Return what the files of all words need of a segment; ``table`` is its ``segment.json``."""
    labels = dict(pair for head in text.issues for pair in head.labels)
    kept = [read_hash(table), dict(sorted(labels.items())), text.words]
    return zlib.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def join_vocabularies(fragments: Sequence[bytes]) -> Vocabulary:
    """Join what segments have kept, from the oldest to the newest."""
    joined = Vocabulary()
    for fragment in fragments:
        table, labels, words = json.loads(zlib.decompress(fragment))
        joined.words.update(words)
        joined.labels |= labels
        joined.tables.append(table)
    return joined


def make_word_files(words: Counter[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of all words, each with its first word: rows of a word, its stem and its class.

    The stem is 0 if it is the word itself.
    """
    rows = sorted(_make_row(key, count) for key, count in words.items())
    sizes = [len(word) + (stem != word and len(stem)) + _ROW for word, stem, _ in rows]
    for start, end in cut([row[0] for row in rows], sizes, MOST):
        yield rows[start][0], make_json({"words": [_show(row) for row in rows[start:end]]})


def _make_row(key: str, count: int) -> tuple[str, str, int]:
    word, _, stem = key.partition(SAME)
    return word, stem or word, count.bit_length()


def _show(row: tuple[str, str, int]) -> tuple[str, str | int, int]:
    word, stem, size = row
    return word, 0 if stem == word else stem, size


def name_words(first: str) -> str:
    """Return the path of a file of words below the folder of the search."""
    return f"w/{name_file(first)}.json"
