"""Rules about what must be there before an issue goes out; a draft may still lack it."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.editor_letter import EditorLetter
from newsletter.errors import Severity

_WANTED = {
    "subject": "Add subject: below title: the line that readers see in their inbox.",
    "preheader": "Add preheader: below subject: the words that follow it in the inbox.",
    "intro": "Add intro: below title: a sentence or two about this issue. Or begin with a block of type letter.",
}


@issue_rule("issue.unfinished", Severity.UNFINISHED, bad="subject:\n", good="subject: What happened\n")
def find_missing_parts(context: IssueContext) -> Iterator[Violation]:
    """Readers choose by subject and preheader, and an issue without blocks says nothing."""
    has_letter = any(isinstance(block, EditorLetter) for _, block in context.blocks())
    for field, hint in _WANTED.items():
        if getattr(context.issue, field) is None and not (field == "intro" and has_letter):
            yield Violation((), f"the issue has no {field}", hint)
    if not context.issue.blocks:
        yield Violation((), "the issue has no blocks", "Add at least one under blocks:")
