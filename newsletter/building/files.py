"""Files written whole or not at all: staged beside the old ones, then renamed into place."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import BuildError
from newsletter.files import Folder, hold_lock, make_root, read_below
from newsletter.outputs.base import Artifact

STAGING = ".staging"
LOCK = f"{STAGING}.lock"


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file ready to be published; ``aside`` is its name in the staging folder, empty if it has not changed."""

    path: str
    size: int
    changed: int
    aside: str = ""

    @property
    def is_new(self) -> bool:
        """Whether the file on disk differs, or is missing."""
        return bool(self.aside)


@contextmanager
def _explaining(fault: str, advice: str) -> Iterator[None]:
    """Turn an operating system's error into a message that says what to do."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"{error.filename}: {fault}: {error.strerror}. {advice}") from error


def read_source(root: Path, name: str) -> bytes:
    """Read a file of the publication that its ``newsletter.toml`` names."""
    with _explaining("this file cannot be read", "Put it there, or correct its name in newsletter.toml."):
        return read_below(root, name)


@contextmanager
def open_staging(out: Path) -> Iterator[Path]:
    """Make a new staging folder inside ``out``; remove it afterwards, and ``out`` too if it was made and is empty.

    Raises:
        BuildError: another build is running there, or nothing can be written.

    """
    with ExitStack() as stack:
        with _explaining("nothing can be written here", "Choose another folder with --out."):
            stack.enter_context(make_root(out))
            _lock(stack, out)
            folder = stack.enter_context(Folder(out))
        with _explaining("this cannot be removed", "Remove it, and build again."):
            if folder.find(STAGING) is not None:  # left by a build that was killed: the lock keeps out any other
                folder.remove_tree(STAGING)
        stack.callback(_remove_quietly, folder)
        with _explaining("nothing can be written here", "Choose another folder with --out."):
            folder.make_folder(STAGING)
        yield out / STAGING


def _lock(stack: ExitStack, out: Path) -> None:
    try:
        stack.enter_context(hold_lock(out, LOCK))
    except BlockingIOError:
        raise BuildError(f"{out}: another build is running here. Wait until it has finished.") from None


def _remove_quietly(out: Folder) -> None:
    with suppress(OSError):
        out.remove_tree(STAGING)


def stage(artifact: Artifact, out: Folder, staging: Folder) -> StagedFile:
    """Compare an artifact with what is on disk, and write it to the staging folder if it differs."""
    size = len(artifact.content)
    with suppress(OSError), out.open(artifact.path) as file:
        status = os.fstat(file.fileno())
        if status.st_size == size and file.read() == artifact.content:
            return StagedFile(artifact.path, size, status.st_mtime_ns)
    aside = secrets.token_hex(8)  # a flat folder: making thousands of folders twice takes seconds
    try:
        written = staging.create(aside, artifact.content)
    except OSError as error:
        raise BuildError(
            f"{out.root / artifact.path}: this file cannot be written: {error.strerror}. "
            "Nothing has changed. Free some space, and build again."
        ) from error
    return StagedFile(artifact.path, size, written.st_mtime_ns, aside)


def publish(staged: Iterable[StagedFile], out: Folder, staging: Path) -> int:
    """Move every staged file into place, each in one step; return how many there were."""
    new = sorted((file for file in staged if file.is_new), key=lambda file: file.path)
    with _explaining("this file cannot be written", "Move away what is there, and build again."):
        for folder in sorted({file.path.rpartition("/")[0] for file in new} - {""}):
            out.make_folder(folder)
        for file in new:
            out.move_in(staging / file.aside, file.path)
    return len(new)


def remove(paths: Iterable[str], out: Folder) -> int:
    """Remove files that a build no longer makes, and folders left empty; return how many files there were."""
    removed = 0
    for path in sorted(paths):
        with _explaining("this file of an earlier build cannot be removed", "Remove it, and build again."):
            removed += out.remove(path)
        out.remove_empty(path.rpartition("/")[0])
    return removed


def is_unchanged(path: str, size: int, changed: int, out: Folder) -> bool:
    """Tell whether a file is as a build wrote it."""
    try:
        status = out.find(path)
    except OSError:
        return False
    if status is None or not stat.S_ISREG(status.st_mode):
        return False
    return status.st_size == size and status.st_mtime_ns == changed
