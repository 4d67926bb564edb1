"""From a finding to a problem: its place in the document, and what it weighs there."""

from __future__ import annotations

from typing import Any

from newsletter.checking.registry import Finding, Rule, Weight
from newsletter.errors import Problem, Severity
from newsletter.parsing.document import Document, write_path
from newsletter.parsing.locate import place_words


def report(document: Document, rule: Rule[Any], finding: Finding, *, is_ready: bool) -> Problem:
    """Say where in the document a finding is; what is unfinished stops only an issue that is ready."""
    weight = finding.weight or rule.weight
    stops = weight is Weight.ERROR or (weight is Weight.UNFINISHED and is_ready)
    severity = Severity.ERROR if stops else Severity.WARNING
    place, path = place_words(document, finding.path, finding.words), write_path(finding.path)
    return Problem(place, rule.id, finding.message, finding.hint, path, severity, rule.reason)
