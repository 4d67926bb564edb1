"""A build that is killed leaves whole files, and the next one mends what it left."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from newsletter.building.files import STAGING
from newsletter.building.worker import POOL_THRESHOLD
from tests.building.publications import (
    ROOT,
    command,
    find_folders,
    make,
    make_publication,
    name_periods,
    read_tree,
    write_issue,
)
from tests.matrix import nightly

pytestmark = pytest.mark.slow

NEVER = 0
MOMENTS = [1, pytest.param(20, marks=nightly)]
"""Moments at random, beside the first, the last, and two of the last third, when files take their places."""


def run_until(root: Path, touch: int) -> subprocess.CompletedProcess[str]:
    """Build in a process that dies before this touch of the disk."""
    arguments = [sys.executable, "-m", "tests.building.killable", str(root), str(touch)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603  # our own program


def change(root: Path) -> None:
    """Change every file, add an issue and take one away."""
    settings = root / "newsletter.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("Riverside Digest", "Hillside Digest"), "utf-8")
    write_issue(root, "2024-03")
    (root / "issues" / "2024-01.yaml").unlink()


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """Return a publication that was built, and has been changed since."""
    root = make_publication(tmp_path / "before", ("2024-01", "2024-02"))
    make(root)
    change(root)
    return root


@pytest.fixture
def after(tmp_path: Path) -> Path:
    """Return the same publication, built as it is now."""
    root = make_publication(tmp_path / "after", ("2024-01", "2024-02"))
    change(root)
    make(root)
    return root


def read_visible(dist: Path) -> dict[str, bytes]:
    """Return what a reader of the folder could come across: all but the lock, and what waits in the staging folder."""
    return {path: content for path, content in read_tree(dist).items() if not path.startswith(STAGING)}


@pytest.mark.parametrize("number", MOMENTS)
def test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_heals(
    before: Path, after: Path, number: int
) -> None:
    old, new = read_tree(before / "dist"), read_tree(after / "dist")
    pristine = shutil.copytree(before, before.parent / "pristine")
    touches = int(run_until(shutil.copytree(pristine, before.parent / "counted"), NEVER).stdout)
    moments = [1, touches * 3 // 4, touches * 9 // 10, touches, *random.Random(7).sample(range(2, touches), number)]  # noqa: S311  # any moments will do
    mixed = 0
    for moment in moments:
        root = shutil.copytree(pristine, before.parent / str(moment))
        ended = run_until(root, moment)
        left = read_visible(root / "dist")
        mixed += left not in (old, new)
        make(root)

        assert ended.returncode == -signal.SIGKILL, ended.stderr
        assert {path for path, content in left.items() if content not in (old.get(path), new.get(path))} == set()
        assert read_tree(root / "dist") == new
        assert find_folders(root / "dist") == find_folders(after / "dist")

    assert mixed, "no moment was in the midst of the writing"


@pytest.mark.parametrize("step", [5, pytest.param(2, marks=nightly)])
def test_what_a_killed_build_had_begun_is_not_left_behind_when_it_is_no_longer_wanted(before: Path, step: int) -> None:
    touches = int(run_until(shutil.copytree(before, before.parent / "counted"), NEVER).stdout)
    for moment in range(touches - 12, touches, step):
        root = shutil.copytree(before, before.parent / str(moment))
        run_until(root, moment)
        (root / "issues" / "2024-03.yaml").unlink()
        make(root)

        assert [path for path in read_tree(root / "dist") if "2024-03" in path] == []


needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds processes as Linux lists them")


def find_workers(process: int) -> list[int]:
    """Return the processes of a build's pool."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    children = [int(child) for task in tasks for child in task.read_text().split()]
    return [child for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]


def wait_for(sign: Callable[[], object]) -> None:
    """Wait until there is a sign of life."""
    deadline = time.monotonic() + 60
    while not sign():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def start(name: str, root: Path) -> subprocess.Popen[str]:
    """Start a command with work for a pool of processes."""
    make_publication(root, name_periods(POOL_THRESHOLD * 2))
    return subprocess.Popen(command(name, "--root", root), stdout=-1, stderr=-1, text=True, start_new_session=True)  # noqa: S603  # our own program


@needs_proc
def test_a_worker_that_is_killed_ends_the_build_in_words(tmp_path: Path) -> None:
    with start("build", tmp_path / "many") as process:
        wait_for(lambda: list((tmp_path / "many" / "dist" / STAGING).glob("*")))
        os.kill(find_workers(process.pid)[0], signal.SIGKILL)
        output = process.communicate(timeout=60)[1]

    assert process.returncode == 1
    assert output == ("Error: A process of the build was killed, perhaps because memory ran out. Try again.\n")
    assert not (tmp_path / "many" / "dist").exists()


@needs_proc
@pytest.mark.parametrize("name", ["build", "check"])
@pytest.mark.parametrize("delay", [0.05, 0.1, 0.2, 0.4])
def test_ctrl_c_stops_a_command_without_a_traceback(name: str, delay: float, tmp_path: Path) -> None:
    with start(name, tmp_path / "many") as process:
        wait_for(lambda: find_workers(process.pid))
        time.sleep(delay)  # a process of the pool starts Python meanwhile
        os.killpg(process.pid, signal.SIGINT)
        output = process.communicate(timeout=60)[1]

    assert process.returncode == 1
    assert output.strip() == "Stopped; nothing more was done."
    assert not (tmp_path / "many" / "dist").exists()
