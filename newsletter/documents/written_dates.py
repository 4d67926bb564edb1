"""Converts dates as people write them (19 December 2026, 6.30pm) to ISO 8601: for hints, never as values."""

from __future__ import annotations

import re
from datetime import date, time

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = tuple(
    re.compile(rf"(?<!\d){form}(?!\d)", re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}",
        rf"{_DAY}(?: of)?[ -]{_NAME},?[ -]{_YEAR}",
        rf"{_NAME} {_DAY},? {_YEAR}",
        rf"{_DAY}[-/.](?P<month>\d{{1,2}})[-/.]{_YEAR}",
    )
)
_TIME = re.compile(
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
    found = _TIME.search(text)
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
