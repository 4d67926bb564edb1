"""What is before the items of a list in plain text: bullets of every program, numbers, and letters that count."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_BULLETS = "-*+•◦▪▫■□●○‣⁃∙·⦁⦿◉◆◇❖❑❒▶►▸▹➢➣➤➔➜➝➞➙➡→⇒»›★☆✦✧–—−\uf0b7\uf0a7\uf0d8\uf076\uf0fc"
"""Those at the end are what Word's bullets become where a program does not know its font."""

_TELLING = "✓✔✗✘☐☑☒✅❌"
"""Bullets that say something: they stay with the words."""

_ITEM = re.compile(
    rf"(?P<marker>[{re.escape(_BULLETS)}]|o(?=\t|  )|\(?[0-9]{{1,3}}[.)]|\(?[a-z]\)|\(?[ivx]{{1,4}}\))"
    r"\s+(?P<words>\S.*)"
    rf"|(?P<telling>[{_TELLING}]\ufe0f?\s+\S.*)",
    re.DOTALL,
)
_LETTERED = re.compile(r"\s*(?P<marker>(?P<letter>[a-zA-Z]|[ivxIVX]{2,5})\.)\s+(?P<words>\S.*)", re.DOTALL)
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi")
_REACH = 40
"""Rows in which the next item has to begin."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A list item: what is before its words, and the words."""

    marker: str
    words: str


def read_item(body: str) -> Marked | None:
    """Return a row as a list item, if its beginning alone shows that it is one."""
    found = _ITEM.fullmatch(body)
    if not found:
        return None
    return Marked("•", found["telling"]) if found["telling"] else Marked(found["marker"], found["words"])


def find_lettered(rows: list[str]) -> dict[int, Marked]:
    """Return the items that letters count, by their numbers from 1: a. and b. are two, J. Smith is none."""
    found = [(n, match) for n, row in enumerate(rows, 1) if (match := _LETTERED.fullmatch(row))]
    items: dict[int, Marked] = {}
    for (n, match), (later, after) in pairwise(found):
        if later - n <= _REACH and _follows(match["letter"], after["letter"], is_open=n in items):
            items |= {n: _mark(match), later: _mark(after)}
    return items


def _mark(match: re.Match[str]) -> Marked:
    return Marked(match["marker"], match["words"])


def _follows(before: str, after: str, *, is_open: bool) -> bool:
    """Return whether a letter or Roman number is the next one, and of a list that begins where lists do."""
    if before.islower() != after.islower():
        return False
    before, after = before.lower(), after.lower()
    is_next = len(before) == len(after) == 1 and ord(after) == ord(before) + 1 and (is_open or before == "a")
    is_roman = before in _ROMAN[:-1] and _ROMAN.index(before) + 1 == _index(after) and (is_open or before == "i")
    return is_next or is_roman


def _index(number: str) -> int:
    return _ROMAN.index(number) if number in _ROMAN else -1
