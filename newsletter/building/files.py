"""Files written whole: staged beside the old ones, then put in their place by a rename."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from newsletter.errors import BuildError
from newsletter.outputs.base import Artifact

if sys.platform != "win32":
    import fcntl

STAGING = ".staging"


@dataclass(frozen=True, slots=True)
class Staged:
    """A file ready to be published: what is on disk already, or a new one waiting in the staging folder."""

    path: str
    size: int
    changed: int
    is_new: bool


@contextmanager
def _explaining(fault: str, advice: str) -> Iterator[None]:
    """Turn what the system says of a file into what a person can do about it."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"{error.filename2 or error.filename}: {fault}: {error.strerror}. {advice}") from error


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that no reader ever sees half of it."""
    part = path.with_name(f"{path.name}.part")
    with _explaining("this file cannot be written", "Run the build again."):
        part.write_bytes(content)
        part.replace(path)


def read_source(path: Path) -> bytes:
    """Read a file of the publication that its ``newsletter.toml`` names."""
    with _explaining("this file cannot be read", "Put it there, or correct its name in newsletter.toml."):
        return path.read_bytes()


@contextmanager
def open_staging(out: Path) -> Iterator[Path]:
    """Make an empty staging folder inside ``out``, and leave none behind, nor a folder that was made for it in vain.

    Raises:
        BuildError: another build works there, or nothing can be written.

    """
    staging = out / STAGING
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    with _explaining("nothing can be written here", "Choose another folder with --out."):
        staging.mkdir(parents=True, exist_ok=True)
        lock = _lock(staging)
    try:
        with _explaining("this cannot be removed", "Remove it, and build again."):
            _empty(staging)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        with suppress(OSError):  # the first that is not empty refuses
            for folder in made:
                folder.rmdir()
        if lock is not None:
            os.close(lock)


def _lock(staging: Path) -> int | None:
    """Hold the staging folder until the descriptor that is returned is closed; Windows has no lock for a folder."""
    if sys.platform == "win32":
        return None
    descriptor = os.open(staging, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise BuildError(f"{staging.parent}: another build is at work here. Wait until it has ended.") from None
    return descriptor


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def stage(artifact: Artifact, out: Path, staging: Path) -> Staged:
    """Compare an artifact with what is on disk, and write it to the staging folder if it differs."""
    size = len(artifact.content)
    with suppress(OSError), (out / artifact.path).open("rb") as file:
        stat = os.fstat(file.fileno())
        if stat.st_size == size and file.read() == artifact.content:
            return Staged(artifact.path, size, stat.st_mtime_ns, is_new=False)
    hint = "Nothing has changed; make room and build again."
    with _explaining("this file cannot be written", hint), _staged_path(staging, artifact.path).open("wb") as file:
        file.write(artifact.content)
        file.flush()
        return Staged(artifact.path, size, os.fstat(file.fileno()).st_mtime_ns, is_new=True)


def _staged_path(staging: Path, path: str) -> Path:
    """Name a file's place in the staging folder, which is flat: making thousands of folders twice takes seconds."""
    return staging / path.replace("/", "!")


def publish(staged: Iterable[Staged], out: Path, staging: Path) -> int:
    """Put every staged file in its place, each in one step; return how many there were."""
    new = [file for file in staged if file.is_new]
    with _explaining("this file cannot be written", "Move away what is there, and build again."):
        for folder in sorted({file.path.rpartition("/")[0] for file in new}):
            (out / folder).mkdir(parents=True, exist_ok=True)
        for file in new:
            _staged_path(staging, file.path).replace(out / file.path)
    return len(new)


def remove(paths: Iterable[str], out: Path) -> int:
    """Remove files of ours that nothing makes any more, and the folders this empties; return how many there were."""
    removed = 0
    for path in sorted(paths):
        with _explaining("this file of an earlier build cannot be removed", "Remove it, and build again."):
            removed += _unlink(out / path)
        _remove_empty_folders((out / path).parent, out)
    return removed


def _unlink(path: Path) -> bool:
    try:
        path.unlink()
    except (FileNotFoundError, NotADirectoryError):
        return False  # somebody was here first
    return True


def _remove_empty_folders(folder: Path, out: Path) -> None:
    with suppress(OSError):  # the first that is not empty refuses
        while folder != out:
            folder.rmdir()
            folder = folder.parent


def is_unchanged(path: str, size: int, changed: int, out: Path) -> bool:
    """Tell whether a file is still as a build left it."""
    try:
        stat = os.stat(f"{out}/{path}")  # noqa: PTH116  # ten thousand times in a build: pathlib takes twice as long
    except OSError:
        return False
    return stat.st_size == size and stat.st_mtime_ns == changed
