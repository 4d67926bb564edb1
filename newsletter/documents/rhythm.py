"""The rhythm of a publication: how often an issue comes out, and on which day unless the issue names one. Data only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PlainSerializer, PlainValidator, StrictInt, model_validator

from newsletter.documents.periods import (
    EXAMPLES,
    HIGHEST_NUMBER,
    PATTERN,
    Hemisphere,
    Kind,
    Period,
    PeriodError,
    find_period,
    parse_period,
)
from newsletter.documents.values import Data, document_error, read_typed_number
from newsletter.errors import Reason

Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DAYS: tuple[Weekday, ...] = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ONE_DAY = timedelta(days=1)


def _read_period(value: object) -> Period:
    """Read a period; a number alone may be written without quotes."""
    if isinstance(value, Period):
        return value
    try:
        return parse_period("a group" if isinstance(value, (dict, list)) else str(read_typed_number(value)))
    except PeriodError as error:
        raise document_error("issue.period", "{text}", Reason("", error.hint, _ANOTHER), text=error.message) from None


_ANOTHER = "Begin a new issue, and choose its period there."
_Written = Annotated[str, Field(pattern=f"^(?:{PATTERN})$")] | Annotated[StrictInt, Field(ge=1, le=HIGHEST_NUMBER)]

IssuePeriod = Annotated[Period, PlainValidator(_read_period, json_schema_input_type=_Written), PlainSerializer(str)]
"""A period, as documents and records hold it."""

PeriodName = Annotated[str, AfterValidator(lambda name: str(_read_period(name)))]
"""A period as text, for the keys of a record."""


class Rhythm(Data):
    """How often an issue comes out, and on which day unless the issue says another."""

    every: Kind = "month"
    """What an issue is of: day, week, month, quarter, season or number. Its file is named after it."""
    on: Weekday | None = None
    """The weekday on which issues go out, such as Friday: the first, the last or the next one, by published."""
    published: Literal["first", "last", "after"] | None = None
    """Whether an issue goes out on the first or last day of its period, or after it. If left out: after for months."""
    hemisphere: Hemisphere = "north"
    """Where the seasons are those of: north or south of the equator."""

    @model_validator(mode="after")
    def _refuse_day_of_number(self) -> Self:
        if self.every == "number" and self.published:
            hint = "Leave published out here. Each numbered issue states its own day: published: 2024-01-15"
            raise document_error("rhythm.published", "numbers have no first or last day", hint)
        return self

    def order(self, period: Period) -> tuple[int, int, int, int]:
        """Return what a period is put in order by."""
        return period.order(self.hemisphere)

    def find_day(self, period: Period) -> date | None:
        """Return the day on which the issue of a period goes out; none for a number and for a special edition."""
        span = None if period.is_special else period.span(self.hemisphere)
        if span is None:
            return None
        choice = self.published or ("after" if period.kind == "month" else "first")
        day = {"first": span.first, "last": span.last, "after": span.last + _ONE_DAY}[choice]
        return day if period.kind == "day" else self._find_weekday(day, -1 if choice == "last" else 1)

    def _find_weekday(self, day: date, step: int = 1) -> date:
        """Return the next day from this one on that is the weekday of issues; the last one where ``step`` is -1."""
        if self.on is None:
            return day
        return day + step * ((step * (_DAYS.index(self.on) - day.weekday())) % len(_DAYS)) * _ONE_DAY

    def find_first(self, today: date) -> Period:
        """Return the period of a first issue: that of today; of days, the next on which issues go out."""
        return find_period(self.every, self._find_weekday(today) if self.every == "day" else today, self.hemisphere)

    def find_next(self, periods: Iterable[Period], today: date) -> Period:
        """Return the period after the newest of its kind, or that of a first issue if there is none."""
        newest = max((one for one in periods if one.kind == self.every), key=self.order, default=None)
        if newest is None:
            return self.find_first(today)
        following = newest.next(self.hemisphere)
        span = following.span(self.hemisphere)
        return self.find_first(span.first) if self.every == "day" and span else following

    def find_coming_day(self, today: date) -> date:
        """Return the day for an issue that has none of its own, such as a number: today, or the coming weekday."""
        return self._find_weekday(today)


def explain_other_kind(period: Period, rhythm: Rhythm) -> tuple[str, str] | None:
    """Explain what is wrong with a period of a kind that the publication does not use, and how to fix it."""
    if period.kind == rhythm.every:
        return None
    message = f"{period} is a {period.kind}, and every issue of this newsletter is of a {rhythm.every}."
    own = f"Write it like {EXAMPLES[rhythm.every]}, which the file is named after too."
    other = f'If every issue is of a {period.kind}, write in newsletter.toml, below [rhythm]: every = "{period.kind}"'
    return message, Reason("", f"{own} {other}", f"Begin a new issue, and choose a {rhythm.every} for it.")
