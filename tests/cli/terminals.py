"""The ``newsletter`` command on a terminal of its own, what is typed there, and what is seen."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.building.publications import command

ESCAPE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COLOUR = re.compile(r"\x1b\[(?:\d+;)*(?:3|4|9|10)[0-7]m")
QUESTION = b"to send: "

_TAKE_THE_TERMINAL = (  # so that Ctrl-C means there what it means to a person
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


def run_on_a_terminal(
    *arguments: str | Path, types: str = "", environment: dict[str, str] | None = None
) -> tuple[int, str]:
    """Run ``newsletter`` in a terminal, type ``types`` at its prompts, and return its exit code and output."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  # our own program
        [sys.executable, "-c", _TAKE_THE_TERMINAL, *command(*arguments)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "120"} | (environment or {}),
        start_new_session=True,
    )
    os.close(theirs)
    seen = _watch(ours, types.encode())
    code = process.wait(60)
    os.close(ours)
    return code, seen.decode()


def _watch(terminal: int, types: bytes) -> bytes:
    """Read a terminal until nobody can write to it any more; type when asked, and again where that was not heard.

    Ctrl-C between the question and the reading of the answer stops nobody: Python takes note, and goes on to wait.
    """
    seen, typed = b"", 0
    while True:
        if not select.select([terminal], [], [], 5)[0] and typed:
            typed += os.write(terminal, types)
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # as Linux reports the end
            return seen
        if not piece:
            return seen
        seen += piece
        if not typed and QUESTION in seen:
            time.sleep(0.2)  # as long as it takes to read it
            typed = os.write(terminal, types)
