"""Rules about what an inbox shows: subject and preheader."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Violation, issue_rule
from newsletter.errors import Severity

SHORTEST_WORD = 3
"""Letters; shorter words say little."""

WORTH_COMPARING, REPEATED = 3, 0.8
"""Words that a subject must have, and the share of them that a preheader may not say again."""

LONGEST_SUBJECT = 60
"""Characters that most inboxes show of a subject; a phone shows about 40."""

SHORTEST_PREHEADER, LONGEST_PREHEADER = 30, 110
"""Characters between which a preheader fills its line and is not cut."""


@issue_rule(
    "subject.length",
    Severity.WARNING,
    bad="""
subject: @@Everything that has happened in the town and in the villages around it in March
""",
    good="""
subject: What happened around the town in March
""",
)
def find_long_subjects(context: IssueContext) -> Iterator[Violation]:
    """Inboxes cut a long subject, on phones first, and what stood at its end is never read."""
    subject = context.issue.subject or ""
    if len(subject) > LONGEST_SUBJECT:
        message = f"the subject has {len(subject)} characters, and most inboxes show {LONGEST_SUBJECT}"
        yield Violation(("subject",), message, "Say the most important thing first, and leave out the rest.")


@issue_rule(
    "preheader.length",
    Severity.WARNING,
    bad="""
preheader: @@News and more.
""",
    good="""
preheader: The hall opens again, and the library stays open later.
""",
)
def find_odd_preheaders(context: IssueContext) -> Iterator[Violation]:
    """Too short, and inboxes fill the line with whatever stands first in the mail; too long, and it is cut."""
    preheader = context.issue.preheader
    if preheader is None or SHORTEST_PREHEADER <= len(preheader) <= LONGEST_PREHEADER:
        return
    message = f"the preheader has {len(preheader)} characters"
    hint = f"Write one sentence of {SHORTEST_PREHEADER} to {LONGEST_PREHEADER} characters."
    yield Violation(("preheader",), message, hint)


@issue_rule(
    "preheader.repeats-subject",
    Severity.WARNING,
    bad="""
subject: The hall opens again in April
preheader: @@The hall opens again in April, with a new floor.
""",
    good="""
subject: The hall opens again in April
preheader: It has a new floor, and room for two hundred.
""",
)
def find_repeated_subjects(context: IssueContext) -> Iterator[Violation]:
    """The preheader is shown beside the subject: repeating it wastes half of the space."""
    subject, preheader = (_list_words(text or "") for text in (context.issue.subject, context.issue.preheader))
    shared = [word for word in subject if word in preheader]
    if len(subject) >= WORTH_COMPARING and len(shared) >= REPEATED * len(subject):
        message = "the preheader says again what the subject says"
        yield Violation(("preheader",), message, "Say what else there is to read.")


def _list_words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if len(word) >= SHORTEST_WORD]


@issue_rule(
    "subject.spam",
    Severity.WARNING,
    bad="""
subject: @@Act now, the hall opens again!!
""",
    good="""
subject: Tea and cake for everybody!
""",
)
def find_spam_subjects(context: IssueContext) -> Iterator[Violation]:
    """Filters and readers know a certain tone, and put what sounds like it away unread."""
    for field in ("subject", "preheader"):
        for found in _LOUD.finditer(getattr(context.issue, field) or ""):
            loud = found[0].strip()
            yield Violation((field,), f"'{loud}' is what spam sounds like", "Say plainly what it is about.", words=loud)


_LOUD = re.compile(
    r"!!+|\?!|[£$€]{2,}|^\s*(?:re|fwd?)\s*:|\b(?:act now|limited time|risk[- ]free|100% free|click (?:here|now)|"
    r"you(?:'ve| have) won|winner!|cash bonus|urgent!|free!|don'?t miss out|last chance|order now|no obligation)",
    re.IGNORECASE,
)
