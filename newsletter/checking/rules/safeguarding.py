"""The safeguarding pack: rules about the people that reviews are about, and about readers in distress."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.base import Finding, Stage, Weight, issue_rule
from newsletter.checking.subjects import Reading

PACK = "safeguarding"


@issue_rule(
    "subject.pseudonym-unconfirmed",
    Weight.WARNING,
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
    pack=PACK,
    waivable=False,
)
def find_unconfirmed_pseudonyms(reading: Reading) -> Iterator[Finding]:
    """A name may be a real one until a named person says that it is not."""
    for path, review in reading.reviews():
        for n, subject in enumerate(review.subjects):
            if subject.kind == "pseudonym" and not subject.pseudonym_confirmed:
                message = f"nobody has confirmed that '{subject.label}' is not the child's own name"
                hint = "Ask the publisher of the review, then write: pseudonym_confirmed: {by: your name, on: the date}"
                yield Finding((*path, "subjects", n), message, hint)
