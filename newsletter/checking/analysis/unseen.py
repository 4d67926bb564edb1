"""Invisible characters, and which of them a language needs: joiners, marks of direction, breaks within words.

What each is for is said in chapter 23 of the Unicode Standard; which scripts need joiners and breaks, in 9 to 16.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_UNSEEN = re.compile(
    "[\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufff9-\ufffb\uffa0"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
_JOINED = (
    "[\u0600-\u109f\u1780-\u18af\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f]"
)
"""Letters of scripts that are joined, or parted within a word, by characters without a shape of their own.

Compiled only where there is such a character, which is seldom.
"""

_UNSPACED = "[\u0e00-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\u3040-\u30ff\u3400-\u9fff]"
"""Letters of scripts without spaces between words, which say where a line may break."""

_EMOJI = re.compile("[\u2190-\u2bff\ufe0f\u20e3\U0001f000-\U0001faff]")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
_MARKS = frozenset("\u200e\u200f\u061c")
_OPENING = {"\u202a": "\u202c", "\u202b": "\u202c", "\u202d": "\u202c", "\u202e": "\u202c"}
_OPENING |= dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_CLOSING = frozenset(_OPENING.values())


def find_unseen(text: str, *, is_rtl: bool) -> Iterator[str]:
    """Yield each invisible character that the text does not need; ``is_rtl`` is the direction of its language."""
    if text.isascii():
        return
    text = _FLAG.sub("", text)
    unbalanced = set(_find_unbalanced(text))
    has_rtl = is_rtl or _RIGHT_TO_LEFT.search(text) is not None
    for found in _UNSEEN.finditer(text):
        sign, before, after = (
            found[0],
            text[max(found.start() - 1, 0) : found.start()],
            text[found.end() : found.end() + 1],
        )
        if sign in _MARKS:
            is_needed = has_rtl
        elif sign in _OPENING or sign in _CLOSING:
            is_needed = is_rtl and found.start() not in unbalanced
        else:
            is_needed = _is_needed_between(sign, before, after)
        if not is_needed:
            yield sign


def _is_needed_between(sign: str, before: str, after: str) -> bool:
    """Tell whether letters or emoji need what joins or parts them."""
    if sign == "\u200d":
        return bool(re.match(_JOINED, before) or (_EMOJI.match(before) and _EMOJI.match(after)))
    if sign == "\u200c":
        return bool(re.match(_JOINED, before))
    if sign == "\u200b":
        return bool(re.match(_UNSPACED, before) or re.match(_UNSPACED, after))
    return sign in "\u180e\u17b4\u17b5\u115f\u1160" and bool(re.match("[\u1100-\u11ff\u1780-\u18af]", before + after))


def _find_unbalanced(text: str) -> Iterator[int]:
    """Yield the place of each mark that opens a run of another direction without an end, or ends none; by paragraph."""
    opened: list[tuple[int, str]] = []
    for place, sign in enumerate(text):
        if sign in _OPENING:
            opened.append((place, _OPENING[sign]))
        elif sign in _CLOSING:
            if opened and opened[-1][1] == sign:
                opened.pop()
            else:
                yield place
        elif sign == "\n":
            yield from (start for start, _ in opened)
            opened = []
    yield from (start for start, _ in opened)


def name_character(sign: str) -> str:
    """Name a character as Unicode does: U+200B (zero width space)."""
    return f"U+{ord(sign):04X} ({unicodedata.name(sign, 'without a name').lower()})"
