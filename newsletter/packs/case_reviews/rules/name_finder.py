"""Finds names in a sentence: words with a capital where the sentence asks for none, unless they name no person."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

from newsletter.checking.analysis.spell_checker import SpellChecker
from newsletter.checking.analysis.word_lists import read_words

NAME = r"[A-Z](?:\w+|['’][A-Z]\w+)(?:['’]\w+){0,3}"
"""A word with a capital; a letter alone, as in Child A's, is a code."""

_REACH = 20
"""Characters before a name in which a colon stands that it follows."""

SHORTEST = 3
"""Letters that a name has at least, where nothing but the dictionary tells that it is one."""

_BUILT = re.compile(r"(?:ity|ness|ment|tion|sion|ism|ing|ally|i[sz]ed|ology|ance|ence)s?$")
"""How words end that are built of others; dictionaries have not all of them, and few are names."""

_RUN = re.compile(rf"(?<![\w./@-])(?<!\w['’]){NAME}(?:(?: (?:of|for|and|the|to|in) | |-){NAME})*")
_QUOTED = re.compile(
    r"“[^“”\s-]*[\s-][^“”]*”|\"[^\"\s-]*[\s-][^\"]*\"|"
    r"(?<!\w)['‘](?:[^'‘’“”\"\s-]|\w['’]\w)*[\s-](?:[^'‘’“”\"]|\w['’]\w)*['’](?!\w)"
)
"""Several words in quotation marks: a title, or what a person said."""

WORDS = Path(__file__).parents[1] / "words"
"""The folder of the pack's lists of words."""

_INSTITUTIONS = read_words("institutions", WORDS)
"""Words by which an organisation, an office or a law is known: with one of them, a name is not a person's."""

_NAMELESS = read_words("nameless", WORDS)
"""Words with a capital that are not names by themselves; the word beside them may still be one."""


def find_names(sentence: str, known: Collection[str], spell_checker: SpellChecker | None) -> Iterator[str]:
    """Yield the names in a sentence whose words are not known; at its beginning, only what no dictionary has small."""
    unquoted = _QUOTED.sub("…", sentence)
    for found in _RUN.finditer(unquoted):
        run = found[0]
        if _is_institution(run):
            run = _find_last(run, spell_checker) if spell_checker else ""
        elif _begins(unquoted[: found.start()]) and not (
            spell_checker and _is_name(run, unquoted[found.end() :], spell_checker)
        ):
            run = re.sub(r"^\S+?(?:[ -](?:(?:of|for|and|the|to|in) )?|$)", "", run)
        if any(not _is_known(word, known) for word in re.findall(NAME, run)):
            yield run


def _begins(before: str) -> bool:
    """Return whether a sentence begins here, or what follows a colon does."""
    return not re.search(r"\w", before) or bool(re.search(r":['‘“\"]?\s+$", before[-_REACH:]))


def _is_name(run: str, after: str, spell_checker: SpellChecker) -> bool:
    """Return whether the first of some words has its capital not only because it comes first."""
    first = bare(re.split(r"[ -]", run)[0])
    is_joined = after.startswith("-") or len(first) < SHORTEST or bool(_BUILT.search(first))
    return not is_joined and not spell_checker.is_right(first.lower())


def _is_institution(run: str) -> bool:
    return any(word in _INSTITUTIONS for word in re.findall(NAME, run))


def _find_last(run: str, spell_checker: SpellChecker) -> str:
    """Return the person at the end of a run, as in Social Worker Quill or the Police and Zebedee; else nothing."""
    found = re.search(rf"(?<!NHS)(?: and | )({NAME})$", run)
    last = bare(found[1]) if found else ""
    joined = re.search(r" (?:of|for|the|to|in)(?: \S+)*$", run)
    is_person = last and not joined and last not in _INSTITUTIONS and not spell_checker.is_right(last.lower())
    return last if is_person else ""


def _is_known(word: str, known: Collection[str]) -> bool:
    plain = bare(word)
    is_short = bool(re.fullmatch(r"[A-Z0-9]{2,}s?", plain))
    return is_short or plain in known or plain in _NAMELESS or word in _NAMELESS


def bare(word: str) -> str:
    """Return a word without the sign of an owner."""
    return re.sub(r"['’]s?$", "", word)
