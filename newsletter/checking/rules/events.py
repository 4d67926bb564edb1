"""Rules about events: days that are over or too far away, hours that a clock skips, and ids for calendars."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.event import Event
from newsletter.documents.dates import name_weekday
from newsletter.documents.values import normalise
from newsletter.errors import Reason, Severity
from newsletter.parsing.document import DataPath
from newsletter.rendering.edition import publication_moment

FAR_YEARS = 3
"""Years from the issue's own beyond which the year of an event is more likely a slip."""


def _find_events(context: IssueContext) -> Iterator[tuple[DataPath, Event]]:
    """Yield every event with the path of the day on which it ends."""
    for path, block in context.blocks():
        if isinstance(block, Event):
            yield (*path, "ends" if block.ends else "starts"), block


def _find_publication(context: IssueContext) -> date:
    return publication_moment(context.publication, context.issue).date()


@issue_rule(
    "event.past",
    Severity.WARNING,
    bad="""
period: 2024-03
blocks:
  - {type: event, id: tea, title: Tea on the quay, starts: @@2024-03-20T15:00}
""",
    good="""
period: 2024-03
blocks:
  - {type: event, id: tea, title: Tea on the quay, starts: 2024-04-20T15:00}
""",
)
def find_past_events(context: IssueContext) -> Iterator[Violation]:
    """Nobody can come to what is over when the invitation arrives."""
    published = _find_publication(context)
    for path, event in _find_events(context):
        if event.last_day < published:
            message = f"'{event.title}' is over when this issue goes out on {published}"
            yield Violation(
                path, message, "Correct the date, or tell of it in a text block as something that has been."
            )


@issue_rule(
    "event.past-reply",
    Severity.WARNING,
    bad="""
period: 2024-03
blocks:
  - {type: event, id: tea, title: Tea on the quay, starts: 2024-04-20, reply_by: @@2024-03-31}
""",
    good="""
period: 2024-03
blocks:
  - {type: event, id: tea, title: Tea on the quay, starts: 2024-04-20, reply_by: 2024-04-12}
""",
)
def find_past_replies(context: IssueContext) -> Iterator[Violation]:
    """Nobody can meet a deadline that is over when they are told of it."""
    published = _find_publication(context)
    for path, event in _find_events(context):
        if event.reply_by and event.reply_by < published <= event.last_day:
            message = f"{name_weekday(event.reply_by)} is over when this issue goes out on {published}"
            yield Violation((*path[:-1], "reply_by"), message, "Correct the date, or leave it out.")


@issue_rule(
    "event.year",
    Severity.WARNING,
    bad="""
period: 2024-03
blocks:
  - {type: event, id: tea, title: Tea on the quay, starts: @@2042-04-20}
""",
    good="""
period: 2024-03
blocks:
  - {type: event, id: tea, title: Tea on the quay, starts: 2024-04-20}
""",
)
def find_slips_of_the_year(context: IssueContext) -> Iterator[Violation]:
    """Nobody keeps a day free that is many years away: its year is a slip of the fingers."""
    year = context.issue.year
    for path, event in _find_events(context):
        if event.last_day.year - year > FAR_YEARS:
            message = f"'{event.title}' is {event.last_day.year - year} years away"
            yield Violation(path, message, "Correct the year, if it is a slip.")


@issue_rule(
    "event.id",
    Severity.WARNING,
    bad="""
blocks:
  - {type: event, title: @@Tea on the quay, starts: 2024-04-20T15:00}
""",
    good="""
blocks:
  - {type: event, id: tea-on-the-quay, title: Tea on the quay, starts: 2024-04-20T15:00}
""",
)
def find_events_without_id(context: IssueContext) -> Iterator[Violation]:
    """With an id, readers can add an event to their calendars: its entry there is named by it."""
    taken = {block.id for _, block in context.blocks()}
    for path, event in _find_events(context):
        if event.id is None:
            what = f"readers cannot add '{event.title}' to their calendars, since it has no"
            message = Reason(what, "id", "name for links")
            offered = _offer_id(event.title, taken)
            taken.add(offered)
            yield Violation((*path[:-1], "title"), message, Reason("", f"Give it one: id: {offered}", _NAME))


_NAME = "Change its title: a name for links is made of it."
_WORD = re.compile(r"[a-z0-9]+")
_WORDS_IN_ID = 4


def _offer_id(title: str, taken: Collection[str | None]) -> str:
    """Return an id made from a title that no other block has."""
    bare = normalise("NFD", title.casefold())
    stem = "-".join(_WORD.findall(bare.encode("ascii", "ignore").decode())[:_WORDS_IN_ID])[:50].rstrip("-") or "event"
    return next(name for name in _count_up(stem) if name not in taken)


def _count_up(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


@issue_rule(
    "event.clock-change",
    Severity.WARNING,
    bad="""
blocks:
  - {type: event, id: walk, title: Night walk, starts: @@2024-10-27T01:30}
""",
    good="""
blocks:
  - {type: event, id: walk, title: Night walk, starts: 2024-10-27T02:30}
""",
)
def find_hours_of_clock_changes(context: IssueContext) -> Iterator[Violation]:
    """When summer time begins clocks skip an hour, and when it ends they show one twice: readers would guess."""
    for path, event in _find_events(context):
        zone = ZoneInfo(event.zone or context.publication.time_zone)
        for name, moment in (("starts", event.starts), ("ends", event.finish)):
            if isinstance(moment, datetime) and (fault := _find_clock_fault(moment.replace(tzinfo=zone))):
                message = f"clocks {fault} {moment:%H:%M} on {name_weekday(moment.date())}"
                yield Violation((*path[:-1], name), message, "Correct the time, or choose another.")


def _find_clock_fault(moment: datetime) -> str:
    """Say what happens at a local time on a night on which clocks change; an empty string at any other time."""
    first, second = moment.replace(fold=0), moment.replace(fold=1)
    if first.utcoffset() == second.utcoffset():
        return ""
    is_shown = first.astimezone(UTC).astimezone(first.tzinfo).replace(tzinfo=None) == first.replace(tzinfo=None)
    return "show twice" if is_shown else "skip"
