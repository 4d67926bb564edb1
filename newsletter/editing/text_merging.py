"""Merges two versions of a text that were made of the same one, if they changed different sentences of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?!\s)[^.!?\n]*)*[.!?\n]*\s*")
_MOST = 400  # sentences, above which nothing is merged: comparing takes the square of it


class _Hunk(NamedTuple):
    start: int
    end: int
    written: list[str]


def merge_texts(old: str, theirs: str, mine: str) -> str | None:
    """Return a text with both changes of ``old``; nothing where both changed the same sentence or its neighbour."""
    sentences = [split_sentences(text) for text in (old, theirs, mine)]
    if max(map(len, sentences)) > _MOST:
        return None
    before, *versions = sentences
    hunks = sorted(hunk for version in versions for hunk in _find_hunks(before, version))
    if any(later.start <= earlier.end for earlier, later in pairwise(hunks)):
        return None
    for hunk in reversed(hunks):
        before[hunk.start : hunk.end] = hunk.written
    return "".join(before)


def split_sentences(text: str) -> list[str]:
    """Split a text at the ends of its sentences and lines; joined, the parts are the text."""
    return [part for part in _SENTENCE.findall(text) if part]


def _find_hunks(old: list[str], new: list[str]) -> Iterator[_Hunk]:
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield _Hunk(start, end, new[new_start:new_end])
