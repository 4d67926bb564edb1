"""Tables on a terminal: columns that fit its width. What is too long goes on below; nothing is cut."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import zip_longest

_GAP = "  "
_UNSEEN = ("Mn", "Me", "Cf")  # marks on the letter before them, and joiners
_WIDE = ("W", "F")  # UAX 11
_NARROWEST = 8  # columns of the terminal that a column keeps, if its words need that many


def format_table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: frozenset[int], width: int
) -> Iterator[list[str]]:
    """Yield the lines of each row, that of the headings first; no line is wider than ``width`` if that can be.

    Columns whose number is in ``numeric`` are aligned right. These and the first, which names the row, are not broken.
    """
    table = [headings, *rows]
    fixed = numeric | {0}
    widths = _fit(list(zip(*table, strict=True)), fixed, width - len(_GAP) * (len(headings) - 1))
    for row in table:
        cells = [[cell] if at in fixed else wrap(cell, widths[at]) for at, cell in enumerate(row)]
        yield [_join(parts, widths, numeric) for parts in zip_longest(*cells, fillvalue="")]


def measure(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_measure_sign(sign) for sign in text)


def wrap(text: str, width: int) -> list[str]:
    """Break a text between words, and within a word that is wider than a line."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if measure(longer) <= width:
            lines[-1] = longer
            continue
        lines += _split(word, width)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _measure_sign(sign: str) -> int:
    if unicodedata.category(sign) in _UNSEEN:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in _WIDE else 1


def _fit(columns: Sequence[Sequence[str]], fixed: frozenset[int], room: int) -> list[int]:
    """Return how wide each column is: as wide as its longest cell if there is room, and as its longest word if not."""
    widths = [max(map(measure, column)) for column in columns]
    words = [max(measure(word) for cell in column for word in cell.split(" ")) for column in columns]
    for smallest in (words, [_NARROWEST] * len(columns)):
        while sum(widths) > room:
            spare = {at: w for at, w in enumerate(widths) if at not in fixed and w > smallest[at]}
            if not spare:
                break
            widths[max(spare, key=spare.__getitem__)] -= 1
    return widths


def _split(word: str, width: int) -> list[str]:
    """Break a word into pieces of at most ``width`` columns, each with the marks that belong to its last letter."""
    pieces = [""]
    for sign in word:
        if measure(pieces[-1] + sign) > width and pieces[-1]:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def _join(parts: Sequence[str], widths: Sequence[int], numeric: frozenset[int]) -> str:
    cells = zip(parts, widths, strict=True)
    padded = (_pad(part, room, is_number=at in numeric) for at, (part, room) in enumerate(cells))
    return _GAP.join(padded).rstrip()


def _pad(part: str, room: int, *, is_number: bool) -> str:
    blank = " " * (room - measure(part))
    return blank + part if is_number else part + blank
