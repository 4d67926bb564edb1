"""Random queries of a corpus, and what a plain reading of every document finds.

The reading shares the stop words with the index, and no code.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

import snowballstemmer

from newsletter.outputs.search.stop_words import list_stop_words
from newsletter.outputs.search.texts import FoundEntry, FoundIssue
from scripts.search_corpus import AREAS, OWNERS, PHRASES, THEMES

_ENGLISH = snowballstemmer.stemmer("english")
_WORD = re.compile("[a-z0-9]+")
_TOO_COMMON = list_stop_words("en")


@dataclass(frozen=True, slots=True)
class Query:
    """Words, in quotation marks or not, and what is chosen beside them."""

    words: tuple[str, ...]
    is_phrase: bool = False
    chosen: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """The query string of the page that shows its hits."""
        text = " ".join(self.words)
        asked = f'"{text}"' if self.is_phrase else text
        return urlencode([("q", asked), *(("in", f"{facet}:{value}") for facet, value in self.chosen)])


def make_queries(words: Sequence[str], count: int, seed: int = 7) -> list[Query]:
    """Return random queries: one, two or three words, phrases, and each of these with something chosen."""
    chance = random.Random(seed)  # noqa: S311  # the same queries each time
    return [_make_query(chance, words, number) for number in range(count)]


def _make_query(chance: random.Random, words: Sequence[str], number: int) -> Query:
    kind = ("one", "two", "three", "phrase", "chosen")[number % 5]
    some = tuple(words[int(len(words) * chance.random() ** 4)] for _ in range(1 + number % 5 % 3))
    phrase = tuple(chance.choice(PHRASES).split())
    query = Query(phrase, is_phrase=True) if kind == "phrase" else Query(some)
    return (
        Query(query.words, query.is_phrase, tuple(_choose(chance)))
        if kind == "chosen" or (number // 5 % 2 and query.is_phrase)
        else query
    )


def _choose(chance: random.Random) -> Iterator[tuple[str, str]]:
    yield chance.choice(
        [
            ("theme", chance.choice(THEMES[:8])),
            ("area", chance.choice(AREAS)),
            ("owner", chance.choice(OWNERS[:6])),
            ("point", chance.choice(("finding", "recommendation"))),
            ("year", "2000"),
        ]
    )


def count_plainly(queries: Sequence[Query], issues: Iterable[FoundIssue]) -> list[int]:
    """Return how many entries each query finds, by reading every document of every entry."""
    counts = [0] * len(queries)
    asked = [[_stem(word) for word in query.words] for query in queries]
    for issue in issues:
        for entry in issue.entries:
            documents = [[_stem(word) for word in _WORD.findall(text.lower())] for text in entry.documents]
            sets = [frozenset(document) for document in documents]
            everything = frozenset().union(*sets)
            for place, (query, stems) in enumerate(zip(queries, asked, strict=True)):
                wanted = [stem for stem in stems if stem]
                if everything.issuperset(wanted):
                    counts[place] += _is_found(query, stems, issue, entry, (documents, sets))
    return counts


def _is_found(
    query: Query,
    stems: Sequence[str],
    issue: FoundIssue,
    entry: FoundEntry,
    read: tuple[Sequence[Sequence[str]], Sequence[frozenset[str]]],
) -> bool:
    documents, sets = read
    hits = [number for number, own in enumerate(sets) if not own.isdisjoint(stem for stem in stems if stem)]
    if query.is_phrase:
        hits = [number for number in hits if _has_phrase(documents[number], stems)]
    for facet, value in query.chosen:
        if facet in {"owner", "point"}:
            hits = [number for number in hits if _is_point_of(entry, number, facet, value)]
        elif (facet, value) not in (*entry.facets, ("year", issue.period[:4])):
            return False
    return bool(hits)


def _has_phrase(document: Sequence[str], stems: Sequence[str]) -> bool:
    starts = range(len(document) - len(stems) + 1)
    return any(all(not stem or document[start + place] == stem for place, stem in enumerate(stems)) for start in starts)


def _is_point_of(entry: FoundEntry, number: int, facet: str, value: str) -> bool:
    place = number - 1 - len(entry.paragraphs)
    return place >= 0 and value == (entry.points[place].owner if facet == "owner" else entry.points[place].kind)


@cache
def _stem(word: str) -> str:
    return "" if word in _TOO_COMMON else str(_ENGLISH.stemWord(word))
