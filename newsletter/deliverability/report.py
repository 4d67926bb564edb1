"""What the doctor says of one thing it looked at: how bad it is, what was seen, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Weight(StrEnum):
    """Whether big mailbox providers would take it well: a fail costs delivery, a warning only may."""

    OK = "ok"
    WARNING = "warning"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Finding:
    """One row of the report."""

    check: str
    weight: Weight
    seen: str
    advice: str = ""

    def as_data(self) -> dict[str, str]:
        """Return the finding as ``--json`` prints it."""
        return {**asdict(self), "weight": self.weight.value}


def ok(check: str, seen: str) -> Finding:
    """Say that something is as it should be."""
    return Finding(check, Weight.OK, seen)


def warning(check: str, seen: str, advice: str) -> Finding:
    """Say that something may cost delivery, or could not be looked at."""
    return Finding(check, Weight.WARNING, seen, advice)


def fail(check: str, seen: str, advice: str) -> Finding:
    """Say that something costs delivery."""
    return Finding(check, Weight.FAIL, seen, advice)
