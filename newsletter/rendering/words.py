"""Words as readers see them: the program's own, abbreviations explained at first use, and marks set by language.

Quotation marks, ellipses and dashes are set where a publication asks for it (``smart_punctuation``).

The marks of each language are those of Unicode's CLDR. Text in a language that is not listed keeps its straight marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from newsletter.documents.packs import find_catalogues
from newsletter.documents.publication import Publication
from newsletter.documents.values import LONGEST_URL
from newsletter.languages.directions import Direction, isolate
from newsletter.languages.wording import Wording, find_wording


def choose_wording(publication: Publication, language: str | None = None) -> Wording:
    """Return the program's own words in a language, by default in the publication's."""
    tag, folders = language or publication.language, find_catalogues(publication.packs)
    return find_wording(tag, publication.overrides(tag), folders)


def join_facts(facts: Sequence[str], direction: Direction) -> str:
    """Write facts on a line that is read in a direction, with a middle dot after each that never begins a line."""
    return "\u00a0· ".join(isolate(fact, direction) for fact in facts)


class Marks(NamedTuple):
    """The marks around what is said, and around what is said within it."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


_ENGLISH, _GERMAN = Marks("“", "”", "‘", "’"), Marks("„", "“", "‚", "‘")
_ANGLED, _SPANISH = Marks("«", "»", "‹", "›"), Marks("«", "»", "“", "”")
_EASTERN, _SWEDISH, _RUSSIAN = Marks("„", "”", "«", "»"), Marks("”", "”", "’", "’"), Marks("«", "»", "„", "“")
_ARABIC = Marks("”", "“", "’", "‘")
_FRENCH = Marks("«\u00a0", "\u00a0»", "“", "”")
_LANGUAGES = {
    "en cy ga gd kw gv nl af da tr id ms vi eu gl lv pt-BR": _ENGLISH,
    "de cs sk sl hr sr-Latn is lt et bg": _GERMAN,
    "es it ca pt el": _SPANISH,
    "nb nn no de-CH": _ANGLED,
    "pl hu ro": _EASTERN,
    "sv fi": _SWEDISH,
    "ru uk": _RUSSIAN,
    "fr": _FRENCH,
    "ar": _ARABIC,
}
MARKS = {language: marks for languages, marks in _LANGUAGES.items() for language in languages.split()}
"""The marks of each language, by its BCP 47 tag."""

_DEFAULT_OPENING = "“"

SIGNS = ('"', "'", "...", " -- ")
"""What is replaced: a text without any of these stays as it is."""

_ELLIPSIS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
_DASH = re.compile(r"(?<= )--(?= )")
_QUOTE = re.compile("[\"']")
_BEFORE_OPENING = frozenset("([{–—-/«“„‘‚‹\u00a0\u202f")
_SHORTENED = ("tis", "twas", "em", "til", "cause", "n")
"""English words that begin with an apostrophe."""

_WORD = re.compile(r"\w{0,12}")
_MAY_CLOSE = re.compile(r"'(?!\w)")
_FAR = 14
"""Characters after a mark, as many as its choice can need."""


def find_marks(language: str) -> Marks | None:
    """Return the marks of a language, or of the one that it is a kind of."""
    return MARKS.get(language) or MARKS.get(language.partition("-")[0])


def find_opening_mark(language: str) -> str:
    """Return the mark that opens a quotation in a language, an English one if it is not known."""
    marks = find_marks(language)
    return marks.opening.strip() if marks else _DEFAULT_OPENING


def set_words(text: str, language: str) -> str:
    """Set plain words by the rules of a language; an empty string stands for none."""
    if not language or not any(sign in text for sign in SIGNS):
        return text
    return set_pieces([(text, True)], language)[0]


def set_pieces(pieces: Sequence[tuple[str, bool]], language: str) -> list[str]:
    """Set the pieces of one paragraph, in which a mark may be closed beyond an emphasis.

    Those with False stay as they are, such as code, and count as a word.
    """
    texts = [_DASH.sub("–", _ELLIPSIS.sub("…", text)) if is_set else text for text, is_set in pieces]
    marks = find_marks(language)
    if marks is None:
        return texts
    whole = "".join(text if is_set else "x" * len(text) for text, (_, is_set) in zip(texts, pieces, strict=True))
    chosen = _choose_marks(whole, marks)
    written, start = [], 0
    for text, (_, is_set) in zip(texts, pieces, strict=True):
        begins = start
        written.append(_QUOTE.sub(lambda at, b=begins: chosen[b + at.start()], text) if is_set else text)  # type: ignore[misc]  # mypy takes the default for an argument
        start += len(text)
    return written


def _choose_marks(whole: str, marks: Marks) -> dict[int, str]:
    """Return the mark for each straight one, by its place, from what is around it."""
    open_marks = {'"': 0, "'": 0}
    last = max((found.start() for found in _MAY_CLOSE.finditer(whole)), default=-1)
    chosen: dict[int, str] = {}
    for found in _QUOTE.finditer(whole):
        at, sign = found.start(), found[0]
        before, after = whole[at - 1] if at else " ", whole[at + 1 : at + _FAR]
        if _is_opening(before, after) and not (sign == "'" and (at >= last or _is_shortened(after))):
            open_marks[sign] += 1
            chosen[at] = marks.opening if sign == '"' else marks.inner_opening
        elif open_marks[sign] and not (sign == "'" and before.isalnum() and after[:1].isalnum()):
            open_marks[sign] -= 1
            chosen[at] = marks.closing if sign == '"' else marks.inner_closing
        else:
            chosen[at] = "’" if sign == "'" else '"' if before.isdigit() else marks.closing
    return chosen


def _is_opening(before: str, after: str) -> bool:
    return (before.isspace() or before in _BEFORE_OPENING) and bool(after[:1].strip())


def _is_shortened(after: str) -> bool:
    """Return whether a word begins with an apostrophe: '90s, 'tis."""
    word = _WORD.match(after)
    return after[:1].isdigit() or bool(word and word[0].casefold() in _SHORTENED)


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
        """Return whether the author explains it beside the abbreviation, before it or after it."""
        full = self._glossary[match[1]].casefold()
        around = text[max(0, match.start() - len(full) - 3) : match.end() + len(full) + 3].casefold()
        return full in around


@cache
def _match_words(words: tuple[str, ...]) -> re.Pattern[str] | None:
    """Match any of the words, the longer ones first, as a word of its own or with an ending, not as part of another."""
    choices = "|".join(re.escape(word) for word in words)
    return re.compile(rf"(?<![\w/@.\-])({choices})(s|['’]s)?(?![\w@]|-\w)") if words else None


def _is_in_address(text: str, start: int) -> bool:
    """Return whether the place is inside the address of a Markdown link."""
    before = text[max(0, start - LONGEST_URL - len("](")) : start]  # a longer address is refused
    return bool(re.search(r"\]\([^)\s]*$|https://\S*$", before))
