"""Letters above and below the line: 10⁶ is not 106. As Unicode has them, where it has all of them."""

from __future__ import annotations

import re

_ABOVE = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_BELOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_READS_AS_WELL = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a|tm|[*†‡§]+|\[\w{1,4}\]|[^\w\s]+)", re.IGNORECASE)
"""What means the same on the line: the end of 1st, the sign of a note."""


def raise_words(text: str, where: str) -> tuple[str, str]:
    """Return words that stand above (``super``) or below (``sub``) the line, and what was lost of that, if anything."""
    table = _ABOVE if where == "super" else _BELOW
    bare = text.strip()
    if all(ord(character) in table for character in bare if not character.isspace()):
        return text.translate(table), ""
    if _READS_AS_WELL.fullmatch(bare):
        return text, ""
    return text, f'"{bare[:60]}" stood {"above" if where == "super" else "below"} the line'
