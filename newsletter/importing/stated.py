"""Periods of every kind as people write them in headings, file names and front matter: week 49, 2026; Winter 2026/27.

A period is read only where it cannot mean another one: week 49 alone is of no year, and 4/5/2026 is a day in April to
some. A day says which week it is in; it does not say which month's or quarter's issue goes out on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from newsletter.documents.periods import SEASONS, Kind, find_period, is_period, parse_period
from newsletter.importing.months import MONTH_NAME, MONTH_NUMBERS, YEAR, find_month, fold_text

_DAY = r"(?P<day>0?[1-9]|[12][0-9]|3[01])"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAYS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){MONTH_NAME}\.? {{1,2}}{_DAY}(?:st|nd|rd|th)?[ ,]{{1,2}}{YEAR}",
        rf"(?<![\w.]){_DAY}(?:st|nd|rd|th|er|\.)? ?(?:of |de |d['’])?{MONTH_NAME}\.?[\s,]{{1,3}}(?:del?\s)?{YEAR}",
        rf"(?<![\w/.-]){YEAR}(?P<sign>[-/.])(?P<month>0[1-9]|1[0-2])(?P=sign){_DAY}(?:t[0-9:.]{{4,12}}z?)?(?![\w-])",
        rf"(?<![\w.]){_DAY}\.\s?{_MONTH}\.\s?{YEAR}",
        rf"(?<![\w/])(?P<first>0?[1-9]|[12][0-9]|3[01])/(?P<second>0?[1-9]|[12][0-9]|3[01])/{YEAR}(?!/)",
        rf"{YEAR}\s?年\s?{_MONTH}\s?月\s?{_DAY}\s?日",
    )
)
_WEEK = "(?:w|wk|week|kw|woche|kalenderwoche|semaine|wythnos|tydzien|semana|settimana|الاسبوع)"
_WEEKS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){YEAR}[-\s]?w(?P<number>[0-5]?[0-9])(?![\w-])",
        rf"(?<!\w){_WEEK}\s?(?:no\.?\s?)?(?P<number>[0-5]?[0-9])(?:[,/]?\s{{0,2}}|\s(?:of|de)\s){YEAR}",
    )
)
_QUARTER = "(?:quarter|quartal|trimestre|kwartal|chwarter)"
_LAST_NAME = MONTH_NAME.replace("name", "last")
_QUARTERS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){YEAR}[-\s]?[qt](?P<number>[1-4])(?![\w-])",
        rf"(?<!\w)[qt](?P<number>[1-4])[\s,/-]{{1,3}}{YEAR}",
        rf"(?<!\w)(?P<number>[1-4])(?:st|nd|rd|th|er|e|\.)?\s{_QUARTER}[\s,/]{{1,2}}(?:of\s|de\s)?{YEAR}",
        rf"(?<!\w){_QUARTER}\s(?P<number>[1-4])[\s,/]{{1,2}}(?:of\s|de\s)?{YEAR}",
        rf"(?<!\w)(?P<ordinal>first|second|third|fourth)\squarter[\s,]{{1,2}}(?:of\s)?{YEAR}",
        rf"(?<!\w){MONTH_NAME}\s?(?:to|bis|a|-|–|do|i)\s?{_LAST_NAME}[\s,]{{1,2}}(?:de\s)?{YEAR}",
    )
)
_ORDINALS = ("first", "second", "third", "fourth")
_SEASON_NAMES = """
spring summer autumn winter
- - fall -
fruhling sommer herbst winter
fruhjahr - - -
printemps ete automne hiver
gwanwyn haf hydref gaeaf
wiosna lato jesien zima
primavera verano otono invierno
- estate autunno inverno
- zomer herfst -
lente - - -
الربيع الصيف الخريف الشتاء
ربيع صيف خريف شتاء
"""
"""The four seasons on each line, beginning with spring, as ``fold_text`` writes them; a dash means no second name."""

_SEASONS = {
    name: place for line in _SEASON_NAMES.strip().splitlines() for place, name in enumerate(line.split()) if name != "-"
}
_SEASON = rf"(?P<season>{'|'.join(sorted(_SEASONS, key=len, reverse=True))})"
_OF_SEASONS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w){_SEASON}[\s,/'’-]{{1,3}}(?:of\s|de\s)?{YEAR}(?:\s?[/–-]\s?(?P<end>(?:20)?[0-9][0-9])(?![0-9]))?",
        rf"(?<!\w){YEAR}[\s-]{_SEASON}(?!\w)",
    )
)
_NUMBERS = (
    re.compile(
        r"(?:(?<!\w)(?:issue|no|nr|n|number|numero|nummer|ausgabe|rhifyn|edition|wydanie|numer|العدد)|#)"
        r"[\s.:#°]{0,3}(?:no\.?\s?)?(?P<number>[1-9][0-9]{0,4})(?![0-9]|[./-][0-9]|\w)",
        re.IGNORECASE,  # NFKD makes No of the sign for it
    ),
)
_MOST_WORDS = {(False, False): 4, (False, True): 1, (True, False): 1, (True, True): 0}
"""Words beside the period in a paragraph or a heading, without and with a day: Letter of the hall, May 2026, and
Monday 4 May 2026. A heading such as Carols, 19 December 2026 is that of an event."""

_DAY_BEFORE = re.compile(r"(?<![0-9])[0-3]?[0-9](?:st|nd|rd|th|er|\.)? ?(?:of |de |d'|d’)?$")
_SEPARATORS = re.compile(r"[\W_]+|(?<=[^\W\d_])(?=(?:19|20)[0-9])")
_DIGITS = re.compile(r"\b((?:19|20)[0-9][0-9]) ?(0[1-9]|1[0-2])(?: ?([0-3][0-9]))?\b")
_LAST_MONTH = 12


class Stated(NamedTuple):
    """A period that a text states, where in the folded text it begins and ends, and whether a day says it."""

    period: str
    start: int
    end: int
    has_day: bool


Reader = Callable[[re.Match[str]], str]


def find_stated(text: str, kind: Kind) -> Stated | None:
    """Return the first period of a kind that a text states."""
    if kind == "month":
        return _find_month(text)
    patterns, read = _READERS[kind]
    found = _find(fold_text(text), patterns, read)
    if found or kind != "week":
        return found
    day = find_stated(text, "day")
    return day._replace(period=_find_week(day.period)) if day else None


def _find(folded: str, patterns: tuple[re.Pattern[str], ...], read: Reader) -> Stated | None:
    found = (match for pattern in patterns for match in pattern.finditer(folded))
    stated = [(match.start(), -match.end(), name) for match in found if is_period(name := read(match))]
    if not stated:
        return None
    start, end, name = min(stated)
    return Stated(name, start, -end, has_day=parse_period(name).kind == "day")


def _find_month(text: str) -> Stated | None:
    found = find_month(text)
    if found is None:
        return None
    period, start, end = found
    folded = fold_text(text)
    return Stated(period, start, end, has_day=_has_day(folded[:start], folded[start:end]))


def _has_day(before: str, stated: str) -> bool:
    numbers = len(re.findall(r"[0-9]+", stated)) + bool(_DAY_BEFORE.search(before[-12:]))
    return numbers > (1 if re.search(r"[^\W\d_]{3}", stated) else 2)


def _find_week(day: str) -> str:
    span = parse_period(day).span("north")
    return str(find_period("week", span.first, "north")) if span else ""


def _read_day(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if "first" in parts:
        day, month = sorted((int(parts["first"]), int(parts["second"])), reverse=True)
        is_certain = day > _LAST_MONTH or day == month
        return f"{parts['year']}-{month:02}-{day:02}" if is_certain else ""
    month = MONTH_NUMBERS[parts["name"]] if parts.get("name") else int(parts["month"])
    return f"{parts['year']}-{month:02}-{int(parts['day']):02}"


def _read_week(match: re.Match[str]) -> str:
    return f"{match['year']}-W{int(match['number']):02}"


def _read_quarter(match: re.Match[str]) -> str:
    parts = match.groupdict()
    if parts.get("last"):
        first, last = MONTH_NUMBERS[parts["name"]], MONTH_NUMBERS[parts["last"]]
        return f"{parts['year']}-Q{last // 3}" if last % 3 == 0 and last - first == 2 else ""  # noqa: PLR2004  # months
    number = _ORDINALS.index(parts["ordinal"]) + 1 if parts.get("ordinal") else parts["number"]
    return f"{parts['year']}-Q{number}"


def _read_season(match: re.Match[str]) -> str:
    end = match.groupdict().get("end")
    if end and int(end) % 100 != (int(match["year"]) + 1) % 100:
        return ""
    return f"{match['year']}-{SEASONS[_SEASONS[match['season']]]}"


def _read_number(match: re.Match[str]) -> str:
    return match["number"]


_READERS: dict[Kind, tuple[tuple[re.Pattern[str], ...], Reader]] = {
    "day": (_DAYS, _read_day),
    "week": (_WEEKS, _read_week),
    "quarter": (_QUARTERS, _read_quarter),
    "season": (_OF_SEASONS, _read_season),
    "number": (_NUMBERS, _read_number),
}


def find_stated_by_file(name: str, kind: Kind) -> str | None:
    """Return the period that the name of a file states: 2024-01-news.md, News_January_2024.docx, week-49-2026.txt."""
    return next(iter(_read_file_name(name.rpartition(".")[0] or name, kind)), None)


def _read_file_name(stem: str, kind: Kind) -> Iterator[str]:
    if kind not in {"day", "month"} and is_period(stem) and parse_period(stem).kind == kind:
        yield stem
    words = " ".join(_SEPARATORS.split(stem)).strip()
    for text in (_DIGITS.sub(_join_date, words), words):
        if found := find_stated(text, kind):
            yield found.period


def _join_date(found: re.Match[str]) -> str:
    return "-".join(filter(None, found.groups()))


def says_little_else(text: str, kind: Kind, *, is_heading: bool) -> bool:
    """Return whether a text is only a period with a word or two, and neither a sentence nor an event's heading."""
    found = find_stated(text, kind)
    if not found or re.search(r"[.!?:;][\"'’”)\]]*$", text):
        return False
    folded = fold_text(text)
    words = re.findall(r"[^\W\d_]{2,}", f"{folded[: found.start]} {folded[found.end :]}")
    return len(words) <= _MOST_WORDS[is_heading, found.has_day]
