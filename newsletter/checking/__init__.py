"""Rules over documents and what is made of them: what a rule is, who asks it, and what becomes of its findings.

A rule yields findings; what one weighs depends on the rule and on whether the issue is still a draft. Building and
sending ask the rules that can stop an issue; advice on style is for ``newsletter check``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from importlib import import_module
from pathlib import Path

from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import ALL_RULES, ISSUE_RULES, PUBLICATION_RULES, GivenT, Rule, Stage, choose
from newsletter.checking.reporting import report
from newsletter.checking.waivers import Waived, apply_waivers
from newsletter.documents.publication import Publication
from newsletter.errors import Problem
from newsletter.loading import LoadedIssue
from newsletter.parsing.document import Document

__all__ = [
    "ALL_RULES",
    "ISSUE_RULES",
    "PUBLICATION_RULES",
    "Rule",
    "Stage",
    "Waived",
    "apply",
    "check_issue",
    "check_publication",
    "find_in_issue",
    "find_in_publication",
]

import_module(f"{__name__}.rules")


def check_issue(loaded: LoadedIssue, publication: Publication, today: date = date.max) -> tuple[Problem, ...]:
    """Apply the rules that a build of this day holds an issue to, and its waivers to what they find."""
    return apply_waivers(loaded, find_in_issue(loaded, publication, Stage.BUILD, today)).problems


def find_in_issue(loaded: LoadedIssue, publication: Publication, stage: Stage, today: date) -> Iterator[Problem]:
    """Yield what the rules about issues find on this day, whether it is waived or not."""
    context = IssueContext(loaded.issue, publication, loaded.document.file, today=today)
    yield from apply(ISSUE_RULES, context, loaded, (publication, stage))


def apply(
    rules: Mapping[str, Rule[GivenT]], given: GivenT, loaded: LoadedIssue, asked: tuple[Publication, Stage]
) -> Iterator[Problem]:
    """Yield what rules of one kind find in an issue, asked for a publication at a stage."""
    for rule in choose(rules, *asked):
        for violation in rule.find(given):
            yield report(loaded.document, rule, violation, is_ready=loaded.issue.is_ready)


def check_publication(
    document: Document, publication: Publication, today: date, root: Path | None = None
) -> tuple[Problem, ...]:
    """Apply the rules that a build holds a publication to, as it stands on a day in the folder ``root``."""
    return tuple(find_in_publication(document, PublicationContext(publication, today, root), Stage.BUILD))


def find_in_publication(document: Document, context: PublicationContext, stage: Stage) -> Iterator[Problem]:
    """Yield what the rules about publications find."""
    for rule in choose(PUBLICATION_RULES, context.publication, stage):
        for violation in rule.find(context):
            yield report(document, rule, violation, is_ready=True)
