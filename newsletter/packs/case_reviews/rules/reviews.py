"""Rules about case reviews: what a review of children cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Severity
from newsletter.packs.case_reviews.block import ABOUT_ADULTS, ADULT


@issue_rule(
    "incident.after-issue",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    incidents:
      - {when: @@{year: 2024, month: 4}, outcome: other, what: A visit was missed.}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    incidents:
      - {when: {year: 2024, month: 3}, outcome: other, what: A visit was missed.}
""",
    waivable=False,
)
def find_incidents_to_come(context: IssueContext) -> Iterator[Violation]:
    """An incident cannot lie after the month of the issue that reports its review."""
    year, month = map(int, context.issue.period.split("-"))
    for path, review in context.reviews():
        for n, incident in enumerate(review.incidents):
            if incident.when.earliest > (year, month):
                message = f"{incident.when} is after the issue's month, {context.issue.period}"
                yield Violation((*path, "incidents", n, "when"), message, "Correct the date, or the issue's period.")


@issue_rule(
    "subject.adult",
    Severity.ERROR,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A young person was injured.
    learning: {items: [Listening]}
    subjects:
      - {kind: unlabelled, age: @@{value: 18, unit: years}}
""",
    good="""
blocks:
  - type: case_review
    id: adult-a
    title: Adult A
    review_type: sar
    summary: A young person was injured.
    learning: {items: [Listening]}
    subjects:
      - {kind: unlabelled, age: {value: 18, unit: years}}
""",
    waivable=False,
)
def find_adults_among_children(context: IssueContext) -> Iterator[Violation]:
    """A child is under 18; an older age in a child review is a slip of the pen, or another type of review."""
    for path, review in context.reviews():
        for n, subject in enumerate(review.subjects):
            if review.review_type not in ABOUT_ADULTS and subject.age and subject.age.years >= ADULT:
                message = f"{subject.age} is not a child's age"
                hint = "Correct the age, or write review_type: sar for a review about an adult."
                yield Violation((*path, "subjects", n, "age"), message, hint)
