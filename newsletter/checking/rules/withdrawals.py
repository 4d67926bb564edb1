"""Rules about withdrawals: what can be withdrawn, and when."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.dates import name_day
from newsletter.documents.issue import place_blocks
from newsletter.documents.withdrawal import Withdrawal
from newsletter.errors import Severity
from newsletter.parsing.document import DataPath
from newsletter.rendering.edition import publication_moment


@issue_rule(
    "withdrawn.no-page",
    Severity.ERROR,
    bad="""
blocks:
  - type: text
    title: The hall
    body: It is open.
    withdrawn: @@{at: 2024-04-01T10:00:00Z, reason: It was about another hall.}
""",
    good="""
blocks:
  - {type: text, title: The square, body: It is open.}
""",
    waivable=False,
)
def find_withdrawals_without_page(context: IssueContext) -> Iterator[Violation]:
    """A page and a feed entry say that something was withdrawn; a block without them can simply be deleted."""
    for path, block in place_blocks(context.issue):
        if block.is_withdrawn and not block.is_item:
            hint = "Delete the block, and tell readers under corrections what was changed."
            yield Violation((*path, "withdrawn"), "this block has no page that could say so", hint)


@issue_rule(
    "withdrawn.day",
    Severity.ERROR,
    bad="""
withdrawn: {at: @@2094-04-02T09:00:00Z, reason: It named a person.}
""",
    good="""
corrections: []
""",
    waivable=False,
)
def find_withdrawals_on_another_day(context: IssueContext) -> Iterator[Violation]:
    """A withdrawal is published at once, and what was never published can be deleted without a word."""
    published = publication_moment(context.publication, context.issue)
    for path, withdrawn in _list_withdrawals(context):
        at = withdrawn.at.astimezone(context.publication.zone)
        if at.date() > context.today:
            hint = "Write when it was withdrawn; to withdraw it on a day that is still to come, write it on that day."
            yield Violation((*path, "at"), f"{name_day(at.date())} is still to come", hint)
        elif at < published:
            message = f"{name_day(at.date())} is before the issue was published, on {name_day(published.date())}"
            yield Violation((*path, "at"), message, "Correct the date; what was never published can be deleted.")


def _list_withdrawals(context: IssueContext) -> Iterator[tuple[DataPath, Withdrawal]]:
    if context.issue.withdrawn:
        yield ("withdrawn",), context.issue.withdrawn
    for path, block in place_blocks(context.issue):
        withdrawn = getattr(block, "withdrawn", None)
        if withdrawn is not None:
            yield (*path, "withdrawn"), withdrawn
