"""All words of an archive as they are printed, with their stems and how common they are: no browser needs a stemmer.

Each segment keeps its words; the files of all words are made from those. A word has the length in bits of the number
of documents with its stem, so that few words change when an issue is added.
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

_LEVEL = 1
_VALUE = "\ue001"


@dataclass(slots=True)
class Vocabulary:
    """What several segments have: words, documents with each stem, what facets are called, hashes of tables."""

    words: set[str] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)
    tables: list[str] = field(default_factory=list)


def make_vocabulary(text: Inverted, table: bytes) -> bytes:
    """Return what the files of all words need of a segment; ``table`` is its ``segment.json``."""
    counts = [row[2] for row in text.stems.values()]
    head = json.dumps([read_hash(table), text.labels, counts], ensure_ascii=False, separators=(",", ":"))
    return zlib.compress("\n".join((head, _VALUE.join(text.stems), _VALUE.join(sorted(text.words)))).encode(), _LEVEL)


def join_vocabularies(fragments: Sequence[bytes]) -> Vocabulary:
    """Join what segments have kept, from the oldest to the newest."""
    joined = Vocabulary()
    for fragment in fragments:
        head, stems, words = zlib.decompress(fragment).decode().split("\n")
        table, labels, counts = json.loads(head)
        for stem, count in zip(stems.split(_VALUE), counts, strict=True):
            joined.counts[stem] += count
        joined.words.update(words.split(_VALUE))
        joined.labels |= labels
        joined.tables.append(table)
    return joined


def make_word_files(vocabulary: Vocabulary) -> Iterator[tuple[str, bytes]]:
    """Yield the files of all words, each with its first word: rows of a word, its stem and its class.

    The stem is 0 if it is the word itself.
    """
    rows = sorted((word, stem or word) for word, _, stem in (key.partition(SAME) for key in vocabulary.words))
    sizes = [len(word) + (stem != word and len(stem)) + _ROW for word, stem in rows]
    for start, end in cut([word for word, _ in rows], sizes, MOST):
        shown = [
            (word, 0 if stem == word else stem, vocabulary.counts[stem].bit_length()) for word, stem in rows[start:end]
        ]
        yield rows[start][0], make_json({"words": shown})


def name_words(first: str) -> str:
    """Return the path of a file of words below the folder of the search."""
    return f"w/{name_file(first)}.json"
