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
    """Choose one or two values of one facet, and every other time one of another facet too."""
    values = {
        "theme": THEMES[:8],
        "area": AREAS,
        "owner": OWNERS[:6],
        "point": ("finding", "recommendation"),
        "year": ("2000", "2001"),
    }
    for facet, many in zip(chance.sample(sorted(values), 2), (2, chance.choice((0, 1))), strict=True):
        yield from ((facet, value) for value in chance.sample(values[facet], min(many, chance.choice((1, 2)))))


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
    for facet in {facet for facet, _ in query.chosen}:
        values = {value for own, value in query.chosen if own == facet}
        if facet in {"owner", "point"}:
            hits = [number for number in hits if _name_point(entry, number, facet) in values]
        elif values.isdisjoint(value for own, value in (*entry.facets, ("year", issue.period[:4])) if own == facet):
            return False
    return bool(hits)


def _has_phrase(document: Sequence[str], stems: Sequence[str]) -> bool:
    starts = range(len(document) - len(stems) + 1)
    return any(all(not stem or document[start + place] == stem for place, stem in enumerate(stems)) for start in starts)


def _name_point(entry: FoundEntry, number: int, facet: str) -> str:
    """Return the owner or the kind of the point that a document is, if it is one."""
    place = number - 1 - len(entry.paragraphs)
    if place < 0:
        return ""
    return entry.points[place].owner if facet == "owner" else entry.points[place].kind


@cache
def _stem(word: str) -> str:
    return "" if word in _TOO_COMMON else str(_ENGLISH.stemWord(word))
