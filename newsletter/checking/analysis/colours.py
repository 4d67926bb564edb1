"""Which shade of a colour would stand out from others. Knows no publication."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable

from newsletter.documents.colours import join_channels, measure_contrast, split_channels

_STEPS = 100


def find_shade(colour: str, others: Iterable[str], least: float) -> str:
    """Return the shade nearest to ``colour`` that reaches the ratio ``least`` to all the others, or ""."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*split_channels(colour))
    by_nearness = sorted(range(_STEPS + 1), key=lambda step: abs(step / _STEPS - lightness))
    shades = (join_channels(*colorsys.hls_to_rgb(hue, step / _STEPS, saturation)) for step in by_nearness)
    grounds = tuple(others)
    return next((shade for shade in shades if all(measure_contrast(shade, one) >= least for one in grounds)), "")
