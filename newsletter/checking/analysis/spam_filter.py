"""Asks SpamAssassin, where it is installed, what it makes of a message. Nothing leaves this machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass

PATIENCE = 60
"""Seconds to wait for a score."""

_STATUS = re.compile(
    r"^X-Spam-Status: \w+, score=(-?[\d.]+) required=([\d.]+) tests=([^\s=]*(?:\n?[ \t]+[^\s=]++(?!=))*)", re.MULTILINE
)
_LOCAL = frozenset({"NO_RECEIVED", "NO_RELAYS", "NO_HEADERS_MESSAGE", "MISSING_HEADERS"})
"""Tests that tell that the message has not been sent yet."""


def find_filter() -> str | None:
    """Return where SpamAssassin is, or nothing."""
    return shutil.which("spamassassin")


@dataclass(frozen=True, slots=True)
class SpamScore:
    """What a spam filter says of a message: its points, how many make it spam, and the tests that gave them."""

    points: float
    limit: float
    tests: tuple[str, ...]


class SpamAssassin:
    """Judges messages, without asking the network."""

    def __init__(self, program: str) -> None:
        self._program = program

    def __call__(self, message: bytes) -> SpamScore | None:
        """Return the score of a message, or None if the filter cannot be asked."""
        command = [self._program, "--local", "--test-mode"]
        try:
            ended = subprocess.run(command, input=message, capture_output=True, timeout=PATIENCE, check=True)  # noqa: S603  # no shell; the message is input alone
        except (OSError, subprocess.SubprocessError):
            return None
        found = _STATUS.search(ended.stdout.decode(errors="replace").replace("\r\n", "\n"))
        if not found:
            return None
        tests = [test for test in re.split(r"[\s,]+", found[3]) if test not in {"", "none"} | _LOCAL]
        return SpamScore(float(found[1]), float(found[2]), tuple(tests))
