"""Normalises Unicode in linear time, whatever the input; no other module does.

Sorting the combining marks of a letter takes quadratic time, so that one letter with 100,000 accents would take
seconds. No language needs more than thirty (UAX 15, section 13, the Stream-Safe Text Format).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

MOST_MARKS = 30
"""The most combining marks that one letter may have."""

_MAY_HOLD_TOO_MANY = re.compile(rf"[\u0300-\U0010ffff]{{{MOST_MARKS + 1},}}")


def normalise(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Normalise a text without surplus combining marks."""
    return unicodedata.normalize(form, drop_surplus_marks(text))


def drop_surplus_marks(text: str) -> str:
    """Remove all combining marks of a letter after the thirtieth."""
    return text if text.isascii() else _MAY_HOLD_TOO_MANY.sub(lambda run: _drop(run[0]), text)


def _drop(run: str) -> str:
    kept, marks = [], 0
    for character in run:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
