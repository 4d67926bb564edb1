"""What goes with the form of a whole issue: its line in an inbox, when it goes out, and its warnings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from newsletter.checking import find_rules
from newsletter.checking.contexts import walk_blocks
from newsletter.documents.publication import Publication
from newsletter.errors import Problem
from newsletter.parsing.document import format_path
from newsletter.preview.forms.controls import Term
from newsletter.preview.render_cache import View
from newsletter.rendering.edition import Edition
from newsletter.sending.plan_words import format_moment

ON_A_PHONE = (40, 90)
"""Characters that the inbox of a phone shows of the subject, and of the line after it."""

SUMMARISED = 300
"""Characters from the beginning of a mail that programs with a summary of their own read."""

FIELDS = (
    "title",
    "subject",
    "preheader",
    "published",
    "number",
    "language",
    "message_class",
    "corrections",
    "corrects",
    "withdrawn",
    "waivers",
)
"""What editors set of an issue as a whole; its period is in the name of its file."""


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One line of an inbox: what a phone shows of it, and what is cut off; its key in an issue, and what it is."""

    seen: str
    cut: str
    key: str = ""
    name: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A warning that an editor may let stand, if there is a reason; ``block`` or ``path`` say where it is."""

    rule: str
    words: str
    block: str
    path: str

    @property
    def waiver(self) -> str:
        """JSON of its waiver, without the reason."""
        place = {"block": self.block} if self.block else {"path": self.path} if self.path else {}
        return json.dumps({"rule": self.rule, **place})


@dataclass(frozen=True, slots=True)
class IssueFacts:
    """What is shown above the fields of an issue, and below them."""

    sender: str
    subject: InboxLine
    preheader: InboxLine
    goes_out: str
    has_day: bool
    note: str
    doubts: tuple[Doubt, ...]


def make_issue_facts(view: View, publication: Publication) -> IssueFacts | None:
    """Return what goes with the form of an issue; None where it cannot be rendered."""
    rendered = view.rendered
    if rendered is None or not view.is_current:
        return None
    campaign, notes = rendered.campaign, [entry.note for entry in rendered.edition.entries if entry.note]
    return IssueFacts(
        sender=publication.sender.name,
        subject=_cut(campaign.subject, ON_A_PHONE[0]),
        preheader=_cut(campaign.preheader, ON_A_PHONE[1]),
        goes_out=format_moment(campaign.date),
        has_day=rendered.edition.issue.published is not None,
        note=notes[0].text if notes else "",
        doubts=tuple(_list_doubts(view.problems, rendered.edition, publication)),
    )


def list_inbox_lines(subject: str, preheader: str) -> tuple[InboxLine, InboxLine]:
    """Return the two lines of an issue in an inbox, with what a writer is told of them."""
    first, second = (_cut(words, length) for words, length in zip((subject, preheader), ON_A_PHONE, strict=True))
    how_much = "Phones show about {} characters."
    return (
        replace(
            first, key="subject", name="Subject", help=f"The first thing readers see. {how_much.format(ON_A_PHONE[0])}"
        ),
        replace(
            second,
            key="preheader",
            name="Preview line",
            help=f"Follows the subject in the inbox. {how_much.format(ON_A_PHONE[1])}",
        ),
    )


def summarise(text: str) -> str:
    """Return what a program that writes summaries reads of a mail: its first words."""
    return " ".join(text.split())[:SUMMARISED]


def _cut(words: str, length: int) -> InboxLine:
    return InboxLine(words[:length], words[length:])


def _list_doubts(problems: tuple[Problem, ...], edition: Edition, publication: Publication) -> Iterator[Doubt]:
    rules = find_rules(publication.packs)
    ids = {format_path(path): block.id for path, block in walk_blocks(edition.issue) if block.id}
    for problem in problems:
        rule = rules.get(problem.rule)
        if rule is None or not rule.waivable or problem.place.file != f"issues/{edition.issue.period}.yaml":
            continue
        block = next((name for path, name in ids.items() if problem.path.startswith((f"{path}.", f"{path}["))), "")
        yield Doubt(problem.rule, problem.in_page[0], block, "" if block else problem.path)


@cache
def list_rules(packs: tuple[str, ...]) -> tuple[Term, ...]:
    """Return the rules that may be waived, each with the reason for it."""
    rules = (rule for rule in find_rules(packs).values() if rule.waivable)
    return tuple(Term(rule.id, rule.reason) for rule in rules)
