"""Figures, each with what it counts, and small charts of how they changed. Data only.

A number that is suppressed is replaced while the document is read: no rendering, cache or message ever has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictInt, ValidationInfo, field_validator

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Data, Heading, document_error, read_typed_number
from newsletter.errors import Reason
from newsletter.languages.wording import Wording

MOST_POINTS = 24
"""Figures in a series: two years by month."""

_IN_A_ROW = 3
_FEWER = "fewer than {}"
_SUPPRESSED = re.compile(r"fewer than (\d+)")
_GROUPED = re.compile(r"-?\d{1,3}([, '\u00a0\u2009\u202f])\d{3}(?:\1\d{3})*(?:\.\d+)?")
_DOTTED = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")

Figure = Annotated[Heading, BeforeValidator(read_typed_number, json_schema_input_type=str | int | float)]
"""A number, shown as it was typed."""


def read_value(figure: str, wording: Wording | None = None) -> float | None:
    """Return the value of a figure such as 1,204 or £3.5 or 12%; None if it has none that is certain.

    In a language with a decimal comma, three digits after a point are thousands: 1.204 is 1204 in German.
    """
    number = figure.strip("£$€¥+~≈%‰ \u00a0").replace("−", "-")
    if wording and wording.formats.data.numbers.decimal == "," and _DOTTED.fullmatch(number):
        return float(number.replace(".", "").replace(",", "."))
    if _GROUPED.fullmatch(number):
        return float(re.sub(r"[, '\u00a0\u2009\u202f]", "", number))
    return float(number.replace(",", ".")) if _PLAIN.fullmatch(number) else None


def show_figure(figure: str, wording: Wording) -> str:
    """Return a figure as readers see it: as typed but for the decimal sign, or the words for one that is suppressed."""
    suppressed = _SUPPRESSED.fullmatch(figure)
    if suppressed:
        return wording.gettext("fewer than {limit}", limit=int(suppressed[1]))
    return wording.formats.figure(figure)


class SeriesPoint(Data):
    """One figure of a series."""

    label: Heading
    """What it is of, such as a month: May"""
    figure: Figure
    """The number."""

    def value(self, wording: Wording | None = None) -> float | None:
        """Return its value, as its language writes numbers; None for one that is suppressed."""
        return read_value(self.figure, wording)

    def shown(self, wording: Wording) -> str:
        """Return the figure as readers see it."""
        return show_figure(self.figure, wording)


class Statistic(Data):
    """One figure, and what it counts."""

    figure: Figure
    """The number, as readers see it: 214 or 1,204"""
    unit: Heading | None = None
    """What follows the number at once: dB, %, hours"""
    label: Heading = Field(title="What it counts")
    """What it counts: pull requests merged"""
    change: Heading | None = None
    """How it has changed, in words: 12 more than in May"""
    period: Heading | None = None
    """The time that it is about: June"""
    source: Heading | None = None
    """Where the number comes from."""
    series: tuple[SeriesPoint, ...] = Field(title="Earlier figures", default=(), max_length=MOST_POINTS)
    """Earlier figures of the same kind, in order, for a small chart: [{label: May, figure: 202}]"""
    chart: Literal["bars", "line"] = "bars"
    """Write line for a curve. The e-mail has bars in any case."""

    def amount(self, wording: Wording) -> str:
        """Return the figure and its unit, which no line break parts."""
        return wording.formats.amount(show_figure(self.figure, wording), self.unit)

    def facts(self, wording: Wording) -> list[str]:
        """Return what is said below what it counts."""
        source = wording.gettext("Source: {source}", source=self.source) if self.source else None
        return [fact for fact in (self.change, self.period, source) if fact]

    def shares(self, wording: Wording) -> list[int]:
        """Return how long the bar of each point is, in per cent of the longest; nothing where a bar would mislead."""
        values = [point.value(wording) for point in self.series]
        known = [value for value in values if value is not None]
        longest = max(known, default=0.0)
        if longest <= 0 or min(known) < 0:
            return [0] * len(values)
        return [round(100 * (value or 0.0) / longest) for value in values]


class Stats(Block):
    """A few figures that matter, each with what it counts."""

    example = """\

- type: stats
  title: By the numbers
  items:
    - {figure: 214, label: pull requests merged, change: 12 more than in the month before}
    - figure: 31
      unit: dB
      label: in the cold room
      series: [{label: May, figure: 40}, {label: June, figure: 31}]"""

    type: Literal["stats"] = "stats"
    title: Heading | None = None
    """The heading."""
    suppress_below: StrictInt | None = Field(title="Hide numbers below", default=None, ge=2, le=1000)
    """A number below this is shown as "fewer than" it, in series too, so that nobody is recognised: 5"""
    items: tuple[Statistic, ...] = Field(title="Figures", min_length=1, max_length=12)
    """The figures."""

    @field_validator("items")
    @classmethod
    def _suppress(cls, items: tuple[Statistic, ...], info: ValidationInfo) -> tuple[Statistic, ...]:
        limit: int | None = info.data.get("suppress_below")
        return items if limit is None else tuple(_suppress(item, limit) for item in items)

    def rows(self) -> list[tuple[Statistic, ...]]:
        """Return the figures as they are beside each other: two or three, and alone where there is a chart."""
        rows: list[tuple[Statistic, ...]] = []
        for item in self.items:
            if rows and not item.series and not rows[-1][-1].series and len(rows[-1]) < _IN_A_ROW:
                rows[-1] = (*rows[-1], item)
            else:
                rows.append((item,))
        return rows


def _suppress(item: Statistic, limit: int) -> Statistic:
    """Replace each number of an item that is below a limit, unless it could be worked out from what is left."""
    figure = _replace(item.figure, limit)
    series = tuple(point.model_copy(update={"figure": _replace(point.figure, limit)}) for point in item.series)
    hidden = [before for before, after in zip(item.series, series, strict=True) if before.figure != after.figure]
    is_told = bool(item.change) and any(letter.isdigit() for letter in item.change or "")
    if is_told and (hidden or figure != item.figure):
        message = "the change beside a suppressed number has a number of its own, from which it could be worked out"
        raise document_error(
            "stats.suppressed",
            message,
            Reason(
                "",
                "Leave change out, or say it without a number: fewer than in May",
                "Leave the change out, or say it without a number: fewer than in May.",
            ),
        )
    if len(hidden) == 1 and figure == item.figure and _add_up(item.series) == read_value(item.figure):
        message = "the figure is the sum of its series, so that the one number that is suppressed could be worked out"
        raise document_error("stats.suppressed", message, "Leave the series out, or put two of its points together.")
    return item.model_copy(update={"figure": figure, "series": series})


def _add_up(series: Iterable[SeriesPoint]) -> float:
    return sum(point.value() or 0.0 for point in series)


def _replace(figure: str, limit: int) -> str:
    value = None if _DOTTED.fullmatch(figure) else read_value(figure)
    if value is None and figure != _FEWER.format(limit):
        message = "'{text}' has no value that is certain, so nobody knows whether it is to be suppressed"
        raise document_error(
            "stats.figure",
            message,
            Reason("Write a number alone, and what follows it as", "unit.", "its unit."),
            text=figure,
        )
    return _FEWER.format(limit) if value is not None and value < limit else figure
