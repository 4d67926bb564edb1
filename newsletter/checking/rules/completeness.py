"""Rules about what must be there before an issue goes out; a draft may still lack it."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Severity

_WANTED = {
    "subject": "Add subject: below title: the line that readers see in their inbox.",
    "preheader": "Add preheader: below subject: the words that follow it in the inbox.",
    "intro": "Add intro: below title: a sentence or two about this issue.",
}


@issue_rule("issue.unfinished", Severity.UNFINISHED, bad="subject:\n", good="subject: What happened\n")
def find_missing_parts(context: IssueContext) -> Iterator[Violation]:
    """Readers choose by subject and preheader, and an issue without blocks says nothing."""
    for field, hint in _WANTED.items():
        if getattr(context.issue, field) is None:
            yield Violation((), f"the issue has no {field}", hint)
    if not context.issue.blocks:
        yield Violation((), "the issue has no blocks", "Add at least one under blocks:")


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
    for path, review in context.reviews():
        if not review.summary:
            yield Violation(path, f"'{review.title}' has no summary", "Add summary: with two or three sentences.")
        if not review.learning and not review.recommendations:
            hint = "Add learning: or recommendations: with their items."
            yield Violation(path, f"'{review.title}' has neither learning nor recommendations", hint)


@issue_rule(
    "resource.unreachable",
    Severity.UNFINISHED,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    resources:
      - @@{title: Full overview, kind: overview}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: An infant was injured.
    learning: {items: [Listening]}
    resources:
      - {title: Full overview, kind: overview, unpublished_reason: It is not out yet.}
""",
)
def find_unreachable_resources(context: IssueContext) -> Iterator[Violation]:
    """A document is linked, or readers are told why not and where to look."""
    for path, review in context.reviews():
        for n, resource in enumerate(review.resources):
            if resource.url:
                continue
            if not resource.unpublished_reason:
                hint = "Add url:, or say why there is none with unpublished_reason:"
                yield Violation((*path, "resources", n), f"'{resource.title}' has no address", hint)
            elif not context.publication.collection_url:
                hint = "Write collection_url in newsletter.toml, so that readers know where to look."
                yield Violation((*path, "resources", n), f"'{resource.title}' points to no collection", hint)
