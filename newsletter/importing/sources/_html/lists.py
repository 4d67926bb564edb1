"""What stands before the items of a page's lists: numbers that go on, letters, or a bullet (HTML 4.4.5 and 4.4.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 3999
_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal": "1",
    "decimal-leading-zero": "1",
}
_BULLETS = frozenset({"disc", "circle", "square", "none"})


def to_letters(number: int) -> str:
    """Write a number as letters: 1 is a, 27 is aa."""
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, len(_LETTERS))
        written = _LETTERS[rest] + written
    return written


def to_roman(number: int) -> str:
    """Write a number as small Roman ones, or as it is where they cannot."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def write_marker(number: int, kind: str) -> str:
    """Write what stands before an item: ``kind`` is 1, a, A, i or I, as in HTML."""
    if kind.lower() == "a" and number > 0:
        return f"{to_letters(number) if kind == 'a' else to_letters(number).upper()}."
    if kind.lower() == "i":
        return f"{to_roman(number) if kind == 'i' else to_roman(number).upper()}."
    return f"{number}."


def read_style(style: str) -> str:
    """Return the kind of numbers that a ``list-style`` asks for, ``•`` for bullets, or nothing."""
    for word in style.split():
        if word in _STYLES or word in _BULLETS:
            return _STYLES.get(word, "•")
    return ""


def read_number(value: str | None) -> int | None:
    """Return a whole number as HTML reads it, of a size that a list can have."""
    found = re.match(r"\s*([-+]?\d{1,8})(?!\d)", value or "")
    return int(found[1]) if found else None


@dataclass(slots=True)
class ListCount:
    """A list as its items come: which it is, and the number of the next one."""

    number: int
    """Which list of the page it is."""
    kind: str
    """``•`` where it does not count."""
    next: int = 1
    step: int = 1

    def count(self, value: int | None, kind: str = "") -> str:
        """Return what stands before the next item, whose own ``value`` and ``kind`` go before those of the list."""
        self.next = self.next if value is None else value
        marker = "•" if (kind or self.kind) == "•" else write_marker(self.next, kind or self.kind)
        self.next += self.step
        return marker
