"""Which abbreviations a text explains where it uses them: found in one pass, however many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

SHORT = r"(?:[A-Z][A-Z0-9]{1,6}|[A-Z]&[A-Z])"
"""What an abbreviation looks like."""

_IN_BRACKETS = re.compile(rf"\(['‘“\"]?({SHORT})s?['’”\"]?\)")
_BEFORE_BRACKETS = re.compile(rf"\b({SHORT})s? \([^()\n]{{0,200}}?[a-z]{{3}}")
_CALLED = re.compile(rf",? (?:or|known as|called) (?:the )?({SHORT})s?\b")
_NEAR = 80
"""Characters before an abbreviation in which its long form stands."""


def find_explained(text: str) -> frozenset[str]:
    """Return the abbreviations whose long form is beside them: ``parish council (PC)``, ``PC (parish council)``."""
    return frozenset(_find(text))


def _find(text: str) -> Iterator[str]:
    for found in _IN_BRACKETS.finditer(text):
        if re.search(r"\w...", _words_before(text, found.start())):
            yield found[1]
    yield from (found[1] for found in _BEFORE_BRACKETS.finditer(text))
    for found in _CALLED.finditer(text):
        if _spells(_words_before(text, found.start()), found[1]):
            yield found[1]


def _words_before(text: str, at: int) -> str:
    """Return what stands before a place in the same sentence, as far as an explanation may reach."""
    return re.split(r"[.\n]", text[max(0, at - _NEAR - 1) : at])[-1]


def _spells(words: str, short: str) -> bool:
    """Tell whether the first letters of some words, one after the other, hold those of an abbreviation."""
    letters = iter(word[0] for word in re.findall(r"\w+", words.casefold())[-2 * len(short) :])
    return all(letter in letters for letter in re.findall(r"\w", short.casefold()))
