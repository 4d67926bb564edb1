"""Whose approval it is: one person under many spellings is one, and two who only look alike are told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations
from operator import eq

from newsletter.documents.letters import normalise
from newsletter.sending.lookalikes import make_skeleton, replace_lookalikes

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""What no reader sees: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties."""

_BLANK = "\u2800"  # BRAILLE PATTERN BLANK looks like a space and is none


def fold_name(name: str) -> str:
    """Return what spellings of one name have in common: no case, nothing unseen, single spaces (UAX 31, NFKC_Casefold).

    It is for comparing, and not for showing.
    """
    seen = _UNSEEN.sub("", normalise("NFKC", name).replace(_BLANK, " "))
    folded = normalise("NFKC", normalise("NFD", seen).casefold())
    return " ".join(_UNSEEN.sub("", folded).split())


def merge_people(names: Iterable[str]) -> tuple[str, ...]:
    """Return each person once, as written last."""
    return tuple({fold_name(name): name for name in names}.values())


def find_lookalikes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each two names that are of different people, and look alike."""
    for one, other in combinations(merge_people(names), 2):
        if any(map(eq, _looks(one), _looks(other))):
            yield one, other


def _looks(name: str) -> tuple[str, str]:
    """Return what a name looks like as it is written, and without capitals."""
    shown = " ".join(_UNSEEN.sub("", name).split())
    return make_skeleton(shown), fold_name(replace_lookalikes(shown))
