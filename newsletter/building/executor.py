"""Who does the work: this process where there is little of it, a pool of processes where there is much."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cache, cached_property
from multiprocessing import get_context

from newsletter.building.worker import BuildPaths, IssueBuilder, IssueOutcome, PageOutcome
from newsletter.errors import BuildError
from newsletter.outputs.base import AggregatePage

WORTH_A_POOL = 24
"""Issues from which starting processes costs less time than it saves."""

IssueOrder = tuple[str, str]
SheetOrder = tuple[AggregatePage, str]


class WorkerPool:
    """Makes issues and sheets, in the order in which they were asked for."""

    def __init__(self, site: BuildPaths, pool: ProcessPoolExecutor | None = None) -> None:
        self._site = site
        self._pool = pool

    def make_email(self, name: str) -> IssueOutcome:
        """Make one issue's e-mail and nothing else."""
        return self._workshop.make_issue(name, key="", email_only=True)

    def make_issues(self, orders: Sequence[IssueOrder]) -> Iterator[IssueOutcome]:
        """Yield what came of each issue, given as its file and its key."""
        if self._pool is None:
            return (self._workshop.make_issue(*order) for order in orders)
        return self._pool.map(_make_issue, [(self._site, *order) for order in orders], chunksize=4)

    def make_sheets(self, orders: Sequence[SheetOrder]) -> Iterator[PageOutcome]:
        """Yield what came of each sheet, given with its key."""
        if self._pool is None:
            return (self._workshop.make_sheet(*order) for order in orders)
        return self._pool.map(_make_sheet, [(self._site, *order) for order in orders])

    @cached_property
    def _workshop(self) -> IssueBuilder:
        return IssueBuilder(self._site)


@contextmanager
def open_crew(site: BuildPaths, work: int) -> Iterator[WorkerPool]:
    """Gather as many hands as ``work`` issues are worth.

    Raises:
        BuildError: a process of the pool was ended from outside.

    """
    hands = os.cpu_count() or 1
    if work < WORTH_A_POOL or hands == 1:
        yield WorkerPool(site, None)
        return
    deaf = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process: only the first of them answers
    spawn = get_context("spawn")
    try:
        with ProcessPoolExecutor(min(hands, 8), spawn, initializer=signal.signal, initargs=deaf) as pool:
            yield WorkerPool(site, pool)
    except BrokenProcessPool as error:
        raise BuildError(
            "A process that helped with the build was ended, perhaps for want of memory. Build again."
        ) from error


@cache
def _open_workshop(site: BuildPaths) -> IssueBuilder:
    """Return the workshop of this process of a pool, which lives no longer than one build."""
    return IssueBuilder(site)


def _make_issue(job: tuple[BuildPaths, str, str]) -> IssueOutcome:
    site, name, key = job
    return _open_workshop(site).make_issue(name, key)


def _make_sheet(job: tuple[BuildPaths, AggregatePage, str]) -> PageOutcome:
    site, sheet, key = job
    return _open_workshop(site).make_sheet(sheet, key)
