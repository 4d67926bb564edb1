"""Rules about events: one that is over, one whose time to reply is over, one too far away to be true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.event import Event
from newsletter.documents.dates import name_weekday
from newsletter.errors import Severity
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
  - {type: event, title: Tea on the quay, starts: @@2024-03-20T15:00}
""",
    good="""
period: 2024-03
blocks:
  - {type: event, title: Tea on the quay, starts: 2024-04-20T15:00}
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
  - {type: event, title: Tea on the quay, starts: 2024-04-20, reply_by: @@2024-03-31}
""",
    good="""
period: 2024-03
blocks:
  - {type: event, title: Tea on the quay, starts: 2024-04-20, reply_by: 2024-04-12}
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
  - {type: event, title: Tea on the quay, starts: @@2042-04-20}
""",
    good="""
period: 2024-03
blocks:
  - {type: event, title: Tea on the quay, starts: 2024-04-20}
""",
)
def find_slips_of_the_year(context: IssueContext) -> Iterator[Violation]:
    """Nobody keeps a day free that is many years away: its year is a slip of the fingers."""
    year = int(context.issue.period[:4])
    for path, event in _find_events(context):
        if event.last_day.year - year > FAR_YEARS:
            message = f"'{event.title}' is {event.last_day.year - year} years away"
            yield Violation(path, message, "Correct the year, if it is a slip.")
