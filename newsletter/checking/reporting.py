"""From a finding to a problem with its place in the document."""

from __future__ import annotations

from newsletter.checking.base import Finding
from newsletter.errors import Problem, Severity
from newsletter.reading.document import Document, write_path


def report(document: Document, rule: str, severity: Severity, finding: Finding) -> Problem:
    """Say where in the document a finding is."""
    place, path = document.place_of(finding.path), write_path(finding.path)
    return Problem(place, rule, finding.message, finding.hint, path, severity)
