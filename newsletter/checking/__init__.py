"""Rules over documents and what is made of them: one file a family, one small function a rule.

A rule yields findings; what one weighs depends on the rule and on whether the issue is still a draft.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module
from pathlib import Path

from newsletter.checking.base import ISSUE_RULES, PUBLICATION_RULES, Weight
from newsletter.checking.naming import check_file_name
from newsletter.checking.reporting import report
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, Severity
from newsletter.loading import LoadedIssue
from newsletter.reading.document import Document

__all__ = ["ISSUE_RULES", "PUBLICATION_RULES", "check_issue", "check_publication"]

for _name in sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f"{__name__}.{_name}")


def check_issue(loaded: LoadedIssue, publication: Publication) -> tuple[Problem, ...]:
    """Apply every rule about issues: what is unfinished is a warning in a draft and an error in a ready issue."""
    issue = loaded.issue
    found = (
        report(loaded.document, rule.id, _weigh(rule.weight, is_ready=issue.is_ready), finding)
        for rule in ISSUE_RULES.values()
        for finding in rule.find(issue, publication)
    )
    return (*check_file_name(loaded), *found)


def check_publication(document: Document, publication: Publication, today: date) -> tuple[Problem, ...]:
    """Apply every rule about the publication, as it stands on a day."""
    return tuple(
        report(document, rule.id, _weigh(rule.weight, is_ready=True), finding)
        for rule in PUBLICATION_RULES.values()
        for finding in rule.find(publication, today)
    )


def _weigh(weight: Weight, *, is_ready: bool) -> Severity:
    stops = weight is Weight.ERROR or (weight is Weight.UNFINISHED and is_ready)
    return Severity.ERROR if stops else Severity.WARNING
