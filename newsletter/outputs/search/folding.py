"""Text to words, so that they are found whatever their case and accents: as ``search.js`` folds a query.

A word is a run of letters and digits, after Unicode's decomposition (NFKD) without its marks.
"""

from __future__ import annotations

import re
import unicodedata

from newsletter.documents.values import normalise

_TATWEEL = "\u0640"
"""What stretches an Arabic word: a letter to Unicode, and nothing to readers."""

MOST_LETTERS = 30
"""How many letters of a word count: the names of files are made of words."""

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text without accents, in lower case."""
    if text.isascii():
        return text.lower()
    bare = "".join(c for c in normalise("NFKD", text) if unicodedata.category(c)[0] != "M")
    return bare.lower().replace("ß", "ss").replace(_TATWEEL, "")


def split_words(text: str) -> list[str]:
    """Return the folded words of a text, in their order."""
    return [word[:MOST_LETTERS] for word in _WORD.findall(fold(text))]
