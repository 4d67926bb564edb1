"""Draws how a cost grows with the number of issues: lines on logarithmic scales, as SVG for light and dark pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 720, 420, 70, 50, 60, 110
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")
"""Of Okabe and Ito, told apart by those who are colour-blind; each line is named at its end, too."""

_DASHES = ("", "8 4", "2 4", "10 3 2 3")
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#777}"
    "line{stroke:#999;stroke-opacity:.4}"
    "polyline{fill:none;stroke-width:3}"
)


def draw(lines: Mapping[str, Mapping[int, float]], measured: str) -> str:
    """Return a plot of seconds of CPU by issues, a line for each program; ``measured`` says with what and when."""
    costs = [cost for line in lines.values() for cost in line.values()]
    counts = sorted({count for line in lines.values() for count in line})
    scale = _Scale(counts[0], counts[-1], 10 ** floor(log10(min(costs))), 10 ** ceil(log10(max(costs))))
    said = "; ".join(f"{name}: {_list(line)}" for name, line in lines.items())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">',
        '<title id="t">CPU time of a build from scratch, by the number of issues</title>',
        f'<desc id="d">Seconds of CPU, both scales logarithmic. {escape(said)}. {escape(measured)}.</desc>',
        f"<style>{_STYLE}</style>",
        '<text x="16" y="24">Seconds of CPU for a build from scratch, by issues (both scales logarithmic)</text>',
        f'<text x="16" y="44" style="font-size:12px">{escape(measured)}</text>',
        *_draw_grid(scale, counts),
        *(_draw_line(scale, place, name, line) for place, (name, line) in enumerate(lines.items())),
        "</svg>",
    ]
    return "\n".join([*parts, ""])


def _list(line: Mapping[int, float]) -> str:
    return ", ".join(f"{count:,} issues {cost:.1f} s" for count, cost in sorted(line.items()))


class _Scale:
    """Where numbers of issues and seconds are on the plot."""

    def __init__(self, fewest: int, most: int, least: float, highest: float) -> None:
        self.least, self.highest = least, highest
        self._from, self._wide = log10(fewest), max(log10(most) - log10(fewest), 1e-9)

    def x(self, count: int) -> float:
        """Return the distance from the left."""
        return LEFT + (WIDTH - LEFT - RIGHT) * (log10(count) - self._from) / self._wide

    def y(self, cost: float) -> float:
        """Return the distance from the top."""
        share = (log10(cost) - log10(self.least)) / (log10(self.highest) - log10(self.least))
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * share


def _draw_grid(scale: _Scale, counts: list[int]) -> Iterator[str]:
    for power in range(round(log10(scale.least)), round(log10(scale.highest)) + 1):
        y = scale.y(10**power)
        yield f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.0f}" y2="{y:.0f}" />'
        yield f'<text x="{LEFT - 8}" y="{y + 5:.0f}" text-anchor="end">{10.0**power:g}</text>'
    for count in counts:
        x = scale.x(count)
        yield f'<line x1="{x:.0f}" x2="{x:.0f}" y1="{TOP}" y2="{HEIGHT - BOTTOM}" />'
        yield f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 22}" text-anchor="middle">{count:,}</text>'


def _draw_line(scale: _Scale, place: int, name: str, line: Mapping[int, float]) -> str:
    points = [(scale.x(count), scale.y(cost)) for count, cost in sorted(line.items())]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    colour, (x, y) = COLOURS[place % len(COLOURS)], points[-1]
    dashes = f' stroke-dasharray="{_DASHES[place % len(_DASHES)]}"' if place else ""
    named = f'<text x="{x + 8:.0f}" y="{y + 5:.0f}" style="fill:{colour}">{escape(name)}</text>'
    return f'<polyline points="{path}" stroke="{colour}"{dashes} />{named}'
