"""Rules about documents of others: that readers still find them later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.dates import name_day
from newsletter.documents.issue import place_blocks
from newsletter.errors import Reason, Severity
from newsletter.parsing.document import DataPath

SOON = timedelta(days=60)
"""How long before a document disappears an editor is warned."""


@issue_rule(
    "source.ending",
    Severity.WARNING,
    bad="""
blocks:
  - type: article
    id: hall
    title: The hall
    body: It is open.
    resources:
      - {title: Plan of the hall, url: "https://hall.example.org/plan.pdf", available_until: @@2024-04-30}
""",
    good="""
blocks:
  - type: article
    id: hall
    title: The hall
    body: It is open.
    resources:
      - title: Plan of the hall
        url: https://hall.example.org/plan.pdf
        available_until: 2024-04-30
        archived: https://archive.example.net/plan.pdf
""",
)
def find_documents_that_go(context: IssueContext) -> Iterator[Violation]:
    """An issue is read for years; what it links to may be gone by then, and a copy can only be made before that."""
    for path, block in place_blocks(context.issue):
        for _, document in block.outside_documents():
            until = document.available_until
            if until and not document.archived and until - context.today <= SOON:
                verb = "keeps" if until >= context.today else "kept"
                message = f"its publisher {verb} this until {name_day(until)}, and no copy in an archive is named"
                yield Violation((*path, *_find_place(block, document), "available_until"), message, _ARCHIVE)


def _find_place(block: object, document: object) -> DataPath:
    """Return where in a block a document is written."""
    resources = getattr(block, "resources", ())
    return next((("resources", number) for number, one in enumerate(resources) if one is document), ())


_ARCHIVE = Reason(
    "Save it in a public archive, such as web.archive.org,",
    "and write the address of the copy: archived: https://…",
    "and add the address of the copy.",
)
