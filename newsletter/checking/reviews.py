"""Rules about case reviews: what a review of children cannot say, and what a person must confirm."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.base import Finding, Weight, issue_rule, walk_reviews
from newsletter.documents.blocks.case_review import ABOUT_ADULTS, ADULT
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication


@issue_rule("incident.after-issue", Weight.ERROR)
def find_incidents_to_come(issue: Issue, _publication: Publication) -> Iterator[Finding]:
    """An incident cannot lie after the month of the issue that reports its review."""
    year, month = map(int, issue.period.split("-"))
    for path, review in walk_reviews(issue):
        for n, incident in enumerate(review.incidents):
            if incident.when.earliest > (year, month):
                message = f"{incident.when} is after the issue's month, {issue.period}"
                yield Finding((*path, "incidents", n, "when"), message, "Correct the date, or the issue's period.")


@issue_rule("subject.adult", Weight.ERROR)
def find_adults_among_children(issue: Issue, _publication: Publication) -> Iterator[Finding]:
    """A child is under 18; an older age in a child review is a slip of the pen, or another type of review."""
    for path, review in walk_reviews(issue):
        for n, subject in enumerate(review.subjects):
            if review.review_type not in ABOUT_ADULTS and subject.age and subject.age.years >= ADULT:
                message = f"{subject.age} is not a child's age"
                hint = "Correct the age, or write review_type: sar for a review about an adult."
                yield Finding((*path, "subjects", n, "age"), message, hint)


@issue_rule("subject.pseudonym-unconfirmed", Weight.WARNING)
def find_unconfirmed_pseudonyms(issue: Issue, _publication: Publication) -> Iterator[Finding]:
    """A name may be a real one until a named person says that it is not."""
    for path, review in walk_reviews(issue):
        for n, subject in enumerate(review.subjects):
            if subject.kind == "pseudonym" and not subject.pseudonym_confirmed:
                message = f"nobody has confirmed that '{subject.label}' is not the child's own name"
                hint = "Ask the publisher of the review, then write: pseudonym_confirmed: {by: your name, on: the date}"
                yield Finding((*path, "subjects", n), message, hint)
