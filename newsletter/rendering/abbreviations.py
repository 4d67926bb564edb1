"""Abbreviations explained where a reader first meets them: each entry is also read alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from newsletter.documents.lengths import LONGEST_URL


class Expander:
    """Expands every abbreviation of a glossary once, in the order in which texts are given to it."""

    def __init__(self, glossary: Mapping[str, str]) -> None:
        self._glossary = glossary
        self._waiting = set(glossary)
        self._pattern = _match_words(tuple(sorted(glossary, key=len, reverse=True)))

    def expand(self, text: str) -> str:
        """Return ``text`` with the full form in brackets after each abbreviation it is the first to use."""
        if self._pattern is None or not any(map(text.__contains__, self._waiting)):
            return text  # most texts hold no abbreviation that still waits: the pattern takes ten times as long
        return self._pattern.sub(lambda match: self._expand_one(match, text), text)

    def _expand_one(self, match: re.Match[str], text: str) -> str:
        short, ending = match[1], match[2] or ""
        if short not in self._waiting or _is_in_address(text, match.start()):
            return match[0]
        self._waiting.discard(short)
        if self._is_explained(text, match):
            return match[0]
        return f"{match[0]} ({self._glossary[short]}{ending})"

    def _is_explained(self, text: str, match: re.Match[str]) -> bool:
        """Tell whether the author explains it beside the abbreviation, before it or after it."""
        full = self._glossary[match[1]].casefold()
        around = text[max(0, match.start() - len(full) - 3) : match.end() + len(full) + 3].casefold()
        return full in around


@cache
def _match_words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match any of the words, the longer ones first, as a word of its own or with an ending, not as part of another."""
    choices = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![\w/@.\-])({choices})(s|['’]s)?(?![\w@]|-\w)") if words else None


def _is_in_address(text: str, start: int) -> bool:
    """Tell whether the place is inside the address of a Markdown link."""
    before = text[max(0, start - LONGEST_URL - len("](")) : start]  # a longer address is refused
    return bool(re.search(r"\]\([^)\s]*$|https://\S*$", before))
