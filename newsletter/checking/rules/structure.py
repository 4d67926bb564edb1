"""Rules about what belongs together within an issue (ids, contacts, months), and what it needs before it goes out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Stage, Violation, issue_rule
from newsletter.checking.replacements import find_closest
from newsletter.documents.blocks.contacts import Contacts
from newsletter.documents.blocks.editor_letter import EditorLetter
from newsletter.documents.dates import MONTHS, name_month, name_period
from newsletter.documents.periods import DateRange
from newsletter.errors import Reason, Severity
from newsletter.languages.wording import ENGLISH, find_wording
from newsletter.parsing.document import DataPath
from newsletter.rendering.edition import publication_moment


@issue_rule(
    "id.duplicate",
    Severity.ERROR,
    bad="""
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
  - {type: notice, id: @@news, title: More news, body: The library is open.}
""",
    good="""
blocks:
  - {type: notice, id: news, title: News, body: The hall is open.}
  - {type: notice, id: more-news, title: More news, body: The library is open.}
""",
    waivable=False,
)
def find_duplicate_ids(context: IssueContext) -> Iterator[Violation]:
    """An id names one block for ever: two alike would share an address and a feed entry."""
    seen: dict[str, DataPath] = {}
    for path, block in context.blocks():
        if block.id and block.id in seen:
            yield Violation(
                (*path, "id"), f"'{block.id}' is already the id of another block", "Give each block its own id."
            )
        seen.setdefault(block.id or "", path)


@issue_rule(
    "contact.unknown",
    Severity.ERROR,
    bad="""
blocks:
  - {type: contacts, title: Help, use: [helpline, @@help-lin]}
""",
    good="""
blocks:
  - {type: contacts, title: Help, use: [helpline]}
""",
    waivable=False,
)
def find_unknown_contacts(context: IssueContext) -> Iterator[Violation]:
    """A contacts block names contacts that the publication keeps and checks."""
    known = [contact.id for contact in context.publication.support_contacts]
    for path, block in context.blocks():
        named = block.use if isinstance(block, Contacts) else ()
        for n, contact in enumerate(named):
            if contact not in known:
                hint = Reason(
                    "",
                    f"Known are: {', '.join(known) or 'none; add one as [[support_contacts]] in newsletter.toml'}.",
                    "Choose one of those in the newsletter's settings, or add it there.",
                )
                message = f"'{contact}' is not a support contact of this publication"
                yield Violation((*path, "use", n), message, hint, replacements=find_closest(contact, known))


@issue_rule(
    "intro.month",
    Severity.WARNING,
    bad="""
title: News, @@February 2024
""",
    good="""
title: News, March 2024
""",
    stage=Stage.BUILD,
)
def find_other_months(context: IssueContext) -> Iterator[Violation]:
    """A month in the title or subject that is not the issue's own is usually an old one; in the intro, last month's."""
    first, *others = _find_own_months(context)
    own, last = {name_month(month) for month in (first, *others)}, name_month(first.replace(day=1) - timedelta(days=1))
    issue = name_period(find_wording(ENGLISH), context.issue.period, context.publication.rhythm.hemisphere)
    right = (name_month(first),) if context.issue.period.kind == "month" else ()
    for field in ("title", "subject", "preheader", "intro"):
        for match in _NAMED_MONTH.finditer(getattr(context.issue, field) or ""):
            if match[0] not in own and (match[0] == last or field != "intro"):
                message = f"it says '{match[0]}', but the issue is {issue}"
                hint = "Or correct the period." if right else "Correct the month or the period."
                yield Violation((field,), message, hint, words=match[0], replacements=right)


def _find_own_months(context: IssueContext) -> Iterator[date]:
    """Yield a day of each month that an issue may name: those of its period, and unless it is a month, of its day."""
    day = publication_moment(context.publication, context.issue).date()
    span = context.issue.period.span(context.publication.rhythm.hemisphere) or DateRange(day, day)
    yield from (span.first + timedelta(days=days) for days in range(0, (span.last - span.first).days, 28))
    yield span.last
    if context.issue.period.kind != "month":
        yield day


_NAMED_MONTH = re.compile(rf"(?<!\d )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )\b({'|'.join(MONTHS)}) \d{{4}}\b")
"""A month and its year; with a day before them it is a date, which may be any."""


_WANTED = {
    "subject": Reason(
        "", "Add subject: below title: the line that readers see in their inbox.", "Write the line of the inbox."
    ),
    "preheader": Reason(
        "",
        "Add preheader: below subject: the words that follow it in the inbox.",
        "Write the words that follow the subject in the inbox.",
    ),
    "intro": Reason(
        "",
        "Add intro: below title: a sentence or two about this issue. Or begin with a block of type letter.",
        "Write a sentence or two about this issue, or begin it with a letter from the editor.",
    ),
}


@issue_rule("issue.unfinished", Severity.UNFINISHED, bad="subject:@@\n", good="subject: What happened\n")
def find_missing_parts(context: IssueContext) -> Iterator[Violation]:
    """Readers choose by subject and preheader, and an issue without blocks says nothing."""
    has_letter = any(isinstance(block, EditorLetter) for _, block in context.blocks())
    for field, hint in _WANTED.items():
        if getattr(context.issue, field) is None and not (field == "intro" and has_letter):
            yield Violation((field,), f"the issue has no {field}", hint)
    if not context.issue.blocks:
        yield Violation((), "the issue has no blocks", Reason("Add at least one", "under blocks:", "with +."))
