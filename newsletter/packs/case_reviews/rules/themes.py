"""The case-reviews pack: themes that reviews are filed under, and harms that readers are prepared for."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.rules.texts import reviews


@issue_rule(
    "theme.not-a-harm",
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
      - {when: {year: 2023}, outcome: other, what: A visit was missed., harms: [@@workforce]}
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
      - {when: {year: 2023}, outcome: other, what: A visit was missed., harms: [neglect]}
""",
    waivable=False,
)
def find_harms_of_another_facet(context: IssueContext) -> Iterator[Violation]:
    """The harms of an incident decide the content note, so they must be themes that have wording for it."""
    for path, review in reviews(context):
        for n, incident in enumerate(review.incidents):
            for m, harm in enumerate(incident.harms):
                theme = context.publication.themes.get(harm)
                if theme and theme.facet != "harm":
                    hint = Reason(
                        "",
                        'Choose a theme with facet = "harm", and file the review under this one with themes.',
                        "Choose one that is a harm, and name this one among the themes of the review.",
                    )
                    yield Violation((*path, "incidents", n, "harms", m), f"'{harm}' is a theme but not a harm", hint)
