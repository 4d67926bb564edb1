"""Letters and their marks: the one place that normalises Unicode, in linear time whatever it is given.

To order the marks on a letter takes time that grows as the square of their number, so that a text of one letter with
100,000 accents would take seconds. No writing needs more than thirty (UAX 15, section 13, the Stream-Safe Text Format).
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

MOST_MARKS = 30
"""Marks that one letter may carry."""

_MAY_HOLD_TOO_MANY = re.compile(rf"[\u0300-\U0010ffff]{{{MOST_MARKS + 1},}}")


def normalise(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """Normalise a text, without the marks that are more than a letter may carry."""
    return unicodedata.normalize(form, drop_surplus_marks(text))


def drop_surplus_marks(text: str) -> str:
    """Leave out of a text what follows the thirtieth mark on a letter."""
    return text if text.isascii() else _MAY_HOLD_TOO_MANY.sub(lambda run: _drop(run[0]), text)


def _drop(run: str) -> str:
    kept, marks = [], 0
    for character in run:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)
