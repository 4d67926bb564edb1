"""Rules about dates: a weekday that is not that day's, an event that is over, a year from last year's text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from newsletter.checking.base import Finding, Weight, issue_rule
from newsletter.checking.subjects import Reading
from newsletter.checking.texts import Text
from newsletter.documents.dates import MONTHS
from newsletter.rendering.identity import publication_moment

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month != "May" else "May" for month in MONTHS)
_DATE = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(_DAYS)}),?\s+(?:the\s+)?)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?"
    rf"(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<year>\d{{4}})\b)?"
)
_INVITES = re.compile(
    r"\b(join us|will (be held|take place|start|begin|open|meet|host)|takes place|is on|register|sign up|"
    r"book (a|your|now)|save the date|come (and|to|along)|you are invited|meets? (next )?on)\b",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\b(by|before|until|no later than|deadline(?: is|:)?|clos(?:es|ing)(?: date)?(?: is| on|:)?|due(?: on| by)?|"
    r"(?:apply|reply|respond|book|register|send \w+)(?: \w+){0,4} by)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(apply|reply|respond|book|register|send|submit|return|complete|let us know|rsvp|deadline|clos)", re.IGNORECASE
)
_NEAR = timedelta(days=21)
FAR_YEARS = 15
"""Years from the issue's own beyond which a full date is more likely a slip."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A date as a sentence states it; ``day`` is ``None`` where there is no such day."""

    words: str
    day: date | None
    weekday: str | None
    has_year: bool
    sentence: str
    before: str


def _find_dates(text: Text, year: int) -> Iterator[_Said]:
    for sentence in text.sentences:
        for found in _DATE.finditer(sentence):
            month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(found["month"][:3]))
            stated = int(found["year"]) if found["year"] else year
            try:
                day = date(stated, month, int(found["day"]))
            except ValueError:
                day = None
            said = " ".join(found[0].split())
            yield _Said(said, day, found["weekday"], bool(found["year"]), sentence, sentence[: found.start()])


def _read(reading: Reading) -> Iterator[tuple[Text, _Said]]:
    year = int(reading.issue.period[:4])
    for text in reading.texts:
        if not any(map(str.isdigit, text.words)):
            continue
        yield from ((text, said) for said in _find_dates(text, year))


@issue_rule(
    "date.impossible",
    Weight.WARNING,
    bad="""
intro: @@The hall opens on 31 April 2024.
""",
    good="""
intro: The hall opens on 30 April 2024.
""",
)
def find_impossible_dates(reading: Reading) -> Iterator[Finding]:
    """A day that no calendar has was meant to be another one."""
    for text, said in _read(reading):
        if said.day is None and (said.has_year or not said.words.startswith("29 Feb")):
            yield Finding(text.path, f"there is no {said.words}", "Correct the day or the month.")


@issue_rule(
    "date.weekday",
    Weight.WARNING,
    bad="""
intro: @@The hall opens on Monday 2 April 2024.
""",
    good="""
intro: The hall opens on Tuesday 2 April 2024.
""",
)
def find_wrong_weekdays(reading: Reading) -> Iterator[Finding]:
    """Half of the readers will come on one day, and half on the other."""
    for text, said in _read(reading):
        if said.day is None or said.weekday is None:
            continue
        years = [said.day] if said.has_year else [said.day, _move_year(said.day, 1)]
        if said.weekday not in {_DAYS[day.weekday()] for day in years if day}:
            right = _DAYS[said.day.weekday()]
            message = f"'{said.words}' is a {right}"
            yield Finding(text.path, message, f"Write {right}, or correct the date.")


@issue_rule(
    "date.past-event",
    Weight.WARNING,
    bad="""
period: 2024-03
intro: @@Join us for tea on 5 March 2024.
""",
    good="""
period: 2024-03
intro: Join us for tea on 5 April 2024.
""",
)
def find_past_events(reading: Reading) -> Iterator[Finding]:
    """An invitation to what is over when it arrives is a date that was not changed, or an issue that is late."""
    published = publication_moment(reading.publication, reading.issue).date()
    for text, said in _read(reading):
        if said.day and _INVITES.search(said.sentence) and not _is_deadline(said) and _is_past(said, published):
            message = f"'{said.words}' is over when this issue goes out on {published}"
            yield Finding(
                text.path, message, f"Correct the date, or tell it as something that has been.{_hint_at_day(reading)}"
            )


@issue_rule(
    "date.past-deadline",
    Weight.WARNING,
    bad="""
period: 2024-03
intro: @@Please reply to us by 5 March 2024.
""",
    good="""
period: 2024-03
intro: Please reply to us by 5 April 2024.
""",
)
def find_past_deadlines(reading: Reading) -> Iterator[Finding]:
    """Nobody can meet a deadline that is over when they are told of it."""
    published = publication_moment(reading.publication, reading.issue).date()
    for text, said in _read(reading):
        if said.day and _is_deadline(said) and _is_past(said, published):
            message = f"the deadline of '{said.words}' is over when this issue goes out on {published}"
            yield Finding(text.path, message, f"Correct the date, or leave it out.{_hint_at_day(reading)}")


@issue_rule(
    "date.year",
    Weight.WARNING,
    bad="""
period: 2024-03
intro: @@The hall was built on 3 May 2042.
""",
    good="""
period: 2024-03
intro: The hall was built on 3 May 1942.
""",
)
def find_slips_of_the_year(reading: Reading) -> Iterator[Finding]:
    """Digits that changed places are easy to type and hard to see."""
    year = int(reading.issue.period[:4])
    for text, said in _read(reading):
        if said.day and said.has_year and said.day.year - year > FAR_YEARS:
            message = f"'{said.words}' is {said.day.year - year} years away"
            yield Finding(text.path, message, "Correct the year, if it is a slip.")


def _hint_at_day(reading: Reading) -> str:
    """Say how to tell the day an issue goes out, where it is only reckoned from the period."""
    return "" if reading.issue.published else f" If it goes out earlier, write published: {reading.issue.period}-01"


def _is_deadline(said: _Said) -> bool:
    before = re.sub(rf"(?:on\s+)?(?:{'|'.join(_DAYS)}),?\s*$", "", said.before)
    return bool(_DEADLINE.search(before) and _ASKS.search(said.sentence))


def _is_past(said: _Said, published: date) -> bool:
    """Tell whether a day is over; one without a year may be next year's, if it is long ago."""
    if said.day is None or said.day >= published:
        return False
    return said.has_year or published - said.day < 6 * _NEAR


def _move_year(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return None
