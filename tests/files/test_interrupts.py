"""Ctrl-C while a file is opened is Ctrl-C, and no failure of the file."""

from __future__ import annotations

import random
import signal
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest

from newsletter.files.folder import open_file
from tests.matrix import often

LONGEST = 60e-6
"""Seconds; to open a file takes about half of it."""


@pytest.fixture
def alarm() -> Iterator[None]:
    """Let an alarm do what Ctrl-C does, at any moment."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.usefixtures("alarm")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of a file that was just opened
def test_ctrl_c_at_any_moment_is_no_failure_of_a_file(tmp_path: Path) -> None:
    path, chance, interrupted = tmp_path / "file", random.Random(1), 0  # noqa: S311  # nothing secret
    path.write_bytes(b"words")
    for _ in range(often(15_000)):
        try:
            signal.setitimer(signal.ITIMER_REAL, chance.uniform(1e-6, LONGEST))
            open_file(path).close()
            signal.setitimer(signal.ITIMER_REAL, 0)
        except KeyboardInterrupt:
            interrupted += 1
    assert interrupted > 100
