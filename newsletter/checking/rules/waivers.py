"""Rules about waivers: an exception that cannot be, and one that is not needed any more."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.checking.contexts import IssueContext, PublicationContext, WaiverContext, walk_blocks
from newsletter.checking.registry import Stage, Violation, find_rules, issue_rule, waiver_rule
from newsletter.checking.replacements import find_closest
from newsletter.documents.issue import Issue, Waiver
from newsletter.errors import Severity


@issue_rule(
    "waiver.rule",
    Severity.ERROR,
    bad="""
waivers:
  - {rule: @@id.duplicate, block: hall, reason: Both are about the hall.}
""",
    good="""
waivers: []
""",
    waivable=False,
)
def find_impossible_waivers(context: IssueContext) -> Iterator[Violation]:
    """A waiver without effect lets an editor believe in an exception that does not exist."""
    rules = find_rules(context.publication.packs)
    for n, waiver in enumerate(context.issue.waivers):
        if waiver.rule not in rules:
            meant = find_closest(waiver.rule, rules)
            message, hint = f"unknown rule '{waiver.rule}'", "newsletter rules lists all."
            yield Violation(("waivers", n, "rule"), message, hint, replacements=meant)
        elif rules[waiver.rule].context is PublicationContext:
            message = f"'{waiver.rule}' is about newsletter.toml, and an issue cannot waive it"
            yield Violation(("waivers", n, "rule"), message, "Mend what it finds there, and delete the waiver.")
        elif not rules[waiver.rule].waivable:
            message = f"'{waiver.rule}' is about truth or safety, and cannot be waived"
            yield Violation(("waivers", n, "rule"), message, "Mend what it finds, and delete the waiver.")


@waiver_rule(
    "waiver.stale",
    Severity.UNFINISHED,
    bad="""
waivers:
  - @@{rule: words.house-spelling, path: title, reason: It quotes a title.}
""",
    good="""
title: The Covid-19 letters
waivers:
  - {rule: words.house-spelling, path: title, reason: It quotes a title.}
""",
    stage=Stage.CHECK,
)
def find_stale_waivers(context: WaiverContext) -> Iterator[Violation]:
    """A waiver that no longer matches would hide the next mistake at its place."""
    issue = context.issue_context.issue
    for n in context.unused:
        waiver = issue.waivers[n]
        if waiver.rule in context.asked and find_rules(context.publication.packs)[waiver.rule].waivable:
            where = waiver.block or waiver.path or "the issue as a whole"
            message = f"the waiver of '{waiver.rule}' for {where} matches nothing any more"
            yield Violation(("waivers", n), message, _advise(waiver, issue))


def _advise(waiver: Waiver, issue: Issue) -> str:
    if waiver.block and waiver.block not in (block.id for _, block in walk_blocks(issue)):
        return f"There is no block '{waiver.block}': delete it, or name the block that has the problem."
    if waiver.block or waiver.path:
        return "Delete it, or name the place where the problem is now."
    return "Delete it, or say where the problem is: add block: with an id, or path: with the place that is told."
