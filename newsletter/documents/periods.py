"""Periods: what an issue is of, and what its file is named after: a day, week, month, quarter, season or number.

Weeks are those of ISO 8601 (section 4.3.10): they begin on Monday, and a week belongs to the year that holds its
Thursday, so that 2026-W01 begins in 2025. A season belongs to the year in which it begins: the northern winter of 2026
is December 2026 to February 2027. The second and further issues of one period are special editions: 2026-12-extra,
2026-12-extra-2.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeVar

T = TypeVar("T")

Kind = Literal["day", "week", "month", "quarter", "season", "number"]
KINDS: tuple[Kind, ...] = ("day", "week", "month", "quarter", "season", "number")
Hemisphere = Literal["north", "south"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Years that a document may use; others are typing mistakes, and time zones fail near the end of the calendar."""

HIGHEST_NUMBER = 99_999
MOST_EDITIONS = 8
"""Special editions of one period, so that feeds can tell corrections of all of them apart."""

SEASONS = ("spring", "summer", "autumn", "winter")
_MONTHS_A_SEASON = 3
_FIRST_SPRING: dict[Hemisphere, int] = {"north": 3, "south": 9}
"""The month in which spring begins, as meteorologists count: four seasons of three whole months."""

_ONE_DAY = timedelta(days=1)
_MONTHS_A_YEAR = 12
_LAST_PART = {"month": _MONTHS_A_YEAR, "quarter": 4}
_MOST_OF_A_KIND = 110_000
"""More than there are days from the first to the last year."""

_YEAR = r"(?:19|2[01])[0-9]{2}"
_EDITION = rf"(?:-extra(?:-[2-{MOST_EDITIONS}])?)?"
_FORMS: dict[Kind, str] = {
    "day": rf"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])",
    "week": rf"{_YEAR}-W(?:0[1-9]|[1-4][0-9]|5[0-3])",
    "month": rf"{_YEAR}-(?:0[1-9]|1[0-2])",
    "quarter": rf"{_YEAR}-Q[1-4]",
    "season": rf"{_YEAR}-(?:{'|'.join(SEASONS)})",
    "number": r"[1-9][0-9]{0,4}",
}
PATTERN = rf"(?:{'|'.join(_FORMS.values())}){_EDITION}"
"""Every period as it is written, for JSON Schema (ECMA-262); that a week or a day exists is checked beside it."""

EXAMPLES: dict[Kind, str] = {
    "day": "2024-01-31", "week": "2024-W05", "month": "2024-01", "quarter": "2024-Q1", "season": "2024-spring",
    "number": "12",
}  # fmt: skip
"""How a period of each kind is written."""

_READ = {kind: re.compile(rf"({form})({_EDITION})") for kind, form in _FORMS.items()}


class PeriodError(ValueError):
    """A text is not a period: what is wrong with it, and how to fix that.

    ``is_written`` tells that it is written as one, and that no calendar has it.
    """

    def __init__(self, message: str, hint: str, *, is_written: bool = True) -> None:
        super().__init__(message)
        self.message, self.hint, self.is_written = message, hint, is_written


class DateRange(NamedTuple):
    """The first and the last day of a period."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """What an issue is of. As a string it is the name of the issue's file, the last part of its address and its id.

    ``part`` is the day of the year, the week, month or quarter from 1 on, the place of a season in ``SEASONS``, or the
    number itself, which has no year. ``edition`` is 0, or counts the special editions of the same period from 1 on.
    Periods are put in order by ``order``, never by their names: 9 comes before 10, and spring before autumn.
    """

    kind: Kind
    year: int
    part: int
    edition: int = 0

    def __str__(self) -> str:
        suffix = {0: "", 1: "-extra"}.get(self.edition, f"-extra-{self.edition}")
        return f"{self._write()}{suffix}"

    def _write(self) -> str:
        match self.kind:
            case "day":
                return str(_count_days(self))
            case "week":
                return f"{self.year}-W{self.part:02}"
            case "month":
                return f"{self.year}-{self.part:02}"
            case "quarter":
                return f"{self.year}-Q{self.part}"
            case "season":
                return f"{self.year}-{SEASONS[self.part]}"
            case _:
                return str(self.part)

    @property
    def is_special(self) -> bool:
        """Whether it is a special edition, which comes out in addition to the issue of the period."""
        return self.edition > 0

    @property
    def regular(self) -> Period:
        """The period that a special edition is of; any other period itself."""
        return replace(self, edition=0)

    def span(self, hemisphere: Hemisphere) -> DateRange | None:
        """Return its first and last day; none for a number, which belongs to no days."""
        match self.kind:
            case "number":
                return None
            case "day":
                return DateRange(_count_days(self), _count_days(self))
            case "week":
                monday = date.fromisocalendar(self.year, self.part, 1)
                return DateRange(monday, monday + 6 * _ONE_DAY)
            case _:
                return _span_months(self, hemisphere)

    def next(self, hemisphere: Hemisphere) -> Period:
        """Return the period after it, which is never a special edition; the last one there can be is its own."""
        span = self.span(hemisphere)
        if span is None:
            return Period("number", 0, min(self.part + 1, HIGHEST_NUMBER))
        found = find_period(self.kind, span.last + _ONE_DAY, hemisphere)
        return found if found.year <= LAST_YEAR else self.regular

    def order(self, hemisphere: Hemisphere) -> tuple[int, int, int, int]:
        """Return what it is put in order by: its first day or its number, and special editions after their period."""
        span = self.span(hemisphere)
        if span is None:
            return 1, self.part, 0, self.edition
        return 0, span.first.toordinal(), KINDS.index(self.kind), self.edition

    def count(self, hemisphere: Hemisphere) -> int:
        """Return a number below 1,000,000 that no other period of its kind has; of a month, its months since year 0."""
        return self.edition * _MOST_OF_A_KIND + self._count(hemisphere)

    def _count(self, hemisphere: Hemisphere) -> int:
        match self.kind:
            case "number":
                return self.part
            case "month" | "quarter":
                return self.year * _LAST_PART[self.kind] + self.part
            case _:
                first = self.order(hemisphere)[1] - date(FIRST_YEAR - 1, 12, 1).toordinal()
                return first if self.kind == "day" else first // 7


def _count_days(period: Period) -> date:
    return date(period.year, 1, 1) + (period.part - 1) * _ONE_DAY


def _span_months(period: Period, hemisphere: Hemisphere) -> DateRange:
    """Return the days of a month, a quarter or a season."""
    length = 1 if period.kind == "month" else _MONTHS_A_SEASON
    match period.kind:
        case "season":
            month = _begin_season(period.part, hemisphere)
        case "quarter":
            month = (period.part - 1) * length + 1
        case _:
            month = period.part
    return DateRange(date(period.year, month, 1), _add_months(period.year, month, length) - _ONE_DAY)


def _begin_season(place: int, hemisphere: Hemisphere) -> int:
    return (_FIRST_SPRING[hemisphere] + place * _MONTHS_A_SEASON - 1) % _MONTHS_A_YEAR + 1


def _add_months(year: int, month: int, count: int) -> date:
    years, place = divmod(month - 1 + count, _MONTHS_A_YEAR)
    return date(year + years, place + 1, 1)


def find_period(kind: Kind, day: date, hemisphere: Hemisphere) -> Period:
    """Return the period of a kind that a day belongs to; of numbers the first, since none belongs to a day."""
    match kind:
        case "number":
            return Period(kind, 0, 1)
        case "day":
            return Period(kind, day.year, day.timetuple().tm_yday)
        case "week":
            year, week, _ = day.isocalendar()
            return Period(kind, year, week)
        case "month":
            return Period(kind, day.year, day.month)
        case "quarter":
            return Period(kind, day.year, (day.month - 1) // _MONTHS_A_SEASON + 1)
        case _:
            return _find_season(day, hemisphere)


def _find_season(day: date, hemisphere: Hemisphere) -> Period:
    since_spring = (day.month - _FIRST_SPRING[hemisphere]) % _MONTHS_A_YEAR
    place = since_spring // _MONTHS_A_SEASON
    began = _begin_season(place, hemisphere)
    return Period("season", day.year - (day.month < began), place)


def parse_period(text: str) -> Period:
    """Read a period as it is written in a document, a file's name or an argument.

    Raises:
        PeriodError: it is none, or no calendar has it, such as week 53 of 2025.
    """
    found = _find(text)
    if found is None:
        raise PeriodError(f"'{text}' is not a period", _advise(text), is_written=False)
    return found


def _find(text: str) -> Period | None:
    for kind, form in _READ.items():
        if found := form.fullmatch(text):
            return _read(kind, found[1], _read_edition(found[2]))
    return None


def is_period(text: str) -> bool:
    """Return whether a text is written as a period."""
    with suppress(PeriodError):
        return bool(_find(text))
    return False


def sort_by_period(pairs: Iterable[tuple[str, T]], hemisphere: Hemisphere = "north") -> list[tuple[str, T]]:
    """Sort what is known by the names of periods, the oldest first; names that are none come before them."""

    def find_order(pair: tuple[str, T]) -> tuple[int, ...]:
        return parse_period(pair[0]).order(hemisphere) if is_period(pair[0]) else ()

    return sorted(pairs, key=find_order)


def _read_edition(suffix: str) -> int:
    return int(suffix.rpartition("-")[2]) if suffix[-1:].isdigit() else int(bool(suffix))


def _read(kind: Kind, text: str, edition: int) -> Period:
    if kind == "number":
        return Period(kind, 0, int(text), edition)
    year, part = int(text[:4]), text[5:]
    match kind:
        case "day":
            return _read_day(text, edition)
        case "week":
            return _read_week(year, int(part[1:]), edition)
        case "season":
            return Period(kind, year, SEASONS.index(part), edition)
        case _:
            return Period(kind, year, int(part.lstrip("Q")), edition)


def _read_day(text: str, edition: int) -> Period:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        last = _add_months(int(text[:4]), int(text[5:7]), 1) - _ONE_DAY
        raise PeriodError(f"{text} is not a date", f"The last day of that month is {last}.") from None
    return replace(find_period("day", day, "north"), edition=edition)


def _read_week(year: int, week: int, edition: int) -> Period:
    last = date(year, 12, 28).isocalendar().week  # 28 December is always in the last week of its ISO year
    if week > last:
        hint = f"Its last week is {year}-W{last}; the week after that is {year + 1}-W01."
        raise PeriodError(f"{year} has no week {week}", hint)
    return Period("week", year, week, edition)


_INSIDE = re.compile(
    rf"(?<![0-9A-Za-z])(?:{'|'.join(form for kind, form in _FORMS.items() if kind != 'number')})(?![0-9A-Za-z-])"
)
_PART = re.compile(rf"({_YEAR})[\W_]{{0,3}}([A-Za-z]{{1,10}}|)[\W_]?([0-9]{{0,2}})")
_REVERSED = re.compile(rf"([A-Za-z]{{0,10}})[\W_]?([0-9]{{0,2}})[\W_]{{1,3}}({_YEAR})")
_AS_NUMBER = re.compile(r"(?:#|no\.?|issue)?\s*0*([1-9][0-9]{0,4})", re.IGNORECASE)


def _advise(text: str) -> str:
    """Suggest the period that is meant, or else explain how periods are written."""
    for meant in _guess(text.strip()):
        if is_period(meant):
            return f"Write: {meant}"
    others = ", ".join(EXAMPLES[kind] for kind in KINDS if kind != "month")
    return f"Write year and month: {EXAMPLES['month']}. Other rhythms: {others}"


def _guess(text: str) -> Iterator[str]:
    if found := _AS_NUMBER.fullmatch(text):
        yield found[1]
    if found := _INSIDE.search(text):
        yield found[0]
    if found := _PART.fullmatch(text):
        yield from _guess_part(found[1], found[2].lower(), found[3])
    elif found := _REVERSED.fullmatch(text):
        yield from _guess_part(found[3], found[1].lower(), found[2])


def _guess_part(year: str, word: str, number: str) -> Iterator[str]:
    if word == "fall":
        yield f"{year}-autumn"
    elif word in SEASONS and not number:
        yield f"{year}-{word}"
    elif word in {"w", "week", "kw"} and number:
        yield f"{year}-W{int(number):02}"
    elif word in {"q", "quarter"} and number:
        yield f"{year}-Q{int(number)}"
    elif number and not word:
        yield f"{year}-{int(number):02}"
