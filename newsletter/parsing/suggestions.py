"""Which known word a person probably meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60
_CUTOFF = 0.7


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the known word that ``word`` comes closest to, or nothing if none is close."""
    if len(word) > _LONGEST:
        return ""
    by_plain_form = {_plain(candidate): candidate for candidate in known}
    found = get_close_matches(_plain(word), by_plain_form, n=1, cutoff=_CUTOFF)
    return by_plain_form[found[0]] if found else ""


def _plain(word: str) -> str:
    """Leave out what people write differently: case, hyphens, underscores and spaces."""
    return "".join(character for character in word.casefold() if character.isalnum())
