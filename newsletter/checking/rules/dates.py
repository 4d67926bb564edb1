"""Rules about dates: a weekday that is not that day's, an event that is over, a year from last year's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from newsletter.checking.analysis.word_lists import MONTH
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.checking.texts import WrittenText
from newsletter.documents.dates import DAYS, MONTHS
from newsletter.errors import Reason, Severity
from newsletter.rendering.edition import publication_moment

_SHORT_DAYS = "Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun"
_WEEKDAY = rf"(?:(?P<weekday>(?:{_SHORT_DAYS})(?:day)?)\.?,?\s+(?:the\s+)?)?"
_DAY = r"(?P<day>\d{1,2})(?P<nth>st|nd|rd|th)?"
_FORMS = (
    re.compile(rf"\b{_WEEKDAY}{_DAY}\s+(?:of\s+)?(?P<month>{MONTH})(?:\.?,?\s+(?P<year>\d{{4}})\b)?"),
    re.compile(rf"\b{_WEEKDAY}(?P<month>{MONTH})\.?\s+{_DAY}(?!\d)(?:,?\s+(?P<year>\d{{4}})\b)?"),
    re.compile(r"(?<![\d/-])(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])(?P<weekday>)(?P<nth>)"),
    re.compile(r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})(?![\d/])(?P<weekday>)(?P<nth>)"),
)
"""The ways to write a day: Monday 1 April 2024, Monday April 1, 2024-04-01, and 01/04/2024 as Britain reads it."""

_INVITES = re.compile(
    r"\b(join us|will (be (held|open|on|at|in)|take place|start|begin|open|meet|host|run)|takes place|is on|register|"
    r"sign up|book (a|your|now)|save the date|come (and|to|along|for)|you are invited|meets? (next )?on|see you on)\b|"
    r"^(when|date):",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"\b(since|after|of|did( so)?( on)?|took place( on)?|met on|(?<!be )held on|(was|were)( \w+)?( on)?)\s+$",
    re.IGNORECASE,
)
"""What stands before a day that is told of as one that has been."""

_DEADLINE = re.compile(
    r"\b(by(?: (?:noon|midday|midnight|[\d.:]+ ?[ap]m) on)?|before|until|no later than|"
    r"deadline(?: is|:)?|(?:clos(?:es?|ing)|end(?:s|ing))(?: date)?(?: is| on|:)?|"
    r"due(?: on| by)?|rsvp:?|(?:apply|reply|respond|book|register|send \w+)(?: \w+){0,4} by)\s*(?:the\s+)?$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(apply|reply|respond|book|register|send|submit|return|complete|let us know|rsvp|deadline|clos|consultation|"
    r"nominat|applications?|entr(y|ies)|reach us)",
    re.IGNORECASE,
)
_TELLS = re.compile(r"\b(had|did|was|were|(has|have) been)\b", re.IGNORECASE)
_URGES = re.compile(r"\b(please|must|should|need to|can|will|deadline|clos(es|ing))\b", re.IGNORECASE)
_NEAR = timedelta(days=21)
_REACH = 200  # characters before a date in which the words stand that say what it is
FAR_YEARS = 15
"""Years from the issue's own beyond which a full date is more likely a slip."""

_DIGIT = re.compile(r"\d")

OLDEST_YEAR = 1000
"""The first year that is written with four digits."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A date as a sentence states it; ``day`` is ``None`` if that day does not exist."""

    words: str
    day: date | None
    weekday: str | None
    has_year: bool
    sentence: str
    before: str


def _find_dates(text: WrittenText, year: int, forms: Iterable[re.Pattern[str]]) -> Iterator[_Mention]:
    for sentence in text.sentences:
        for form in forms:
            for found in form.finditer(sentence):
                if found.start("day") < found.start("month") or found["weekday"] or found["year"] or found["nth"]:
                    yield _read_date(found, year)  # else it is a number of something: in March 20 people came


def _read_date(found: re.Match[str], year: int) -> _Mention:
    month = found["month"]
    number = int(month) if month.isdigit() else 1 + [name[:3] for name in MONTHS].index(month[:3])
    try:
        day = date(int(found["year"] or year), number, int(found["day"]))
    except ValueError:
        day = None
    phrase, before = " ".join(found[0].split()), found.string[max(0, found.start() - _REACH) : found.start()]
    return _Mention(phrase, day, found["weekday"], bool(found["year"]), found.string, before)


def _read_dates(context: IssueContext) -> tuple[tuple[WrittenText, _Mention], ...]:
    """Return every date that the issue states, with the text it is in; several rules ask for them."""
    year = context.issue.year
    forms = _FORMS[:-1] if context.publication.language.endswith("-US") else _FORMS
    dated = (text for text in context.texts if _DIGIT.search(text.words))
    return tuple((text, mention) for text in dated for mention in _find_dates(text, year, forms))


@issue_rule(
    "date.impossible",
    Severity.WARNING,
    bad="""
intro: The hall opens on @@31 April 2024.
""",
    good="""
intro: The hall opens on 30 April 2024.
""",
)
def find_impossible_dates(context: IssueContext) -> Iterator[Violation]:
    """A day that no calendar has was meant to be another one."""
    for text, mention in context.derive(_read_dates):
        if mention.day is None and (mention.has_year or not ("29" in mention.words and "Feb" in mention.words)):
            yield Violation(
                text.path, f"there is no {mention.words}", "Correct the day or the month.", words=mention.words
            )


@issue_rule(
    "date.weekday",
    Severity.WARNING,
    bad="""
intro: The hall opens on @@Monday 2 April 2024.
""",
    good="""
intro: The hall opens on Tuesday 2 April 2024.
""",
    language="en",
)
def find_wrong_weekdays(context: IssueContext) -> Iterator[Violation]:
    """Half of the readers will come on one day, and half on the other."""
    for text, mention in context.derive(_read_dates):
        if mention.day is None or not mention.weekday:
            continue
        years = [mention.day] if mention.has_year else [mention.day, _move_year(mention.day, 1)]
        if mention.weekday[:3] not in {DAYS[day.weekday()][:3] for day in years if day}:
            right = DAYS[mention.day.weekday()]
            message = f"'{mention.words}' is a {right}"
            corrected = mention.words.replace(mention.weekday, _shorten_like(mention.weekday, right), 1)
            others = "Or correct the date."
            yield Violation(text.path, message, others, words=mention.words, replacements=(corrected,))


def _shorten_like(weekday: str, right: str) -> str:
    """Shorten the name of a day as another was written: Tue for Mon, and Tuesday for Monday."""
    return right if weekday.endswith("day") else right[:3]


@issue_rule(
    "date.past-event",
    Severity.WARNING,
    bad="""
period: 2024-03
intro: Join us for tea on @@5 March 2024.
""",
    good="""
period: 2024-03
intro: Join us for tea on 5 April 2024.
""",
    language="en",
)
def find_past_events(context: IssueContext) -> Iterator[Violation]:
    """An invitation to what is over when it arrives is a date that was not changed, or an issue that is late."""
    published = publication_moment(context.publication, context.issue).date()
    for text, mention in context.derive(_read_dates):
        if mention.day and _is_invitation(mention) and not _is_deadline(mention) and _is_past(mention, published):
            message = f"'{mention.words}' is over when this issue goes out on {published}"
            hint = Reason("Correct the date, or tell it as something that has been.", *_hint_at_day(context))
            yield Violation(text.path, message, hint, words=mention.words)


@issue_rule(
    "date.past-deadline",
    Severity.WARNING,
    bad="""
period: 2024-03
intro: Please reply to us by @@5 March 2024.
""",
    good="""
period: 2024-03
intro: Please reply to us by 5 April 2024.
""",
    language="en",
)
def find_past_deadlines(context: IssueContext) -> Iterator[Violation]:
    """Nobody can meet a deadline that is over when they are told of it."""
    published = publication_moment(context.publication, context.issue).date()
    for text, mention in context.derive(_read_dates):
        if mention.day and _is_deadline(mention) and _is_past(mention, published):
            message = f"the deadline of '{mention.words}' is over when this issue goes out on {published}"
            hint = Reason("Correct the date, or leave it out.", *_hint_at_day(context))
            yield Violation(text.path, message, hint, words=mention.words)


@issue_rule(
    "date.year",
    Severity.WARNING,
    bad="""
period: 2024-03
intro: The hall was built on @@3 May 2042.
""",
    good="""
period: 2024-03
intro: The hall was built on 3 May 1942.
""",
)
def find_slips_of_the_year(context: IssueContext) -> Iterator[Violation]:
    """Digits that changed places are easy to type and hard to see."""
    year = context.issue.year
    for text in context.texts:
        for found in _YEAR.finditer(text.spoken):
            stated = int(found[1])
            if stated - year > FAR_YEARS or stated < OLDEST_YEAR:
                phrase = " ".join(found[0].split())
                message = f"'{phrase}' is {abs(stated - year)} years away"
                yield Violation(text.path, message, "Correct the year, if it is a slip.", words=phrase)


_YEAR = re.compile(rf"(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)?\b(?:{MONTH})\.?(?:\s+\d{{1,2}},)?\s+(\d{{4}})\b")


@lru_cache(maxsize=16)  # this and the next are asked for each date of a sentence
def _invites(sentence: str) -> bool:
    return bool(_INVITES.search(sentence))


@lru_cache(maxsize=16)
def _asks(sentence: str) -> bool:
    return bool(_ASKS.search(sentence)) and not (_TELLS.search(sentence) and not _URGES.search(sentence))


def _is_invitation(mention: _Mention) -> bool:
    return _invites(mention.sentence) and not _GONE.search(_cut_weekday(mention.before))


def _cut_weekday(before: str) -> str:
    return re.sub(rf"(?:on\s+)?(?:{'|'.join(DAYS)}),?\s*$", "", before)


def _hint_at_day(context: IssueContext) -> tuple[str, str]:
    """Say how to tell the day an issue goes out, where it is only reckoned from the period."""
    span = context.issue.period.span(context.publication.rhythm.hemisphere)
    if span is None or context.issue.published:
        return "", ""
    return (
        f"If it goes out earlier, write published: {span.first}",
        "If it goes out earlier, say so in the facts of the issue.",
    )


def _is_deadline(mention: _Mention) -> bool:
    return bool(_asks(mention.sentence) and _DEADLINE.search(_cut_weekday(mention.before)))


def _is_past(mention: _Mention, published: date) -> bool:
    """Tell whether a day is over; one without a year may be next year's, if it is long ago."""
    if mention.day is None or mention.day >= published:
        return False
    return mention.has_year or published - mention.day < 6 * _NEAR


def _move_year(day: date, years: int) -> date | None:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return None
