"""The ``newsletter`` command, called in this process: most tests need no new one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Call = Callable[..., "Ended"]
"""Calls ``newsletter`` with a command and its arguments, on the publication of the test."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401  # whatever the command has to tell
        """Return what was printed for programs, which must be all that was printed."""
        assert self.err == ""
        return json.loads(self.out)


def read_everything(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file of a publication, hidden ones too, with the time of its last change."""
    files = (path for path in sorted(root.rglob("*")) if path.is_file())
    return {str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}
