"""Colours as figures: how far two stand apart, and which shade of one would stand out. Knows no publication."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable

_STEPS = 100
_LINEAR = 0.04045
"""The share of a channel up to which light grows in step with it (WCAG 2.2, relative luminance)."""


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours written as ``#rrggbb``, by WCAG 2.2's definition."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (c / 12.92 if c <= _LINEAR else ((c + 0.055) / 1.055) ** 2.4 for c in _split(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def find_shade(colour: str, others: Iterable[str], least: float) -> str:
    """Return the shade nearest to ``colour`` that reaches the ratio ``least`` to all the others, or ""."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_split(colour))
    by_nearness = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - lightness))
    shades = (_join(*colorsys.hls_to_rgb(hue, step / _STEPS, saturation)) for step in by_nearness)
    grounds = tuple(others)
    return next((shade for shade in shades if all(measure_contrast(shade, one) >= least for one in grounds)), "")


def _split(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def _join(*channels: float) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
