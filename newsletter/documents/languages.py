"""The direction in which a language is written. Data only."""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["ltr", "rtl"]

_FROM_THE_RIGHT = re.compile(r"ar|arc|ckb|dv|fa|glk|he|ks|lrc|mzn|nqo|pnb|ps|rhg|sd|syr|ug|ur|yi")
"""Languages whose script, by CLDR's likely subtags, is written from right to left."""

_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""The ISO 15924 codes of those scripts."""


def direction_of(language: str) -> Direction:
    """Return the direction of a BCP 47 language tag; a script in the tag decides, as in az-Arab."""
    primary, *more = language.split("-")
    script = next((part for part in more if len(part) == len("Arab")), None)
    is_from_the_right = script in _SCRIPTS if script else _FROM_THE_RIGHT.fullmatch(primary)
    return "rtl" if is_from_the_right else "ltr"
