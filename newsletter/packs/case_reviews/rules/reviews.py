"""The case-reviews pack: what a review must say, and what it cannot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.checking.replacements import match_case
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.block import ABOUT_ADULTS, ADULT
from newsletter.packs.case_reviews.rules.texts import reviews
from newsletter.rendering.edition import find_last_day

_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_COUNT = re.compile(  # "two of the six reviews" counts six, and "two of these reviews" counts nothing
    rf"\b({_NUMBER}) (?:(?!(?:{_NUMBER}|of)\b)[\w-]+ ){{0,3}}reviews?\b", re.IGNORECASE
)


@issue_rule(
    "review.unfinished",
    Severity.UNFINISHED,
    bad="""
blocks:
  - @@type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    recommendations:
      - items: [Visit every family at home]
""",
)
def find_unfinished_reviews(context: IssueContext) -> Iterator[Violation]:
    """A review is read for what happened, what was learned and what should change."""
    for path, review in reviews(context):
        if not review.summary:
            yield Violation(
                path,
                f"'{review.title}' has no summary",
                Reason("", "Add summary: with two or three sentences.", "Write two or three sentences."),
            )
        if not review.learning and not review.recommendations:
            hint = Reason(
                "",
                "Add learning: or recommendations: with their items.",
                "Write what was learned, or what should change.",
            )
            yield Violation(path, f"'{review.title}' has neither learning nor recommendations", hint)


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
    last = find_last_day(context.publication, context.issue)
    for path, review in reviews(context):
        for n, incident in enumerate(review.incidents):
            if incident.when.earliest > (last.year, last.month):
                kind = context.issue.period.kind
                message = f"{incident.when} is after the issue's {kind}, {context.issue.period}"
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
    for path, review in reviews(context):
        for n, subject in enumerate(review.subjects):
            if review.review_type not in ABOUT_ADULTS and subject.age and subject.age.years >= ADULT:
                message = f"{subject.age} is not a child's age"
                hint = Reason(
                    "Correct the age, or",
                    "write review_type: sar for a review about an adult.",
                    "choose the kind of review that is about adults.",
                )
                yield Violation((*path, "subjects", n, "age"), message, hint)


@issue_rule(
    "intro.count",
    Severity.ERROR,
    bad="""
intro: Two of the @@six reviews matter most.
""",
    good="""
intro: One review is out.
""",
    waivable=False,
)
def find_miscounts(context: IssueContext) -> Iterator[Violation]:
    """A number of reviews that is typed must be the number there is."""
    count = sum(1 for _ in reviews(context))
    for field in ("title", "subject", "preheader", "intro"):
        for stated, number in _stated_counts(getattr(context.issue, field) or ""):
            if count and number != count:
                message, right = f"it says '{stated}', but the issue holds {count}", _correct_count(stated, count)
                yield Violation((field,), message, words=stated, replacements=(right,))


def _correct_count(stated: str, count: int) -> str:
    """Write the number as it was written, in words or digits, and reviews for more than one."""
    number, _, rest = stated.partition(" ")
    in_words = not number.isdigit() and count <= len(_NUMBERS)
    right = match_case(number, _NUMBERS[count - 1]) if in_words else str(count)
    return f"{right} {re.sub('reviews?$', 'review' if count == 1 else 'reviews', rest, flags=re.IGNORECASE)}"


def _stated_counts(text: str) -> Iterator[tuple[str, int]]:
    for match in _COUNT.finditer(text):
        word = match[1].lower()
        yield match[0], int(word) if word.isdigit() else _NUMBERS.index(word) + 1
