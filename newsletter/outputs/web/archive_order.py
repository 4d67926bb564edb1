"""The order in which the archive lists issues, and the years that they are in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newsletter.documents.publication import Publication
from newsletter.outputs.base import IssueSummary


def order(publication: Publication, issues: Iterable[IssueSummary]) -> list[IssueSummary]:
    """Return issues in the order in which the archive lists them, the newest first."""
    return sorted(issues, key=lambda issue: publication.rhythm.order(issue.period), reverse=True)


def group_by_year(newest_first: Sequence[IssueSummary]) -> dict[str, list[IssueSummary]]:
    """Return the issues by year, the newest year first."""
    years: dict[str, list[IssueSummary]] = {}
    for issue in newest_first:
        years.setdefault(issue.year, []).append(issue)
    return dict(sorted(years.items(), key=lambda year: int(year[0]), reverse=True))
