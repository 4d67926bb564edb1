"""Runs the work: in this process if there is little of it, in a pool of processes if there is much."""

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

POOL_THRESHOLD = 24
"""Issues from which starting processes costs less time than it saves."""

IssueTask = tuple[str, str]
PageTask = tuple[AggregatePage, str]


class WorkerPool:
    """Builds issues and aggregate pages, in the order in which they are given."""

    def __init__(self, paths: BuildPaths, pool: ProcessPoolExecutor | None = None) -> None:
        self._paths = paths
        self._pool = pool

    def make_email(self, name: str) -> IssueOutcome:
        """Make one issue's e-mail and nothing else."""
        return self._builder.make_issue(name, key="", email_only=True)

    def make_issues(self, orders: Sequence[IssueTask]) -> Iterator[IssueOutcome]:
        """Yield the outcome of each issue, given as its file and its key."""
        if self._pool is None:
            return (self._builder.make_issue(*order) for order in orders)
        return self._pool.map(_make_issue, [(self._paths, *order) for order in orders], chunksize=4)

    def make_pages(self, orders: Sequence[PageTask]) -> Iterator[PageOutcome]:
        """Yield the outcome of each page, given with its key."""
        if self._pool is None:
            return (self._builder.make_page(*order) for order in orders)
        return self._pool.map(_make_page, [(self._paths, *order) for order in orders])

    @cached_property
    def _builder(self) -> IssueBuilder:
        return IssueBuilder(self._paths)


@contextmanager
def open_pool(paths: BuildPaths, work: int) -> Iterator[WorkerPool]:
    """Start as many processes as ``work`` issues are worth.

    Raises:
        BuildError: a process of the pool was killed.

    """
    cores = os.cpu_count() or 1
    if work < POOL_THRESHOLD or cores == 1:
        yield WorkerPool(paths, None)
        return
    ignore_interrupts = (signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; only the first one handles it
    spawn = get_context("spawn")
    try:
        with ProcessPoolExecutor(min(cores, 8), spawn, initializer=signal.signal, initargs=ignore_interrupts) as pool:
            yield WorkerPool(paths, pool)
    except BrokenProcessPool as error:
        raise BuildError("A process of the build was killed, perhaps because memory ran out. Build again.") from error


@cache
def _open_builder(paths: BuildPaths) -> IssueBuilder:
    """Return the builder of this process of a pool, which lives no longer than one build."""
    return IssueBuilder(paths)


def _make_issue(job: tuple[BuildPaths, str, str]) -> IssueOutcome:
    paths, name, key = job
    return _open_builder(paths).make_issue(name, key)


def _make_page(job: tuple[BuildPaths, AggregatePage, str]) -> PageOutcome:
    paths, aggregate, key = job
    return _open_builder(paths).make_page(aggregate, key)
