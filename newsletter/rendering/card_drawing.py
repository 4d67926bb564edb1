"""Draws social cards, and knows which letters a font has. It is imported only where Pillow is installed."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont, features

from newsletter.documents.appearance import Masthead
from newsletter.languages.directions import Direction
from newsletter.rendering.social_card import HEIGHT, WIDTH, CardFont, CardLine, SocialCard

_MARGIN = 80
_WIDE = WIDTH - 2 * _MARGIN
_LINE = 1.2
"""The height of a line, as a part of the size of its letters."""

_LONGEST = 1000
"""Characters of a text that are measured: more never fit."""

_SHADES = 8
"""Steps from a ground to the ink on it, for smooth edges of letters."""

_EFFORT = 6
"""Of 9: the most takes ten times as long, and saves a seventh of the bytes."""

_UNKNOWN = "\U0010ffff"
"""A character that no font has: it is drawn as each font draws any that it lacks."""


class _Ink(NamedTuple):
    """Where a range of the palette begins, which goes from a ground to the ink on it."""

    ground: int

    def list_shades(self) -> list[int]:
        """Return the place in the palette for each part of 255 that ink covers of a pixel."""
        return [self.ground + round(covered * (_SHADES - 1) / 255) for covered in range(256)]


_TEXT, _BAND, _MUTED = (_Ink(number * _SHADES) for number in range(3))


class _TextBox(NamedTuple):
    """Where words are set: from ``top`` to ``bottom``, in the first of some sizes in which they fit, all in pixels."""

    top: int
    bottom: int
    sizes: tuple[int, ...]
    ink: _Ink


class _Arrangement(NamedTuple):
    """How high the ground of the masthead is, and where the name of the publication, the title and the day are."""

    band: int
    name: _TextBox
    title: _TextBox
    day: _TextBox


_TITLES = (76, 68, 60, 54, 48)
_DAY = _TextBox(510, 570, (34,), _MUTED)
_NAMED = _Arrangement(132, _TextBox(0, 132, (46, 40, 34, 28), _BAND), _TextBox(160, 500, _TITLES, _TEXT), _DAY)
_PLAIN = _Arrangement(20, _TextBox(60, 130, (40, 34, 28), _MUTED), _TextBox(140, 500, _TITLES, _TEXT), _DAY)
_ARRANGEMENTS: dict[Masthead, _Arrangement] = {"band": _NAMED, "slab": _NAMED, "plate": _PLAIN}


def draw_card(card: SocialCard) -> bytes:
    """Return a card as PNG, in few colours: the edges of letters are in shades between their ink and its ground."""
    arranged = _ARRANGEMENTS[card.masthead]
    sheet = Image.new("P", (WIDTH, HEIGHT), _TEXT.ground)
    sheet.putpalette(b"".join(_list_colours(card)))
    sheet.paste(_BAND.ground, (0, 0, WIDTH, arranged.band))
    for line, place in ((card.publication, arranged.name), (card.title, arranged.title), (card.day, arranged.day)):
        if line:
            _write(sheet, line, place, card.direction)
    out = io.BytesIO()
    sheet.save(out, "PNG", compress_level=_EFFORT)
    return out.getvalue()


def _list_colours(card: SocialCard) -> Iterator[bytes]:
    """Yield the palette: each ink with its ground, in even steps from one to the other."""
    colours = card.colours
    for ground, ink in ((colours.paper, colours.text), (colours.band, colours.on_band), (colours.paper, colours.muted)):
        pair = list(zip(bytes.fromhex(ground[1:]), bytes.fromhex(ink[1:]), strict=True))
        for step in range(_SHADES):
            yield bytes(round(start + (end - start) * step / (_SHADES - 1)) for start, end in pair)


def _write(sheet: Image.Image, line: CardLine, place: _TextBox, direction: Direction) -> None:
    """Write words in the middle between the top and the bottom of their place, from the side where reading begins."""
    lines, size = _fit(line, place)
    high, font = round(size * _LINE), _open(line.font, size)
    covered = Image.new("L", (_WIDE, place.bottom - place.top))
    start, anchor = (0, "lm") if direction == "ltr" else (_WIDE, "rm")
    middle, draw = (covered.height - high * (len(lines) - 1)) // 2, ImageDraw.Draw(covered)
    for number, words in enumerate(lines):
        draw.text((start, middle + number * high), words, 255, font, anchor, direction=_find_direction(direction))
    sheet.paste(covered.point(place.ink.list_shades()), (_MARGIN, place.top))


def _fit(line: CardLine, place: _TextBox) -> tuple[list[str], int]:
    """Return words in lines that fit into their place, and their size; what does not fit in the smallest is cut."""
    for size in place.sizes:
        lines, is_whole = _break(line, size, (place.bottom - place.top) // round(size * _LINE))
        if is_whole:
            break
    return lines, size


def _break(line: CardLine, size: int, most: int) -> tuple[list[str], bool]:
    """Return words in at most so many lines, and whether that is all of them, with none divided."""
    font, lines, rest = _open(line.font, size), [""], line.words[:_LONGEST].split(" ")
    while rest:
        longer = f"{lines[-1]} {rest[0]}".strip()
        if font.getlength(longer) <= _WIDE:
            lines[-1] = longer
            rest.pop(0)
        elif lines[-1] and len(lines) < most:
            lines.append("")
        else:
            lines[-1] = _cut(longer, font)
            return lines, False
    return lines, True


def _cut(words: str, font: ImageFont.FreeTypeFont) -> str:
    """Return the beginning of words that is as wide as a line, with an ellipsis."""
    kept = next(end for end in range(len(words), -1, -1) if font.getlength(f"{words[:end]}…") <= _WIDE)
    return f"{words[:kept].rstrip()}…"


def has_letters(font: CardFont, words: str) -> bool:
    """Tell whether a font has each letter of some words; letters that join need a library that joins them."""
    return all(_has(font, letter) for letter in {*words} if not letter.isspace())


@lru_cache(maxsize=4096)
def _has(font: CardFont, letter: str) -> bool:
    if unicodedata.category(letter) == "Cf":
        return True  # a mark that is not seen
    if unicodedata.bidirectional(letter) in ("R", "AL") and not _can_join():
        return False
    drawn, unknown = (_open(font, _TITLES[-1]).getmask(one) for one in (letter, _UNKNOWN))
    return bytes(drawn) != bytes(unknown)


def can_open(font: CardFont) -> bool:
    """Tell whether a file is a font."""
    try:
        _open(font, _TITLES[-1])
    except OSError:
        return False
    return True


@lru_cache(maxsize=64)
def _open(font: CardFont, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(font.content), size)


@cache
def _can_join() -> bool:
    """Tell whether Pillow has Raqm, which shapes Arabic and puts words in the order in which they are read."""
    return bool(features.check("raqm"))


def _find_direction(direction: Direction) -> Direction | None:
    return direction if _can_join() else None
