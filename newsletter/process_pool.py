"""A pool of processes for work on many issues."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

from newsletter import SELDOM
from newsletter.errors import ProcessLostError

MOST_PROCESSES = 8

P = ParamSpec("P")
T = TypeVar("T")


class ProcessPool(ProcessPoolExecutor):
    """Processes that leave Ctrl-C, which reaches every process of a terminal, to the one that started them."""

    def submit(self, act: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have something done. A process that is started for it inherits that signals wait, so that none stops it."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(act, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def count_processes() -> int:
    """Return how many processes are worth starting: one for each core, up to a limit."""
    return min(os.cpu_count() or 1, MOST_PROCESSES)


@contextmanager
def open_process_pool(work: str) -> Iterator[ProcessPool]:
    """Open a pool for some work, named as in "the build".

    Raises:
        ProcessLostError: a process of the pool was killed.
    """
    try:
        with ProcessPool(count_processes(), get_context("spawn"), initializer=_begin) as pool:
            yield pool
    except BrokenProcessPool as error:
        raise ProcessLostError(f"A process of {work} was killed, perhaps because memory ran out. Try again.") from error


def _begin() -> None:
    """Look for cycles of objects seldom: there are few."""
    gc.set_threshold(SELDOM)
