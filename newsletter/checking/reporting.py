"""From a finding to a problem: its place in the document, and what it weighs there."""

from __future__ import annotations

from typing import Any

from newsletter.checking.registry import Rule, Violation
from newsletter.errors import Problem, Severity
from newsletter.parsing.document import Document, write_path
from newsletter.parsing.locate import place_words


def report(document: Document, rule: Rule[Any], violation: Violation, *, is_ready: bool) -> Problem:
    """Say where in the document a finding is; what is unfinished stops only an issue that is ready."""
    severity = violation.severity or rule.severity
    stops = severity is Severity.ERROR or (severity is Severity.UNFINISHED and is_ready)
    severity = Severity.ERROR if stops else Severity.WARNING
    place, path = place_words(document, violation.path, violation.words), write_path(violation.path)
    return Problem(place, rule.id, violation.message, violation.hint, path, severity, rule.reason)
