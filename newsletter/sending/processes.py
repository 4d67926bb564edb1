"""Whether a process of this machine still runs: its number alone says little, for numbers are given out again."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

_PROC = Path("/proc")
_CLOCK = timedelta(seconds=5)
"""How far a start may lie after what the process wrote: the kernel counts from its own start, clocks are set."""
_START = 19
"""Where the start stands in ``/proc/PID/stat``, counted from what follows the name (proc(5), field 22)."""


def is_running(pid: int, since: datetime) -> bool:
    """Whether the process that had this number at ``since`` runs, and not another that got the number later.

    Where nobody tells when a process began (outside Linux), whoever has the number is taken for it.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    began = find_start(pid)
    return began is None or began <= since + _CLOCK


def find_start(pid: int) -> datetime | None:
    """Return when a process began, None where that cannot be told."""
    try:
        after_name = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        lines = (_PROC / "stat").read_text(encoding="utf-8").splitlines()
        boot = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
        ticks = int(after_name.split()[_START])
        return datetime.fromtimestamp(boot + ticks / os.sysconf("SC_CLK_TCK"), UTC)
    except (OSError, ValueError, IndexError, StopIteration):
        return None
