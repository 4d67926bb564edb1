"""A build that dies by SIGKILL right before its n-th touch of the disk: ``python -m tests.building.killable ROOT N``.

It ends with the number of touches on standard output if it is not killed before.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from tests.building.publications import make

_TOUCHES = frozenset({"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "shutil.rmtree"})
_WRITING = os.O_WRONLY | os.O_RDWR


class _Reaper:
    """Counts the touches of the disk that Python reports to an audit hook, and kills the process before one of them."""

    def __init__(self, last: int) -> None:
        self.left = last
        self.count = 0

    def see(self, event: str, arguments: tuple[object, ...]) -> None:
        """Hear of an event that is about to happen."""
        if not _is_touch(event, arguments):
            return
        self.count += 1
        if self.count == self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def _is_touch(event: str, arguments: tuple[object, ...]) -> bool:
    if event == "open":
        flags = arguments[2]
        return isinstance(flags, int) and bool(flags & _WRITING)
    return event in _TOUCHES


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    reaper = _Reaper(int(sys.argv[2]))
    sys.addaudithook(reaper.see)
    make(Path(sys.argv[1]))
    sys.stdout.write(str(reaper.count))
