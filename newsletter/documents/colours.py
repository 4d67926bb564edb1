"""Colours as figures: OKLCH, and how far two stand apart. Knows no publication.

OKLCH is Björn Ottosson's (https://bottosson.github.io/posts/oklab/, and CSS Color Level 4, section 9): lightness from 0
to 1, chroma from 0 (grey), hue in degrees. Colours are written ``#rrggbb``, in sRGB.
"""

from __future__ import annotations

import math
from typing import NamedTuple

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
