"""What may be written instead of words that break a rule: how it is said, and how it is put in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from newsletter.errors import Reason
from newsletter.parsing.messages import suggest

_ADDRESS = (
    r"\]\([^()\s]*+\)|<[a-z][a-z0-9+.-]*+:[^\s<>]*+>|\b(?:https?|mailto|tel):[^\s<>()\[\]]++|(?<!`)`++[^`\n]++`++"
)
"""What words are not looked for in: an address that holds them leads elsewhere with others, and code is quoted."""


def replace_words(value: str, words: str, replacement: str) -> str | None:
    """Put a replacement in the place of words, wherever they are in a value; without words, of the whole value.

    Words within addresses and code stay, unless they are an address or code themselves. Returns nothing where the
    value does not have the words as they are said: in Markdown, marks may be among them.
    """
    if not words:
        return replacement
    pattern = _find_pattern(value, words)
    return pattern.sub(lambda found: found["kept"] or replacement, value) if pattern else None


def has_words(value: str, words: str) -> bool:
    """Tell whether ``replace_words`` finds the words in a value; without words it is the value as a whole."""
    return not words or _find_pattern(value, words) is not None


def _find_pattern(value: str, words: str) -> re.Pattern[str] | None:
    """Return the strictest pattern by which the words are found: whole words, before parts of others."""
    spaced = r"\s+".join(map(re.escape, words.split()))
    is_sign = "://" in words or "`" in words or words.startswith("#")
    kept = "(?P<kept>(?!))" if is_sign else f"(?P<kept>{_ADDRESS})"
    for whole in (rf"(?<!\w){spaced}(?![\w-])", rf"(?<!\w){spaced}(?!\w)", spaced):
        pattern = re.compile(f"{kept}|{whole}")
        if any(found["kept"] is None for found in pattern.finditer(value)):
            return pattern
    return None


def find_closest(word: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return the known word that a word comes closest to, or nothing if none is close."""
    meant = suggest(word, known)
    return (meant,) if meant else ()


def match_case(found: str, replacement: str) -> str:
    """Begin with a capital where the words do, at the start of a sentence; write all of them where it is shouted."""
    if not replacement.islower():
        return replacement
    if found.isupper() and len(found) > 1:
        return replacement.upper()
    return replacement[0].upper() + replacement[1:] if found[:1].isupper() else replacement


def format_hint(replacements: tuple[str, ...], others: str) -> str:
    """Say what may be written, and then what else may be done."""
    if not replacements:
        return others
    quoted = [f"'{replacement}'" for replacement in replacements]
    choices = quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}"
    if isinstance(others, Reason):
        return Reason(f"Write {choices}.", others, others.in_page)
    return f"Write {choices}. {others}".rstrip()
