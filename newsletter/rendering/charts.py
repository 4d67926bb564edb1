"""A line chart as SVG: geometry alone, painted by the classes of the style sheet. A table below it has its figures."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from newsletter.documents.blocks.stats import Statistic
from newsletter.languages.wording import Wording

_HEIGHT, _MARGIN = 30, 2
_SVG = Markup(
    '<svg class="line" viewBox="0 0 100 {0}" preserveAspectRatio="none" role="img" aria-label="{1}">{2}</svg>'
)
_RUN = Markup('<polyline points="{}" vector-effect="non-scaling-stroke"></polyline>')


def draw_line(item: Statistic, wording: Wording) -> Markup:
    """Draw the series of a figure; a number that is suppressed leaves a gap, and has no part in the scale."""
    values = [point.value(wording) for point in item.series]
    known = [value for value in values if value is not None]
    if len(known) < 2 or max(known) == min(0.0, *known):  # noqa: PLR2004  # one point is no line
        return Markup()
    low, high = min(0.0, *known), max(known)
    step = 100 / (len(item.series) - 1)
    places = [
        (n * step, _HEIGHT - 2 - (value - low) / (high - low) * (_HEIGHT - 4)) if value is not None else None
        for n, value in enumerate(values)
    ]
    return _SVG.format(_HEIGHT, _describe(item, wording), Markup().join(_draw_runs(places)))


def _draw_runs(places: list[tuple[float, float] | None]) -> Iterator[Markup]:
    """Draw each run of points that have a value; one alone is a short dash."""
    for is_known, run in groupby(places, lambda place: place is not None):
        points = [place for place in run if place is not None]
        if is_known:
            ends = points if len(points) > 1 else [points[0], (points[0][0] + 1, points[0][1])]
            yield _RUN.format(" ".join(f"{x:.1f},{y:.1f}" for x, y in ends))


def _describe(item: Statistic, wording: Wording) -> str:
    first, last = item.series[0], item.series[-1]
    return wording.gettext(
        "Line chart, {label}: {first} ({first_label}) to {last} ({last_label})",
        label=item.label,
        first=first.shown(wording),
        first_label=first.label,
        last=last.shown(wording),
        last_label=last.label,
    )
