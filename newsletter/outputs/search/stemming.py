"""Words to stems, by the Snowball algorithm of their language; a language without one keeps its words as they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Protocol, cast

from newsletter.outputs.search.stop_words import list_stop_words

_ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""The name of each language's algorithm in snowballstemmer."""


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802  # the library's name


def is_stemmed(language: str) -> bool:
    """Tell whether there is an algorithm for the language with a BCP 47 tag."""
    return language.partition("-")[0] in _ALGORITHMS


@cache
def find_stemmer(language: str) -> Callable[[str], str]:
    """Return a function that stems a folded word of a language; for a stop word it returns an empty string."""
    algorithm, stop = _ALGORITHMS.get(language.partition("-")[0], ""), list_stop_words(language)
    stem = _load(algorithm) if algorithm else str
    if algorithm == "arabic":
        stem = _stem_wholly(stem)

    @lru_cache(maxsize=100_000)
    def stem_once(word: str) -> str:
        return "" if word in stop else stem(word) or word

    return stem_once


def _stem_wholly(stem: Callable[[str], str]) -> Callable[[str], str]:
    """Return a stemmer of Arabic that takes a word with an article, or with "and" before it, for the bare word.

    The algorithm takes one suffix from a bare word, and two after an article; the "and" before an article it leaves.
    """
    return lambda word: stem(stem(word.removeprefix("و") if word.startswith("وال") else word))


def _load(algorithm: str) -> Callable[[str], str]:
    import snowballstemmer  # noqa: PLC0415  # its 36 algorithms load only if an issue is read

    return cast("_Stemmer", snowballstemmer.stemmer(algorithm)).stemWord
