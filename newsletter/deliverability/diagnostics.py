"""What the doctor says of one thing it looked at: how bad it is, what was seen, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DiagnosticStatus(StrEnum):
    """Whether big mailbox providers would take it well: a fail costs delivery, a warning only may."""

    OK = "ok"
    WARNING = "warning"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One row of the report."""

    check: str
    status: DiagnosticStatus
    observed: str
    advice: str = ""

    def as_data(self) -> dict[str, str]:
        """Return the row as ``--json`` prints it."""
        return {"check": self.check, "weight": self.status.value, "seen": self.observed, "advice": self.advice}


def ok(check: str, observed: str) -> Diagnostic:
    """Say that something is as it should be."""
    return Diagnostic(check, DiagnosticStatus.OK, observed)


def warning(check: str, observed: str, advice: str) -> Diagnostic:
    """Say that something may cost delivery, or could not be looked at."""
    return Diagnostic(check, DiagnosticStatus.WARNING, observed, advice)


def fail(check: str, observed: str, advice: str) -> Diagnostic:
    """Say that something costs delivery."""
    return Diagnostic(check, DiagnosticStatus.FAIL, observed, advice)
