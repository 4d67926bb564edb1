"""The case-reviews pack: rules about the people that reviews are about, and about readers in distress."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Stage, Violation, issue_rule
from newsletter.documents.publication import Theme
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.block import CaseReview
from newsletter.packs.case_reviews.rules.texts import reviews


@issue_rule(
    "subject.pseudonym-unconfirmed",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: A young person
    review_type: scr
    summary: A young person was injured.
    learning: {items: [Listening]}
    subjects:
      - @@{kind: pseudonym, label: Kim}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: A young person
    review_type: scr
    summary: A young person was injured.
    learning: {items: [Listening]}
    subjects:
      - kind: pseudonym
        label: Kim
        pseudonym_confirmed: {by: A. Reviewer, on: 2024-03-01}
""",
    stage=Stage.BUILD,
    waivable=False,
)
def find_unconfirmed_pseudonyms(context: IssueContext) -> Iterator[Violation]:
    """A name may be a real one until a named person says that it is not."""
    for path, review in reviews(context):
        for n, subject in enumerate(review.subjects):
            if subject.kind == "pseudonym" and not subject.pseudonym_confirmed:
                message = f"no one has confirmed that '{subject.label}' is not the child's own name"
                line = ": pseudonym_confirmed: {by: your name, on: the date}"
                hint = Reason("Ask the publisher of the review, then write", line, "your answer under Name confirmed.")
                yield Violation((*path, "subjects", n), message, hint)


@issue_rule(
    "subject.identifies",
    Severity.UNFINISHED,
    bad="""
subject: What happened to @@Child A, and what we learned
""",
    good="""
subject: What happened, and what we learned
""",
    waivable=False,
)
def find_identifiers_in_the_inbox(context: IssueContext) -> Iterator[Violation]:
    """Subject and preheader show on locked phones, over shoulders and in every reply: no child, age or harm in them."""
    labels = {label for _, review in reviews(context) for label in _name_children(review)}
    harms = {label for theme in context.publication.themes.values() if theme.facet == "harm" for label in _name(theme)}
    for field in ("subject", "preheader"):
        words = getattr(context.issue, field) or ""
        for label in sorted(label for label in labels if re.search(rf"\b{re.escape(label)}\b", words)):
            hint = "Say how many reviews there are, and nothing about who is in them."
            yield Violation((field,), f"it names '{label}'", hint, words=label)
        for harm in sorted(harm for harm in harms if re.search(rf"\b{re.escape(harm)}\b", words, re.IGNORECASE)):
            hint = "Keep it for the issue, where a note comes before it."
            yield Violation((field,), f"it names a harm, '{harm}'", hint, words=harm)
        for age in _AGE.finditer(words):
            yield Violation((field,), f"it names an age, '{age[0]}'", "Leave it out.", words=age[0])


NUMBERS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen",
)  # fmt: skip
"""The numbers that a child's age can be, in words."""

_YEARS = rf"(?:\d{{1,2}}|{'|'.join(NUMBERS)})"
_AGE = re.compile(
    rf"\b{_YEARS}[- ](?:year|month|week|day)s?[- ]old\b|\b(?:boy|girl|baby|infant|toddler|child) of {_YEARS}\b|"
    rf"\baged {_YEARS}\b(?! ?(?:to|and|or|[-–+])(?: |\d))",
    re.IGNORECASE,
)
"""How old a person is; children aged 5 to 11 are no one in particular."""


def _name_children(review: CaseReview) -> Iterator[str]:
    yield from (subject.label for subject in review.subjects if subject.label and subject.kind in {"code", "pseudonym"})
    yield from re.findall(r"\b(?:Child|Baby|Young Person) [A-Z]{1,3}\d{0,3}\b|\b[A-Z]\d{2,4}\b", review.title)


def _name(theme: Theme) -> tuple[str, ...]:
    return (theme.label, *theme.aliases)
