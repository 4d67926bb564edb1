"""The rule about jobs and polls that are closed when readers hear of them."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.job import Job
from newsletter.documents.blocks.poll import Poll
from newsletter.documents.dates import name_weekday
from newsletter.errors import Severity
from newsletter.rendering.edition import publication_moment


@issue_rule(
    "closing.past",
    Severity.WARNING,
    bad="""
period: 2024-03
blocks:
  - {type: job, title: Caretaker, closes: @@2024-03-28}
""",
    good="""
period: 2024-03
blocks:
  - {type: job, title: Caretaker, closes: 2024-04-12}
""",
)
def find_closed_calls(context: IssueContext) -> Iterator[Violation]:
    """Nobody can apply for a job or answer a poll that is closed when they are told of it."""
    published = publication_moment(context.publication, context.issue).date()
    for path, block in context.blocks():
        if isinstance(block, Job | Poll) and block.closes and block.closes < published:
            message = (
                f"'{block.title}' closes on {name_weekday(block.closes)}, before this issue goes out on {published}"
            )
            yield Violation((*path, "closes"), message, "Correct the date, or leave the block out.")
