"""The direction in which a language is read, and words of the other direction within a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from markupsafe import Markup

Direction = Literal["ltr", "rtl"]

_FROM_THE_RIGHT = re.compile(r"ar|arc|ckb|dv|fa|glk|he|ks|lrc|mzn|nqo|pnb|ps|rhg|sd|syr|ug|ur|yi")
"""Languages whose script, by CLDR's likely subtags, is written from right to left."""

_SCRIPTS = frozenset({"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})
"""The ISO 15924 codes of those scripts."""

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
"""The marks around a run that has a direction of its own (Unicode Standard Annex 9, section 2.4)."""

_DIRECTIONS: dict[str, Direction] = {"L": "ltr", "R": "rtl", "AL": "rtl"}
"""The direction of a letter, by its bidirectional class."""

_ADDRESS = re.compile(rf"(?<![\d{_FIRST_STRONG_ISOLATE}])(?:<[^<>\s]+>|\+\d[\d ()-]*\d|\d+(?: \d+)+)")
"""An address in angle brackets, or a telephone number, whose groups would be read from the last to the first."""

_MAY_BE_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Blocks of letters that are written from right to left."""


def direction_of(language: str) -> Direction:
    """Return the direction of a BCP 47 language tag; a script in the tag decides, as in az-Arab."""
    primary, *more = language.split("-")
    script = next((part for part in more if len(part) == len("Arab")), None)
    is_from_the_right = script in _SCRIPTS if script else _FROM_THE_RIGHT.fullmatch(primary)
    return "rtl" if is_from_the_right else "ltr"


def isolate(value: str, around: Direction) -> str:
    """Isolate a value that is all in the other direction than the sentence ``around`` it.

    Its full stops and brackets then stay where its author put them. HTML is isolated as the text that it shows.
    """
    if around == "ltr" and (value.isascii() or not _MAY_BE_RTL.search(value)):
        return value  # most values: looking at each letter takes far longer
    text = value.striptags() if isinstance(value, Markup) else value
    if text.startswith(_FIRST_STRONG_ISOLATE):
        return value
    found = {_DIRECTIONS.get(unicodedata.bidirectional(letter)) for letter in text} - {None}
    return value if not found or around in found else type(value)(f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}")


def isolate_addresses(text: str) -> str:
    """Isolate each address and telephone number on a line that has letters which are written from right to left."""
    if not _MAY_BE_RTL.search(text):
        return text
    lines = (_isolate_in_line(line) if _MAY_BE_RTL.search(line) else line for line in text.split("\n"))
    return "\n".join(lines)


def _isolate_in_line(line: str) -> str:
    return _ADDRESS.sub(lambda found: f"{_FIRST_STRONG_ISOLATE}{found[0]}{_POP_ISOLATE}", line)
