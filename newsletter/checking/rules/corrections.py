"""Rules about corrections: what they are about, and when they were made."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.checking.replacements import find_closest
from newsletter.documents.dates import name_day
from newsletter.documents.issue import place_blocks
from newsletter.errors import Reason, Severity


@issue_rule(
    "correction.block",
    Severity.ERROR,
    bad="""
corrections:
  - {at: 2024-04-01T10:00:00Z, block: @@summer-fair, note: The year was wrong.}
""",
    good="""
corrections:
  - {at: 2024-04-01T10:00:00Z, note: The year was wrong.}
""",
    waivable=False,
)
def find_corrections_of_nothing(context: IssueContext) -> Iterator[Violation]:
    """A correction is shown with its item, and moves that item's date in the feeds."""
    known = {str(block.id) for _, block in place_blocks(context.issue) if block.is_item}
    for n, correction in enumerate(context.issue.corrections):
        if correction.block is not None and correction.block not in known:
            hint = Reason(
                "",
                f"Items of this issue are: {', '.join(sorted(known)) or 'none'}. Leave block out for the whole issue.",
                "Choose the block that was corrected, or none for the whole issue.",
            )
            message = f"'{correction.block}' is not an item of this issue"
            meant = find_closest(correction.block, sorted(known))
            yield Violation(("corrections", n, "block"), message, hint, replacements=meant)


@issue_rule(
    "correction.future",
    Severity.ERROR,
    bad="""
corrections:
  - {at: @@2094-04-02T09:00:00Z, note: The year was wrong.}
""",
    good="""
corrections:
  - {at: 2024-04-01T10:00:00Z, note: The year was wrong.}
""",
    waivable=False,
)
def find_future_corrections(context: IssueContext) -> Iterator[Violation]:
    """A correction is published at once, and its date tells feed readers when the words changed."""
    for n, correction in enumerate(context.issue.corrections):
        day = correction.at.astimezone(context.publication.zone).date()
        if day > context.today:
            hint = "Write when it was corrected; add a correction that is still to come on its day."
            yield Violation(("corrections", n, "at"), f"{name_day(day)} is still to come", hint)
