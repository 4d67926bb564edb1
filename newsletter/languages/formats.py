"""Dates, times, numbers, lists and ordinals as a language writes them, from Unicode's CLDR.

``scripts/languages.py formats`` distils what is needed into a small file per language. A regional file holds only what
differs from the file of its language. Patterns in them are those of ``str.format``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from gettext import c2py
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent
DEFAULT = "en"

Clock: TypeAlias = Literal[12, 24]
_HALF_DAY = 12
_DECIMAL = re.compile(r"-?\d+\.(?:\d{1,2}|\d{4,})")
_OPTIONAL = re.compile(r"\((\w+)\)")
_VOWELS = frozenset("aeiouwyâêîôûŵŷáéíóúäëïöü")


class DateTile(NamedTuple):
    """A day in short, as a sheet of a calendar shows it: Jun, 28, Sat."""

    month: str
    day: str
    weekday: str


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Patterns(_Part):
    """How parts are put together."""

    day: str
    weekday_and_day: str
    month: str
    quarter: str
    date_and_time: str
    time_12: str
    time_24: str
    hour_12: str | None
    """A full hour on the 12-hour clock, where minutes can be left out."""
    zone: str
    percent: str


class ListPatterns(_Part):
    """How a list is joined: two items, and the first, middle and last places of more."""

    two: str
    start: str
    middle: str
    end: str


class NumberSigns(_Part):
    """The signs of a number."""

    digits: str | None
    """The ten digits, if they are not those of ASCII."""
    decimal: str
    group: str
    minus: str
    group_sizes: tuple[int, int]
    """How many digits the last group has, and how many each before it."""
    least_before_group: int
    """How many digits must stand before the first separator: with 2, only numbers from 10000 have one."""


class Ordinals(_Part):
    """How ordinals are written, by the forms that ``rule`` (an expression of gettext's) chooses from."""

    forms: tuple[str, ...]
    rule: str


class Plurals(_Part):
    """The categories that whole numbers fall into, in the order of a catalogue, and gettext's rule for them."""

    forms: tuple[str, ...]
    rule: str


class LanguageData(_Part):
    """All that is kept of a language."""

    months: tuple[str, ...]
    """Within a date, in the genitive where the language has one."""
    months_alone: tuple[str, ...]
    months_short: tuple[str, ...]
    days: tuple[str, ...]
    """Weekdays, Monday first."""
    days_short: tuple[str, ...]
    quarters: tuple[str, ...]
    halves: tuple[str, str] | None
    """What follows a time before and after noon; None where the language has no words for the 12-hour clock."""
    noon: str | None
    midnight: str | None
    first_of_month: str | None
    """What the first day of a month is called, if not 1."""
    clock: Clock
    patterns: Patterns
    list_and: ListPatterns
    numbers: NumberSigns
    ordinals: Ordinals
    plurals: Plurals
    cities: dict[str, str]
    """Names of places by their time zones, where they are not as in the zone."""


class Formats:
    """Formats values in one language."""

    def __init__(self, tag: str, data: LanguageData) -> None:
        self.tag = tag
        """The BCP 47 tag of the file that is used."""
        self.data = data

    @property
    def clock(self) -> Clock:
        """The clock of the language, where the publication does not choose one."""
        return self.data.clock

    def day(self, day: date) -> str:
        """Format a date in words: 8 December 2026."""
        return self._fill(self.data.patterns.day, day)

    def weekday_and_day(self, day: date) -> str:
        """Format a date with its weekday: Tuesday 8 December 2026."""
        return self._fill(self.data.patterns.weekday_and_day, day)

    def month(self, year: int, month: int) -> str:
        """Format a month: December 2026."""
        return self._fill(self.data.patterns.month, date(year, month, 1))

    def year(self, year: int) -> str:
        """Format a year, which no separator parts: 2026."""
        return self._write_digits(str(year))

    def quarter(self, year: int, quarter: int) -> str:
        """Format a quarter of a year, 1 to 4: 4th quarter 2026."""
        named = self.data.patterns.quarter.format(quarter=self.data.quarters[quarter - 1], year=year)
        return self._write_digits(named)

    def tile(self, day: date) -> DateTile:
        """Return a day in short."""
        data = self.data
        return DateTile(
            data.months_short[day.month - 1], self._write_digits(str(day.day)), data.days_short[day.weekday()]
        )

    def time(self, moment: datetime, clock: Clock | None = None) -> str:
        """Format a time of day: 19:00, or 7pm on a 12-hour clock; a language without words for that has 24 hours."""
        data, patterns = self.data, self.data.patterns
        if data.halves is None or (clock or data.clock) != _HALF_DAY:
            return self._write_digits(patterns.time_24.format(hour=moment.hour, minute=moment.minute))
        if (
            moment.minute == 0
            and moment.hour % _HALF_DAY == 0
            and (word := data.noon if moment.hour else data.midnight)
        ):
            return word
        pattern = patterns.hour_12 if patterns.hour_12 and not moment.minute else patterns.time_12
        half = data.halves[moment.hour >= _HALF_DAY]
        return self._write_digits(pattern.format(hour=moment.hour % 12 or 12, minute=moment.minute, half=half))

    def date_and_time(self, day: str, time: str) -> str:
        """Join a date and what belongs to it, such as a time, as they are written one after the other."""
        return self.data.patterns.date_and_time.format(day=day, time=time)

    def zone(self, zone: str, at: datetime) -> str:
        """Name the clock of a time zone by its place (Madrid time), or else by its offset at a moment (UTC, UTC+05)."""
        area, slash, place = zone.rpartition("/")
        if slash and area != "Etc":
            city = self.data.cities.get(zone, place.replace("_", " "))
            return self.data.patterns.zone.format(city=city)
        name = at.replace(tzinfo=ZoneInfo(zone)).tzname() or zone
        return f"UTC{name}" if name[0] in "+-" else name

    def number(self, value: float) -> str:
        """Format a number, with as many decimals as it has: 1,204.5."""
        signs = self.data.numbers
        whole, _, decimals = format(abs(Decimal(str(value))), "f").partition(".")
        shown = self._group(whole) + (signs.decimal + decimals if decimals else "")
        return (signs.minus if value < 0 else "") + self._write_digits(shown)

    def _group(self, whole: str) -> str:
        """Part the digits of a whole number into groups."""
        signs = self.data.numbers
        last, size = signs.group_sizes
        if len(whole) < last + signs.least_before_group:
            return whole
        rest, groups = whole[:-last], [whole[-last:]]
        while rest:
            rest, groups = rest[:-size], [rest[-size:], *groups]
        return signs.group.join(groups)

    def percent(self, value: float) -> str:
        """Format a percentage, of which 100 is the whole: 12%."""
        return self.data.patterns.percent.format(number=self.number(value))

    def figure(self, figure: str) -> str:
        """Write a figure that was typed with a decimal point with the sign of the language: 98.6 is 98,6 in German.

        One with three digits after the point, which may be a thousand, stays as it is.
        """
        return figure.replace(".", self.data.numbers.decimal) if _DECIMAL.fullmatch(figure) else figure

    def amount(self, figure: str, unit: str | None) -> str:
        """Join a figure and its unit, as they were typed, so that no line break parts them: 12%, 31 dB."""
        percent = self.data.patterns.percent
        if unit == "%":
            return percent.format(number=figure)
        has_gap = unit and (unit != "‰" or "\u00a0" in percent)
        return f"{figure}\u00a0{unit}" if has_gap else f"{figure}{unit or ''}"

    def list_and(self, items: Sequence[str]) -> str:
        """Join words: a, b and c."""
        if len(items) < 2:  # noqa: PLR2004  # one item or none is no list
            return "".join(items)
        patterns = self.data.list_and
        if len(items) == 2:  # noqa: PLR2004  # a pair has a pattern of its own
            return _join(patterns.two, *items)
        joined = _join(patterns.end, *items[-2:])
        for item in items[-3:0:-1]:
            joined = patterns.middle.format(item, joined)
        return patterns.start.format(items[0], joined)

    def ordinal(self, number: int) -> str:
        """Format an ordinal: 1st, 2nd."""
        return self._write_digits(self.data.ordinals.forms[self._choose_ordinal(number)].format(number))

    def plural_form(self, count: int) -> int:
        """Return which form of a plural goes with a number, in the order of ``data.plurals.forms``."""
        return self._choose_plural(count)

    @cached_property
    def _choose_ordinal(self) -> Callable[[int], int]:
        choose: Callable[[int], int] = c2py(self.data.ordinals.rule)
        return choose

    @cached_property
    def _choose_plural(self) -> Callable[[int], int]:
        choose: Callable[[int], int] = c2py(self.data.plurals.rule)
        return choose

    def _fill(self, pattern: str, day: date) -> str:
        data, month = self.data, day.month - 1
        filled = pattern.format(
            day=(data.first_of_month if day.day == 1 else None) or day.day,
            weekday=data.days[day.weekday()],
            month=data.months[month],
            month_alone=data.months_alone[month],
            year=day.year,
        )
        return self._write_digits(filled)

    def _write_digits(self, text: str) -> str:
        digits = self.data.numbers.digits
        return text.translate(dict(zip(range(ord("0"), ord("9") + 1), digits, strict=True))) if digits else text


def _join(pattern: str, before: str, after: str) -> str:
    """Join two words; letters in brackets are for a word that begins with a vowel: Welsh has "a" and "ac" for "and"."""
    letters = r"\1" if after[:1].casefold() in _VOWELS else ""
    return _OPTIONAL.sub(letters, pattern).format(before, after)


@cache
def find_formats(tag: str) -> Formats:
    """Return the formats for a BCP 47 tag: those of the closest file (zh-Hant-TW, zh-Hant, zh), or else of English."""
    names = _list_names(tag) or _list_names(DEFAULT)
    values: dict[str, Any] = {}
    for name in reversed(names):
        values |= json.loads((FOLDER / f"{name}.json").read_bytes())
    return Formats(names[0].replace("_", "-"), LanguageData.model_validate(values))


def has_formats(tag: str) -> bool:
    """Return whether there is a file for a language, or for the one that it is a kind of."""
    return bool(_list_names(tag))


def _list_names(tag: str) -> list[str]:
    """Return the names of the files in which data of a language is, the closest first."""
    parts = tag.split("-")
    names = ("_".join(parts[:length]) for length in range(len(parts), 0, -1))
    return [name for name in names if (FOLDER / f"{name}.json").is_file()]
