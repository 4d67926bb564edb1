"""What is wrong in a document, in words for people who write in the page and never see its file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newsletter.editing.field_words import capitalise
from newsletter.errors import Problem, find_page_text

OTHERWISE = "This cannot be written so."
"""What is said of a problem whose every sentence is about the file."""

_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_IN_FILE = re.compile(r"[{}\[\]`]|\w_\w|\bkeys?\b|\.(?:yaml|toml)\b")
_LINE = re.compile(r"(?<![\w-])[a-z][\w-]*: \S")


def explain_problem(problem: Problem) -> tuple[str, ...]:
    """Return what is wrong and, where that can be said without the file, how to mend it.

    A rule that gives a ``Reason`` chooses the words; of other sentences those are left out that are about the file.
    """
    what = _join(_keep(find_page_text(problem.message)))
    how = find_page_text(problem.hint)
    if how == problem.hint:
        how = _join(_stop_at_line(_keep(how)))
    return tuple(filter(None, (what or OTHERWISE, how)))


def _keep(text: str) -> Iterator[str]:
    """Yield the sentences of a text that are not about the file."""
    return (sentence for sentence in _SENTENCE.split(text.strip()) if sentence and not _IN_FILE.search(sentence))


def _stop_at_line(sentences: Iterable[str]) -> Iterator[str]:
    """Yield sentences up to the one that shows a line to write; what follows it explains that line."""
    for sentence in sentences:
        if _LINE.search(sentence):
            return
        yield sentence


def _join(sentences: Iterable[str]) -> str:
    return " ".join(capitalise(one) if one.endswith((".", "?", "!")) else f"{capitalise(one)}." for one in sentences)
