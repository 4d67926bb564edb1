"""Rules over documents and what is made of them: what a rule is, who asks it, and what becomes of its violations.

A rule yields violations; how severe one is depends on the rule and on whether the issue is still a draft. The stage of
a command decides which rules are asked: ``newsletter.pipeline`` asks them for every command.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.registry import Rule, Stage, ask, find_rules
from newsletter.checking.waivers import Waived, apply_waivers
from newsletter.documents.publication import Publication
from newsletter.errors import Problem
from newsletter.loading import LoadedIssue, LoadedPublication

__all__ = ["Rule", "Stage", "Waived", "ask", "check_issue", "check_publication", "find_rules"]


def check_issue(
    loaded: LoadedIssue, publication: Publication, today: date = date.max, stage: Stage = Stage.BUILD
) -> tuple[Problem, ...]:
    """Return what a stage finds in an issue's document on a day, as far as the issue does not waive it."""
    context = IssueContext(
        loaded.issue, publication, loaded.document.file, today=today, translations=loaded.translations
    )
    return apply_waivers(loaded, ask(context, loaded.document, stage)).problems


def check_publication(
    loaded: LoadedPublication,
    today: date,
    root: Path | None = None,
    stage: Stage = Stage.BUILD,
    *,
    has_issues: bool = False,
) -> tuple[Problem, ...]:
    """Return what a stage finds in a publication on a day, in the folder ``root``; ``has_issues`` looks there too."""
    context = PublicationContext(loaded.publication, today, root, has_issues, loaded.translations)
    return tuple(ask(context, loaded.document, stage))
