"""Whether a process of this machine still runs. Its number is not enough: numbers are used again."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

_PROC = Path("/proc")
_TOLERANCE = timedelta(seconds=5)
"""How much later than its own record a process may seem to start: clocks are adjusted while the kernel counts on."""
_START_FIELD = 19
"""Where ``/proc/PID/stat`` has the start, counted from what follows the name (proc(5), field 22)."""


def is_running(pid: int, since: datetime) -> bool:
    """Whether the process that had this number at ``since`` runs, rather than another that got the number later.

    Where the start of a process is unknown (outside Linux), any process with the number is taken for it.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    start = find_start(pid)
    return start is None or start <= since + _TOLERANCE


def find_start(pid: int) -> datetime | None:
    """Return when a process started, None where that is unknown."""
    try:
        after_name = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2]
        lines = (_PROC / "stat").read_text(encoding="utf-8").splitlines()
        boot = next(int(line.split()[1]) for line in lines if line.startswith("btime "))
        ticks = int(after_name.split()[_START_FIELD])
        return datetime.fromtimestamp(boot + ticks / os.sysconf("SC_CLK_TCK"), UTC)
    except (OSError, ValueError, IndexError, StopIteration):
        return None
