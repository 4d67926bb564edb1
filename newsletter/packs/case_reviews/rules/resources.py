"""The case-reviews pack: the documents that a review leads to."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Reason, Severity
from newsletter.packs.case_reviews.rules.texts import reviews


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
    for path, review in reviews(context):
        for n, resource in enumerate(review.resources):
            if resource.url:
                continue
            if not resource.unpublished_reason:
                hint = Reason(
                    "",
                    "Add url:, or say why there is none with unpublished_reason:",
                    "Add it in its form, or say there why there is none.",
                )
                yield Violation((*path, "resources", n, "url"), f"'{resource.title}' has no address", hint)
            elif not context.publication.collection_url:
                hint = Reason(
                    "",
                    "Write collection_url in newsletter.toml, so that readers know where to look.",
                    "Write the address of the collection in the newsletter's settings.",
                )
                yield Violation((*path, "resources", n), f"'{resource.title}' points to no collection", hint)


@issue_rule(
    "resource.unmeasured",
    Severity.WARNING,
    bad="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A visit was missed.
    learning: {items: [Listening to the child]}
    resources:
      - @@{title: Full overview, kind: overview, url: "https://reviews.example.net/a.pdf"}
""",
    good="""
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: scr
    summary: A visit was missed.
    learning: {items: [Listening to the child]}
    resources:
      - {title: Full overview, kind: overview, url: "https://reviews.example.net/a.pdf", bytes: 410000}
""",
)
def find_unmeasured_resources(context: IssueContext) -> Iterator[Violation]:
    """Readers with little time or a dear connection decide by the size of a document."""
    for path, review in reviews(context):
        for n, resource in enumerate(review.resources):
            if resource.url and resource.media_type != "text/html" and not (resource.bytes or resource.pages):
                hint = Reason(
                    "",
                    "Add bytes: or pages: with what the file has.",
                    "Say in its form how many pages or bytes the file has.",
                )
                yield Violation((*path, "resources", n), f"the size of '{resource.title}' is missing", hint)
