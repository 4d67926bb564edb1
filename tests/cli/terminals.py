"""The ``newsletter`` command on a terminal of its own, and what is seen there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.building.publications import command

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|4|9|10)[0-7]m")


def run_on_a_terminal(
    *arguments: str | Path, types: str = "", environment: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run ``newsletter`` where somebody ``types``; return its exit code and everything that is seen there."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  # our own program
        command(*arguments),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"} | (environment or {}),
    )
    os.close(theirs)
    os.write(ours, types.encode())
    seen = b"".join(_read_until_closed(ours))
    code = process.wait(60)
    os.close(ours)
    return code, seen.decode()


def _read_until_closed(terminal: int) -> list[bytes]:
    """Read a terminal until nobody can write to it any more, which Linux reports as an error."""
    pieces: list[bytes] = []
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            return pieces
        if not piece:
            return pieces
        pieces.append(piece)
