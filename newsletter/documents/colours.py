"""The colours of a publication, all from one accent, each pair measured as it is rounded and written.

Text reaches a contrast of 7:1 and everything else that is read 4.5:1 (WCAG 2.2, 1.4.3 and 1.4.6), for any accent.
Shades are made in OKLCH, Björn Ottosson's (https://bottosson.github.io/posts/oklab/, and CSS Color Level 4,
section 9): lightness from 0 to 1, chroma from 0 (grey), hue in degrees. Colours are written ``#rrggbb``, in sRGB.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

LEAST_CONTRAST = 4.5
"""Ratio of text to its ground that WCAG 2.2 asks for in criterion 1.4.3."""

_WHITE, _BLACK = "#ffffff", "#000000"
_STEP = 0.005
_GREY = 0.08
"""The chroma below which an accent tints the neutrals less, and at 0 not at all."""


@dataclass(frozen=True, slots=True)
class Colours:
    """One colour scheme, complete; the names are those of the roles in ``newsletter.toml``."""

    page: str
    paper: str
    text: str
    muted: str
    accent: str
    on_accent: str
    rule: str
    note: str
    band: str
    on_band: str


@dataclass(frozen=True, slots=True)
class Schemes:
    """The colours for readers in light and in dark mode."""

    light: Colours
    dark: Colours


PAIRS = (
    *((ink, ground) for ink in ("text", "muted", "accent") for ground in ("page", "paper", "note")),
    ("on_accent", "accent"),
    ("on_band", "band"),
)
"""Every pair of words and their ground that templates use."""


@lru_cache(maxsize=64)
def derive_schemes(accent: str, warm: float | None = None) -> Schemes:
    """Return the colours that go with an accent; ``warm`` is the hue of the light neutrals in degrees."""
    return Schemes(_derive_light(accent, warm), _derive_dark(accent))


def _derive_light(accent: str, warm: float | None) -> Colours:
    given = read_oklch(accent)
    tint = min(1.0, given.chroma / _GREY) if warm is None else 1.0
    neutral = given.hue if warm is None else warm
    page = write_hex(Oklch(0.962, 0.010 * tint, neutral))
    paper = write_hex(Oklch(0.992, 0.004 * tint, neutral))
    note = write_hex(Oklch(0.945, 0.011 * _colourfulness(given), given.hue))
    text = write_hex(Oklch(0.255, 0.018 * tint, neutral))
    return Colours(
        page=page,
        paper=paper,
        text=text,
        muted=write_hex(Oklch(0.470, 0.020 * tint, neutral)),
        accent=_darken(accent, (page, paper, note)),
        on_accent=_WHITE,
        rule=write_hex(Oklch(0.845, 0.014 * tint, neutral)),
        note=note,
        band=accent,
        on_band=next(ink for ink in (_WHITE, text, _BLACK) if measure_contrast(ink, accent) >= LEAST_CONTRAST),
    )


def _derive_dark(accent: str) -> Colours:
    given = read_oklch(accent)
    tint = min(1.0, given.chroma / _GREY)
    paper = write_hex(Oklch(0.232, 0.012 * tint, given.hue))
    note = write_hex(Oklch(0.288, 0.026 * _colourfulness(given), given.hue))
    return Colours(
        page=write_hex(Oklch(0.190, 0.010 * tint, given.hue)),
        paper=paper,
        text=write_hex(Oklch(0.925, 0.008 * tint, given.hue)),
        muted=write_hex(Oklch(0.755, 0.014 * tint, given.hue)),
        accent=_lighten(given, (paper, note)),
        on_accent=write_hex(Oklch(0.21, 0.03 * _colourfulness(given), given.hue)),
        rule=write_hex(Oklch(0.415, 0.018 * tint, given.hue)),
        note=note,
        band=write_hex(Oklch(0.36, min(given.chroma, 0.075), given.hue)),
        on_band=write_hex(Oklch(0.955, 0.010 * tint, given.hue)),
    )


def _colourfulness(given: Oklch) -> float:
    return min(1.0, given.chroma / 0.04)


def _darken(accent: str, grounds: tuple[str, ...]) -> str:
    """Return the accent as it is if it reads well on all grounds, else darker; the hue stays."""
    least, lightest = 5.0, 0.52
    if all(measure_contrast(accent, ground) >= least for ground in grounds):
        return accent
    given = read_oklch(accent)
    lightness, shade = min(given.lightness, lightest), accent
    while not all(measure_contrast(shade, ground) >= least for ground in grounds):
        shade = write_hex(given._replace(lightness=lightness))
        lightness -= _STEP
    return shade


def _lighten(given: Oklch, grounds: tuple[str, ...]) -> str:
    least, most = 5.5, 0.085
    lightness = 0.80
    shade = write_hex(Oklch(lightness, min(given.chroma, most), given.hue))
    while not all(measure_contrast(shade, ground) >= least for ground in grounds):
        lightness += _STEP
        shade = write_hex(Oklch(lightness, min(given.chroma, most), given.hue))
    return shade


_LINEAR = 0.04045
"""The share of a channel up to which light grows in step with it (WCAG 2.2, relative luminance)."""

_FITTING = 24
"""Halvings after which a chroma is settled far below the step of one digit."""


class Oklch(NamedTuple):
    """A colour by lightness, chroma and hue."""

    lightness: float
    chroma: float
    hue: float


def split_channels(colour: str) -> tuple[float, float, float]:
    """Return red, green and blue, each from 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def join_channels(*channels: float) -> str:
    """Write red, green and blue, each from 0 to 1, as ``#rrggbb``."""
    return "#" + "".join(f"{round(min(1, max(0, channel)) * 255):02x}" for channel in channels)


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, by WCAG 2.2's definition."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = map(_linearise, split_channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def read_oklch(colour: str) -> Oklch:
    """Return a colour's lightness, chroma and hue."""
    red, green, blue = map(_linearise, split_channels(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return Oklch(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)))


def write_hex(colour: Oklch) -> str:
    """Return a colour as ``#rrggbb``; one that no screen shows loses chroma until it is shown, and keeps its hue."""
    channels = _to_linear(colour)
    if not _is_shown(channels):
        channels = _to_linear(_fit(colour))
    return join_channels(*map(_delinearise, channels))


def _fit(colour: Oklch) -> Oklch:
    least, most = 0.0, colour.chroma
    for _ in range(_FITTING):
        middle = (least + most) / 2
        least, most = (middle, most) if _is_shown(_to_linear(colour._replace(chroma=middle))) else (least, middle)
    return colour._replace(chroma=least)


def _is_shown(channels: tuple[float, float, float]) -> bool:
    tolerance = 1e-4
    return all(-tolerance <= channel <= 1 + tolerance for channel in channels)


def _to_linear(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * math.cos(math.radians(colour.hue))
    b = colour.chroma * math.sin(math.radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _linearise(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR else float(((channel + 0.055) / 1.055) ** 2.4)


def _delinearise(channel: float) -> float:
    channel = min(1, max(0, channel))
    return channel * 12.92 if channel <= _LINEAR / 12.92 else float(1.055 * channel ** (1 / 2.4) - 0.055)
