"""Rules about spelling, by a Hunspell dictionary if one is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Example, Requirement, Violation, issue_rule
from newsletter.checking.texts import WrittenText
from newsletter.documents.text_kinds import Role
from newsletter.errors import Reason, Severity

SHORTEST_WORD = 3
"""Letters; what is shorter is mostly a mark."""

_WORDS = """
again and doors hall happened is its learned library month new news of open opens the to we welcome what
"""
_DICTIONARY = {
    "dictionaries/en_GB.aff": b"SET UTF-8\nTRY esianrtolcdugmphbyfvkwzxjq\n",
    "dictionaries/en_GB.dic": "\n".join(["40", *_WORDS.split(), ""]).encode(),
}


@issue_rule(
    "words.spelling",
    Severity.WARNING,
    bad=Example(issue="\nintro: Welcome to the new @@hal.\n", files=_DICTIONARY),
    good=Example(issue="\nintro: Welcome to the new hall.\n", files=_DICTIONARY),
    needs=Requirement.DICTIONARY,
)
def find_misspellings(context: IssueContext) -> Iterator[Violation]:
    """A misspelling distracts, and makes readers doubt what they cannot check."""
    spell_checker = context.spell_checker
    if spell_checker is None or spell_checker.missing:
        return
    own = context.in_language(context.language)  # the dictionary is that of the issue's language
    names = {word for text in context.texts if text.role in _NAMES for word in re.findall(r"\w+", text.words)}
    for text in own.texts:
        for word in dict.fromkeys(_find_words(text)):
            if word not in names and not spell_checker.is_right(word):
                yield _make_violation(text, word, spell_checker.suggest(word))


def _make_violation(text: WrittenText, word: str, meant: tuple[str, ...]) -> Violation:
    """Offer what is meant where that is sure: one word of the dictionary alone is a single slip away."""
    close = tuple(one for one in meant if is_one_slip(word, one))
    guess = f"Is '{meant[0]}' meant? Or add" if meant else "Correct it, or add"
    begin = "Or add" if len(close) == 1 else guess
    hint = Reason(
        f"{begin} '{word}' to", "words under [checks] in newsletter.toml.", "the words that the newsletter knows."
    )
    sure = close if len(close) == 1 else ()
    return Violation(text.path, f"'{word}' is in no dictionary", hint, words=word, replacements=sure)


def is_one_slip(word: str, meant: str) -> bool:
    """Tell whether one letter too many, too few, wrong, or changed in place with the next makes one word the other."""
    longer, shorter = sorted((word, meant), key=len, reverse=True)
    if len(longer) - len(shorter) > 1 or word == meant:
        return False
    start = next((n for n, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), len(shorter))
    if len(longer) > len(shorter):
        return longer[start + 1 :] == shorter[start:]
    swapped = longer[start + 1 : start + 2] + longer[start]
    return longer[start + 1 :] == shorter[start + 1 :] or swapped + longer[start + 2 :] == shorter[start:]


_NAMES = (Role.NAME, Role.LABEL)
"""Texts whose words may be in no dictionary, wherever in the issue they are."""

_SPELT = re.compile(r"(?<![\w@./’'-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@]|[./]\w)")


def _find_words(text: WrittenText) -> Iterator[str]:
    """Yield what is spelt like a word: no abbreviation, and no capital within a sentence, which makes a name of it."""
    for sentence in text.sentences:
        for found in _SPELT.finditer(sentence):
            for part in found[0].split("-"):
                is_first = not re.search(r"\w", sentence[: found.start()])
                if len(part) >= SHORTEST_WORD and (part.islower() or (part.istitle() and is_first)):
                    yield part
