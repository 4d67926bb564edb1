"""Bars as SVG, with a title and a description: geometry alone, painted by the style sheet. A table has the figures.

One colour and lengths alone say everything, so that nobody has to tell colours apart (WCAG 2.2, 1.4.1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup

from newsletter.languages.directions import Direction
from newsletter.rendering.borrowed_words import find_language, strip_languages

_WIDTH, _HEIGHT, _GROUND, _TOP = 600, 200, 170, 24
_MOST_LABELS = 12
"""Labels below the bars, which must not touch each other on a phone."""

_MOST_FIGURES = 20
"""Bars up to which each has its figure above it."""

_MOST_BARS = 40

_SVG = Markup(
    '<svg class="chart" viewBox="0 0 {0} {1}" role="img" aria-labelledby="{2}_title {2}_about">'
    '<title id="{2}_title"{3}>{4}</title><desc id="{2}_about"{5}>{6}</desc>{7}</svg>'
)
_AXIS = Markup('<path class="axis" d="M0 {0}.5h{1}"></path>')
_BAR = Markup('<rect class="bar" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"></rect>')
_WORDS = Markup('<text class="{}"{} text-anchor="middle" x="{:.1f}" y="{:.1f}">{}</text>')


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it counts, in full and as short as fits below it, and how many there are."""

    label: str
    short: str
    count: int


def _say(words: str) -> tuple[Markup, str]:
    """Return an attribute with the language of some words, if they say which, and the words. SVG has no spans."""
    language = find_language(words)
    return Markup(' lang="{}"').format(language) if language else Markup(), strip_languages(words)


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart: its name among the ids of the page, what it shows, in a title and a sentence, and its bars in order."""

    id: str
    title: str
    description: str
    bars: tuple[Bar, ...]
    label_heading: str
    """What the labels are, at the top of their column in the table: Year."""
    count_heading: str
    """What is counted, at the top of the other column."""
    direction: Direction = "ltr"

    def draw(self) -> Markup:
        """Return the chart as SVG; it begins where reading begins."""
        said = chain(*map(_say, (self.title, self.description)))
        return _SVG.format(_WIDTH, _HEIGHT, self.id, *said, Markup().join(self._draw_parts()))

    def _draw_parts(self) -> Iterator[Markup]:
        yield _AXIS.format(_GROUND, _WIDTH)
        highest, step = max((bar.count for bar in self.bars), default=0) or 1, _WIDTH / max(1, len(self.bars))
        every = -(-len(self.bars) // _MOST_LABELS)
        for place, bar in enumerate(self.bars):
            at = len(self.bars) - 1 - place if self.direction == "rtl" else place
            middle, high = (at + 0.5) * step, bar.count / highest * (_GROUND - _TOP)
            width = min(step * 0.7, 64)
            if bar.count:
                yield _BAR.format(middle - width / 2, _GROUND - high, width, high)
            if bar.count and len(self.bars) <= _MOST_FIGURES:
                yield _WORDS.format("figure-of", "", middle, _GROUND - high - 6, bar.count)
            if place % every == 0:
                language, short = _say(bar.short)
                yield _WORDS.format("tick", language, middle, _HEIGHT - 9, short)


def group_years(years: Mapping[int, int]) -> tuple[Bar, ...]:
    """Return a bar for each year from the first to the last; for each ten or hundred, where they would be too many."""
    first, last, step = min(years), max(years), 1
    while last // step - first // step >= _MOST_BARS:
        step *= 10
    counts = dict.fromkeys(range(first // step, last // step + 1), 0)
    for year, count in years.items():
        counts[year // step] += count
    return tuple(_name_years(place * step, step, count) for place, count in counts.items())


def _name_years(first: int, step: int, count: int) -> Bar:
    return Bar(str(first) if step == 1 else f"{first}–{first + step - 1}", str(first), count)
