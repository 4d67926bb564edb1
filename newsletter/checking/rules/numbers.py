"""Rules about the numbers of issues: readers and libraries count them, so none is used twice, and none is left out."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import ArchiveContext
from newsletter.checking.registry import Example, Violation, archive_rule
from newsletter.documents.periods import Period
from newsletter.errors import Severity


@archive_rule(
    "issue.number-twice",
    Severity.WARNING,
    bad=Example(earlier="number: 12\n", issue="number: @@12\n"),
    good=Example(earlier="number: 12\n", issue="number: 13\n"),
    waivable=False,
)
def find_numbers_used_twice(context: ArchiveContext) -> Iterator[Violation]:
    """A number names one issue: if two issues share it, readers cannot tell which one is meant, so neither is sent."""
    own = context.issue_context.issue
    for period, number in context.links.numbers.items():
        if number == own.number and period != own.period:
            message = f"{own.number} is already the number of {period}"
            yield Violation(("number",), message, "Give each issue a number of its own.", Severity.ERROR)
            return


@archive_rule(
    "issue.number-skipped",
    Severity.WARNING,
    bad=Example(earlier="number: 12\n", issue="number: @@14\n"),
    good=Example(earlier="number: 12\n", issue="number: 13\n"),
)
def find_skipped_numbers(context: ArchiveContext) -> Iterator[Violation]:
    """Readers who count the issues look for the one that is missing."""
    issue = context.issue_context.issue
    number, is_named = issue.place_in_series, issue.number is None
    last = _find_last(context, issue.period)
    if number is None or last is None or last[1] in {number - 1, number}:
        return
    message = f"{number} follows {last[1]}, the number of {last[0]}"
    hint = f"Write {last[1] + 1}, unless the numbers between were never used."
    yield Violation(("period",) if is_named else ("number",), message, hint)


def _find_last(context: ArchiveContext, own: Period) -> tuple[Period, int] | None:
    """Return the newest earlier issue that has a number, and that number."""
    order = context.issue_context.publication.rhythm.order
    earlier = [(period, number) for period, number in context.links.numbers.items() if order(period) < order(own)]
    return max(earlier, key=lambda one: order(one[0]), default=None)
