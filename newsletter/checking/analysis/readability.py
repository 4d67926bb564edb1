"""How hard a text is to read: words, syllables, and the grade of Flesch and Kincaid.

Syllables are counted from the spelling. A dictionary of sounds would count some words better, but the libraries that
have one bring a whole toolkit for linguists along, and hyphenation patterns leave out every syllable at a word's edge.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d[\d,.]*")
_VOWELS = re.compile(r"[aeiouyàâäéèêëíîïóôöúûü]+")
_SILENT = re.compile(
    r"(?<=[^aeiouylr])e$|(?<=[aeiouy][lr])e$|(?<=[^aeiouytd])ed$|(?<=[^aeiouyscxzhgl])es$|(?<=[aeiouy])les$"
)
_SPLIT = re.compile(
    r"i[ao]|iu|[aeiou]ing|eo(?!u|p)|(?<![gq])ua|(?<!q)uo|[^cgqst]ie[nrt]|iet|ism$|thm$|^sci|^idea|^area|crea|eum|oe[mt]"
)
_JOINED = re.compile(r"[cst]i[aou]|gi[ou]|(?:safe|some|home|life|fore|where|there)(?=[bcdfghklmnpstw])|^busi|^every")


def split_words(sentence: str) -> list[str]:
    """Return the words of a sentence; what a hyphen joins is two, as it is read."""
    return _WORD.findall(sentence)


@lru_cache(maxsize=20_000)
def count_syllables(word: str) -> int:
    """Count the syllables of an English word from its spelling; right for nine words in ten."""
    letters = re.sub(r"['’].*", "", word.lower())
    if not letters.isalpha():
        return 1
    heard = _SILENT.sub("", letters)
    count = len(_VOWELS.findall(heard)) + len(_SPLIT.findall(heard)) - len(_JOINED.findall(heard))
    return max(1, count)


def grade(sentences: Iterable[str]) -> float:
    """Return the reading grade of some sentences: 0.39 words a sentence + 11.8 syllables a word − 15.59.

    J. P. Kincaid and others, "Derivation of New Readability Formulas", US Naval Technical Training, 1975.
    """
    split = [words for words in map(split_words, sentences) if words]
    words = [word for sentence in split for word in sentence]
    if not words:
        return 0.0
    syllables = sum(map(count_syllables, words))
    return 0.39 * len(words) / len(split) + 11.8 * syllables / len(words) - 15.59
