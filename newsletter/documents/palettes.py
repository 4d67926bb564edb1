"""All colours of a publication from one accent, in OKLCH, each pair measured as it is rounded and written.

Text reaches a contrast of 7:1 and everything else that is read 4.5:1 (WCAG 2.2, 1.4.3 and 1.4.6), for any accent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from newsletter.documents.colours import Oklch, measure_contrast, read_oklch, write_hex

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
