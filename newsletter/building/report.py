"""The report of a build: a row for each issue, the totals, the warnings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from newsletter.building.files import StagedFile
from newsletter.building.manifest import IssueRecord
from newsletter.errors import Problem, sort_problems


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One row of a build's table; ``state`` is draft, ready or published, sizes are in bytes."""

    issue: str
    state: str
    subject: str
    blocks: int
    html_size: int
    written: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; ``warnings`` are the problems that did not stop it."""

    rows: tuple[IssueRow, ...]
    written: int
    unchanged: int
    removed: int
    warnings: tuple[Problem, ...]


def report_build(
    records: Iterable[IssueRecord], staged: Iterable[StagedFile], total: int, removed: int, problems: Iterable[Problem]
) -> BuildReport:
    """Count what was written and what did not change; ``total`` is the number of files there are now."""
    new = {file.path for file in staged if file.is_new}
    rows = tuple(_make_row(record, new) for record in records)
    return BuildReport(rows, len(new), total - len(new), removed, sort_problems(problems))


def _make_row(record: IssueRecord, new: set[str]) -> IssueRow:
    counts = Counter(file.path in new for file in record.files)
    return IssueRow(
        issue=record.summary.period,
        state="draft" if record.live_on is None else "published" if record.is_live else "ready",
        subject=record.subject,
        blocks=record.blocks,
        html_size=record.html_size,
        written=counts[True],
        unchanged=counts[False],
    )
