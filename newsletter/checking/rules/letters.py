"""The rule about letters: an issue opens in one way."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.documents.blocks.editor_letter import EditorLetter
from newsletter.errors import Severity

_TOP_LEVEL = 2
"""How long the path of a block is that is in no section."""


@issue_rule(
    "letter.opening",
    Severity.ERROR,
    bad="""
intro: Welcome to the news of March.
blocks:
  - {type: letter, greeting: @@Dear neighbours, body: Spring is here., name: Anna Example}
""",
    good="""
intro: null
blocks:
  - {type: letter, greeting: Dear neighbours, body: Spring is here., name: Anna Example}
""",
    waivable=False,
)
def find_letters_out_of_place(context: IssueContext) -> Iterator[Violation]:
    """A letter opens an issue: instead of an intro, outside any section, and there is one."""
    letters = [(path, block) for path, block in context.blocks() if isinstance(block, EditorLetter)]
    for number, (path, letter) in enumerate(letters):
        place = (*path, "greeting" if letter.greeting else "body")
        if context.issue.intro:
            yield Violation(place, "this issue has an intro and a letter", "Move the words of intro into the letter.")
        if len(path) > _TOP_LEVEL:
            yield Violation(place, "a letter cannot be in a section", "Move it out of the section.")
        if number:
            yield Violation(place, "this is the second letter of the issue", "Write type: text, with a title.")
