"""Rules about colours in clients that make a mail dark by themselves, whatever its own dark colours are."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from itertools import product

from newsletter.checking.analysis.colours import measure_contrast
from newsletter.checking.contexts import PublicationContext
from newsletter.checking.registry import Violation, publication_rule
from newsletter.checking.rules.publishing import LEAST_CONTRAST
from newsletter.errors import Severity

HALF = 0.5
"""The lightness (HLS) from which a ground counts as light."""

_HINT = "Make {ink} clearly darker, or less colourful, so that it can become light."
_HINTS = {"on_accent": "Make accent clearly darker, and on_accent white or nearly so: buttons keep their colour there."}

_PALETTE = """
[palette.light]
page = "#ffffff"
paper = "#ffffff"
text = "#222222"
muted = "#555555"
accent = %s
on_accent = "#ffffff"
rule = "#cccccc"
note = "#eeeeee"
"""


@publication_rule("palette.forced-dark", Severity.WARNING, bad=_PALETTE % '@@"#0000ff"', good=_PALETTE % '"#0f5866"')
def find_colours_lost_in_the_dark(context: PublicationContext) -> Iterator[Violation]:
    """Gmail and Outlook turn a mail dark by making light grounds dark and dark words light; what is neither stays."""
    colours = context.publication.palette.light
    for ink, ground in [*product(("text", "muted", "accent"), ("page", "paper", "note")), ("on_accent", "accent")]:
        pair = getattr(colours, ink), getattr(colours, ground)
        ratio = min(measure_contrast(*_invert_all(*pair)), measure_contrast(*_darken_light(*pair)))
        if ratio < LEAST_CONTRAST:
            message = f"{ink} on {ground} has a contrast of {ratio:.1f} to 1 where a client forces the dark"
            yield Violation(("palette", "light", ink), message, _HINTS.get(ink, _HINT.format(ink=ink)))


def _invert_all(ink: str, ground: str) -> tuple[str, str]:
    """Turn every lightness into its opposite, as Gmail on iPhones and Outlook on Windows do."""
    return _turn(ink), _turn(ground)


def _darken_light(ink: str, ground: str) -> tuple[str, str]:
    """Turn light grounds, and dark words upon them, as Gmail on Android and Outlook.com do; leave what is dark."""
    return (_turn(ink), _turn(ground)) if _find_lightness(ground) > HALF else (ink, ground)


def _find_lightness(colour: str) -> float:
    return colorsys.rgb_to_hls(*_split(colour))[1]


def _turn(colour: str) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_split(colour))
    turned = colorsys.hls_to_rgb(hue, 1 - lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in turned)


def _split(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue
