"""Which way a language is read. Data only."""

from __future__ import annotations

import re
from typing import Literal

Direction = Literal["ltr", "rtl"]

_FROM_THE_RIGHT = re.compile(r"ar|arc|ckb|dv|fa|glk|he|ks|lrc|mzn|nqo|pnb|ps|rhg|sd|syr|ug|ur|yi")
"""Languages that CLDR's likely subtags write in a script that is read from right to left."""

_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""Those scripts, as ISO 15924 names them."""


def direction_of(language: str) -> Direction:
    """Return the direction that a BCP 47 language tag is read in; a script in it decides, such as az-Arab."""
    primary, *more = language.split("-")
    script = next((part for part in more if len(part) == len("Arab")), None)
    is_from_the_right = script in _SCRIPTS if script else _FROM_THE_RIGHT.fullmatch(primary)
    return "rtl" if is_from_the_right else "ltr"
