"""Rules about colours in clients that make a mail dark by themselves, whatever its own dark colours are."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator

from newsletter.checking.contexts import PublicationContext
from newsletter.checking.registry import Violation, publication_rule
from newsletter.documents.colours import LEAST_CONTRAST, PAIRS, join_channels, measure_contrast, split_channels
from newsletter.errors import Reason, Severity

HALF = 0.5
"""The lightness (HLS) from which a ground counts as light."""

_HINT = "Make {ink} clearly darker, or less colourful, so that it can become light."
_HINTS = {
    "on_accent": Reason(
        "",
        "Make accent clearly darker, and on_accent white or nearly so: buttons keep their colour there.",
        "Make the colour of buttons clearly darker, and their words white or nearly so. Buttons keep theirs.",
    )
}

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
    palette, colours = context.publication.palette, context.publication.colours.light
    lost = [
        (ratio, ink, ground)
        for ink, ground in PAIRS
        if (ratio := _measure_forced(getattr(colours, ink), getattr(colours, ground))) < LEAST_CONTRAST
    ]
    chosen = [one for one in lost if {*one[1:]} & palette.light.model_fields_set]
    for ratio, ink, ground in chosen:
        yield Violation(("palette", "light", ink), _write(ratio, ink, ground), _HINTS.get(ink, _HINT.format(ink=ink)))
    if lost and not chosen:
        path = ("palette", "accent") if palette.accent else ("look", "name")
        yield Violation(path, _write(*min(lost)), _HINT.format(ink="accent"))


def _write(ratio: float, ink: str, ground: str) -> str:
    finding = f"has a contrast of {ratio:.1f} to 1 where a client forces the dark"
    names = (f"the colour '{name.replace('_', ' ')}'" for name in (ink, ground))
    return Reason("", f"{ink} on {ground} {finding}", f"{' on '.join(names)} {finding}")


def _measure_forced(ink: str, ground: str) -> float:
    """Return the lower contrast of the two ways in which clients make a mail dark."""
    return min(measure_contrast(*_invert_all(ink, ground)), measure_contrast(*_darken_light(ink, ground)))


def _invert_all(ink: str, ground: str) -> tuple[str, str]:
    """Turn every lightness into its opposite, as Gmail on iPhones and Outlook on Windows do."""
    return _turn(ink), _turn(ground)


def _darken_light(ink: str, ground: str) -> tuple[str, str]:
    """Turn light grounds, and dark words upon them, as Gmail on Android and Outlook.com do; leave what is dark."""
    return (_turn(ink), _turn(ground)) if _find_lightness(ground) > HALF else (ink, ground)


def _find_lightness(colour: str) -> float:
    return colorsys.rgb_to_hls(*split_channels(colour))[1]


def _turn(colour: str) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*split_channels(colour))
    return join_channels(*colorsys.hls_to_rgb(hue, 1 - lightness, saturation))
