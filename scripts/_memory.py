"""Measures the memory that this process's children use together. Reads /proc, so Linux only."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def watch_memory() -> Iterator[list[int]]:
    """Yield a list of one number: the peak resident memory of all child processes together, in bytes (Linux)."""
    peak, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], sum(read_resident(pid) for pid in find_descendants(os.getpid())))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield peak
    finally:
        done.set()
        watcher.join()


def find_descendants(pid: int) -> Iterator[int]:
    """Yield the process ids of all descendants of ``pid``."""
    try:
        tasks = Path(f"/proc/{pid}/task")
        children = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    except OSError:
        return
    for child in children:
        yield child
        yield from find_descendants(child)


def read_resident(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
