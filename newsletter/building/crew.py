"""Who does the work: this process where there is little of it, a pool of processes where there is much."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from newsletter.building.workshop import IssueOutcome, SheetOutcome, Site, open_workshop
from newsletter.outputs.base import Sheet

WORTH_A_POOL = 24
"""Issues from which starting processes costs less time than it saves."""

IssueOrder = tuple[str, str]
SheetOrder = tuple[Sheet, str]


class Crew:
    """Makes issues and sheets, in the order in which they were asked for."""

    def __init__(self, site: Site, pool: ProcessPoolExecutor | None = None) -> None:
        self._site = site
        self._pool = pool

    def make_email(self, name: str) -> IssueOutcome:
        """Make one issue's e-mail and nothing else."""
        return open_workshop(self._site).make_issue(name, key="", email_only=True)

    def make_issues(self, orders: Sequence[IssueOrder]) -> Iterator[IssueOutcome]:
        """Yield what came of each issue, given as its file and its key."""
        jobs = [(self._site, *order) for order in orders]
        return self._pool.map(_make_issue, jobs, chunksize=4) if self._pool else map(_make_issue, jobs)

    def make_sheets(self, orders: Sequence[SheetOrder]) -> Iterator[SheetOutcome]:
        """Yield what came of each sheet, given with its key."""
        jobs = [(self._site, *order) for order in orders]
        return self._pool.map(_make_sheet, jobs) if self._pool else map(_make_sheet, jobs)


@contextmanager
def open_crew(site: Site, work: int) -> Iterator[Crew]:
    """Gather as many hands as ``work`` issues are worth."""
    hands = os.cpu_count() or 1
    if work < WORTH_A_POOL or hands == 1:
        yield Crew(site, None)
        return
    with ProcessPoolExecutor(min(hands, 8), mp_context=get_context("spawn")) as pool:
        yield Crew(site, pool)


def _make_issue(job: tuple[Site, str, str]) -> IssueOutcome:
    site, name, key = job
    return open_workshop(site).make_issue(name, key)


def _make_sheet(job: tuple[Site, Sheet, str]) -> SheetOutcome:
    site, sheet, key = job
    return open_workshop(site).make_sheet(sheet, key)
