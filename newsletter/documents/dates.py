"""Dates that are only as precise as they were stated, times of day, and moments with a time zone.

Dates as people write them (19 December 2026, 6.30pm) are converted to ISO 8601 for hints, never as values.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Annotated, Any, Literal, Self, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, Strict, StrictInt, model_validator

from newsletter.documents.periods import FIRST_YEAR, LAST_YEAR, SEASONS, DateRange, Hemisphere, Period
from newsletter.documents.values import Data, document_error
from newsletter.errors import Reason
from newsletter.languages.formats import DEFAULT, Clock, Formats, find_formats
from newsletter.languages.wording import Wording, mark

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DAY_OF_MONTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(rf"(?<!\d){form}(?!\d)", re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY_OF_MONTH}",
        rf"{_DAY_OF_MONTH}(?: of)?[ -]{_NAME},?[ -]{_YEAR}",
        rf"{_NAME} {_DAY_OF_MONTH},? {_YEAR}",
        rf"{_DAY_OF_MONTH}[-/.](?P<month>\d{{1,2}})[-/.]{_YEAR}",
    )
)
_TIME_OF_DAY = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s?(?P<half>[ap]\.?m\b\.?)|"
    r"(?<![\d:.])(?P<hour24>\d{1,2})[:.](?P<minute24>\d{2})(?!\d)|(?P<word>\b(?:noon|midday|midnight)\b)",
    re.IGNORECASE,
)
_LONGEST = 60
_NOON = 12


def put_in_order(text: str) -> tuple[str, ...]:
    """Return a date, with its time if it has one, in ISO 8601; several if it is ambiguous."""
    if len(text) > _LONGEST:
        return ()
    for form in _FORMS:
        if found := form.search(text):
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            at = _find_time(rest.replace("T", " "))
            return tuple(f"{day}T{at:%H:%M}" if at else f"{day}" for day in _find_days(found))
    return ()


def _find_days(found: re.Match[str]) -> list[date]:
    """Return the days that a date can mean: 5/12/2026 is in December in London, and in May in New York."""
    parts, day, year = found.groupdict(), int(found["day"]), int(found["year"])
    if name := parts.get("name"):
        month = _MONTHS.index(name.lower()) + 1
        return _make(year, month, day)
    month = int(found["month"])
    is_settled = found.start("year") < found.start("day")
    return (
        _make(year, month, day)
        if is_settled
        else list(dict.fromkeys(_make(year, month, day) + _make(year, day, month)))
    )


def _make(year: int, month: int, day: int) -> list[date]:
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def _find_time(text: str) -> time | None:
    found = _TIME_OF_DAY.search(text)
    if not found:
        return None
    if word := found["word"]:
        return time(0) if word.lower() == "midnight" else time(_NOON)
    hour, minute = int(found["hour"] or found["hour24"]), int(found["minute"] or found["minute24"] or 0)
    if half := found["half"]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half.lower().startswith("p") else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _advise(text: str, example: str, *, zone: str = "", is_day: bool = False) -> str:
    """Return how to write a date that is not in ISO 8601, or else an example."""
    found = [one[:10] if is_day or "T" not in one else f"{one}{zone}" for one in put_in_order(text)]
    if len(found) == 1:
        return f"Write: {found[0]}"
    return f"Write {' or '.join(found)}, depending on which you mean." if found else example


_CHOOSE = "Choose the day and the time in its form."


def _read_moment(value: object) -> object:
    """Parse an ISO 8601 date and time with an offset; TOML gives a datetime already."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            hint = _advise(str(value), "Write it like 2024-02-01T09:00:00+00:00", zone="+00:00")
            raise document_error(
                "moment.form", "'{text}' is not a date and time", Reason("", hint, _CHOOSE), text=value
            ) from None
    if isinstance(value, datetime) and value.utcoffset() is None:
        raise document_error(
            "moment.zone",
            "the time has no zone",
            Reason("", "Add one: 2024-02-01T09:00:00+00:00, or Z for UTC.", _CHOOSE),
        )
    return value


def _read_day(value: object) -> object:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            hint = _advise(value, "Write it like 2024-01-31", is_day=True)
            raise document_error("day.form", "'{text}' is not a date", hint, text=value) from None
    return value


def _read_outing(value: object) -> object:
    """Parse a day, or a moment; an error shows how to write either."""
    if not isinstance(value, str):
        return _read_moment(value)
    return _read_day(value) if _DAY.fullmatch(value) else _read_stated_moment(value)


def _read_stated_moment(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        example = "Write it like 2024-02-01, or with time and zone: 2024-02-01T09:00:00+00:00"
        hint = _advise(value, example, zone="+00:00")
        raise document_error("moment.form", "'{text}' is not a date", Reason("", hint, _CHOOSE), text=value) from None
    if moment.utcoffset() is None:
        typed = f"Add one: {value.replace(' ', 'T')}+00:00, or write the day alone: {moment.date()}"
        hint = Reason("", typed, _CHOOSE)
        raise document_error("moment.zone", "the time has no zone", hint)
    return moment


_DATE = r"[0-9]{4}-?(W[0-9]{2}(-?[0-9])?|[0-9]{2}-?[0-9]{2})"
_TIME = r"[\s\S][0-9:]{2,8}([.,][0-9]+)?"
_ZONE = r"([Zz]|[+-][0-9]{2}(:?[0-9]{2}(:?[0-9]{2}([.,][0-9]+)?)?)?)"


_Day = TypeVar("_Day", bound=date)  # a datetime is one, too

PATTERNS: dict[str, str] = {}
"""What each pattern in a JSON Schema is of: ``day``, ``moment``, ``day-or-moment``, ``occasion`` or ``end``."""


def _written(form: str, name: str) -> Any:  # noqa: ANN401  # a type, made here
    """Return a string type with this pattern (ISO 8601) for the JSON Schema, in which TOML's dates are strings too."""
    PATTERNS[f"^{form}$"] = name
    return Annotated[str, Field(pattern=f"^{form}$")]


def _refuse_far(value: _Day) -> _Day:
    """Refuse a year that must be a mistake."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        hint = f"Correct the year; it may be {FIRST_YEAR} to {LAST_YEAR}."
        raise document_error("date.far", "the year {year} is out of range", hint, year=value.year)
    return value


_NEAR = AfterValidator(_refuse_far)

# Strict: a bare number is a mistake; Pydantic would read it as seconds since 1970.
Moment = Annotated[
    datetime,
    Strict(),
    BeforeValidator(_read_moment, json_schema_input_type=_written(_DATE + _TIME + _ZONE, "moment")),
    _NEAR,
]
Day = Annotated[date, Strict(), BeforeValidator(_read_day, json_schema_input_type=_written(_DATE, "day")), _NEAR]


def _read_occasion(value: object) -> date:
    """Parse a day, or a day with a time in the publication's time zone."""
    try:
        text = "a group" if isinstance(value, (dict, list)) else str(value)
        read = datetime.fromisoformat(text) if len(text) > len("2024-02-14") else date.fromisoformat(text)
    except ValueError:
        hint = _advise(text, "Write it like 2024-02-14T19:00, or 2024-02-14 for a whole day.")
        raise document_error("occasion.form", "'{text}' is not a day or a time", hint, text=text) from None
    if isinstance(read, datetime) and read.tzinfo:
        hint = Reason(f"Write it without: {read:%Y-%m-%dT%H:%M}. Times are in the newsletter's time zone.")
        raise document_error("occasion.zone", "'{text}' has a time zone", hint, text=text)
    _refuse_far(read)
    return read


Occasion = Annotated[
    datetime | date, PlainValidator(_read_occasion, json_schema_input_type=_written(f"{_DATE}({_TIME})?", "occasion"))
]
"""A day, or a day with a time in the publication's time zone."""


def _read_end(value: object) -> date | time:
    """Parse the end of an occasion: a time on the same day, or what an occasion may be."""
    clock = _CLOCK.fullmatch(str(value))
    return time(int(clock[1]), int(clock[2])) if clock else _read_occasion(value)


_CLOCK_FORM = r"([01]?[0-9]|2[0-3]):([0-5][0-9])"
_CLOCK = re.compile(_CLOCK_FORM)

OccasionEnd = Annotated[
    datetime | date | time,
    PlainValidator(_read_end, json_schema_input_type=_written(f"({_DATE}({_TIME})?|{_CLOCK_FORM})", "end")),
]
"""When an occasion ends: a time alone is on the day on which it starts."""


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        hint = "Write it like Europe/London."
        raise document_error("publication.zone", "'{text}' is not a time zone", hint, text=name) from None
    return name


TimeZone = Annotated[str, AfterValidator(_check_zone)]
"""The name of a time zone in the IANA database."""


def day_of(occasion: datetime | date) -> date:
    """Return the day of an occasion."""
    return occasion.date() if isinstance(occasion, datetime) else occasion


def name_day(day: date) -> str:
    """Format a date for editors, always in English: 1 February 2024."""
    return find_formats(DEFAULT).day(day)


def name_month(day: date) -> str:
    """Format the month of a day for editors: February 2024."""
    return find_formats(DEFAULT).month(day.year, day.month)


def name_period(wording: Wording, period: Period, hemisphere: Hemisphere) -> str:
    """Format a period: December 2026, 4 December 2026, Week 49, 2026, 4th quarter 2026, Winter 2026/27, Issue 12."""
    name = _name_regular(wording, period, hemisphere)
    match period.edition:
        case 0:
            return name
        case 1:
            return wording.gettext("{period}, special edition", period=name)
        case edition:
            return wording.gettext("{period}, special edition {number}", period=name, number=edition)


def _name_regular(wording: Wording, period: Period, hemisphere: Hemisphere) -> str:
    formats, span = wording.formats, period.span(hemisphere)
    match period.kind:
        case "month":
            return formats.month(period.year, period.part)
        case "week":
            return wording.gettext("Week {number}, {year}", number=period.part, year=formats.year(period.year))
        case "quarter":
            return formats.quarter(period.year, period.part)
        case "season" if span:
            return wording.gettext(_SEASONS[SEASONS[period.part]], year=_name_years(formats, span))
        case _:
            return formats.day(span.first) if span else wording.gettext("Issue {number}", number=period.part)


def _name_years(formats: Formats, span: DateRange) -> str:
    """Format the year of a season, and the end of the next one if it is in that too: 2026/27."""
    first, last = formats.year(span.first.year), formats.year(span.last.year)
    return first if first == last else f"{first}/{last[-2:]}"


def name_weekday(day: date) -> str:
    """Format a day with its weekday for editors: Wednesday 14 February 2024."""
    return find_formats(DEFAULT).weekday_and_day(day)


def name_occasion(
    wording: Wording, starts: datetime | date, ends: datetime | date | None, clock: Clock | None = None
) -> str:
    """Format a time span for readers: Wednesday 14 February 2024, 19:00 to 21:00.

    ``clock`` is the one that the publication chose; without it, times are on the clock of the language.
    """
    formats = wording.formats
    start = _name_moment(formats, starts, clock)
    is_one_day = ends is None or day_of(starts) == day_of(ends)
    if ends is None or ends == starts or (is_one_day and not isinstance(ends, datetime)):
        return start
    end = formats.time(ends, clock) if is_one_day and isinstance(ends, datetime) else _name_moment(formats, ends, clock)
    return wording.pgettext("a span of time", "{start} to {end}", start=start, end=end)


def _name_moment(formats: Formats, moment: datetime | date, clock: Clock | None) -> str:
    day = formats.weekday_and_day(day_of(moment))
    return formats.date_and_time(day, formats.time(moment, clock)) if isinstance(moment, datetime) else day


DayOrMoment = Annotated[
    Annotated[datetime, Strict()] | Annotated[date, Strict()],
    BeforeValidator(_read_outing, json_schema_input_type=_written(f"{_DATE}({_TIME}{_ZONE})?", "day-or-moment")),
    _NEAR,
]
"""A moment with its time zone, or a day, to which the publication's ``publish_time`` applies."""


Season = Literal["spring", "summer", "autumn", "winter"]
_SEASON_STARTS: dict[str, int] = {"spring": 3, "summer": 6, "autumn": 9, "winter": 1}
_SEASONS: dict[str, str] = {
    "spring": mark("Spring {year}"),
    "summer": mark("Summer {year}"),
    "autumn": mark("Autumn {year}"),
    "winter": mark("Winter {year}"),
}


class PartialDate(Data):
    """A date only as precise as it was stated: a year, with a month or a season if known."""

    year: StrictInt = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    """The year, in four digits."""
    month: StrictInt | None = Field(default=None, ge=1, le=12)
    """The month as a number, 1 to 12, if known."""
    season: Season | None = None
    """The season, if the month is not known."""

    @model_validator(mode="after")
    def _refuse_both(self) -> Self:
        if self.month and self.season:
            raise document_error(
                "date.month-or-season", "a month and a season are both given", "Keep the one that was stated."
            )
        return self

    def name(self, wording: Wording) -> str:
        """Return it in words: December 2026, Spring 2026, 2026."""
        if self.season:
            return wording.gettext(_SEASONS[self.season], year=wording.formats.year(self.year))
        return wording.formats.month(self.year, self.month) if self.month else wording.formats.year(self.year)

    def __str__(self) -> str:
        named = MONTHS[self.month - 1] if self.month else (self.season or "").capitalize()
        return f"{named} {self.year}".strip()

    @property
    def earliest(self) -> tuple[int, int]:
        """The earliest year and month that it can mean."""
        return self.year, self.month or _SEASON_STARTS.get(self.season or "", 1)
