"""Files and folders that the user names on the command line or in the environment; each may be a link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from newsletter.files._walk import READ, naming, open_file
from newsletter.files.folder import Folder


def read_given(path: Path, limit: int = -1) -> bytes:
    """Return the bytes of a file, at most ``limit`` of them.

    Raises:
        NotAFileError: it is a folder, a pipe or a device.
        OSError: it cannot be read.
    """
    with naming(path), open_file(path, READ) as file:
        return file.read(limit)


def require_given(path: Path) -> None:
    """Make sure that a library can read a file: given a pipe, it might wait for ever.

    Raises:
        NotAFileError: it is a folder, a pipe or a device.
        OSError: it cannot be read.
    """
    read_given(path, 1)


def find_real(path: Path) -> Path:
    """Return a path with all links resolved; a circular link resolves to itself."""
    return Path(os.path.realpath(path))


def write_given(path: Path, data: bytes, *, replaces: bool) -> None:
    """Write a file atomically; of a link, its target.

    Raises:
        FileExistsError: the file exists, and ``replaces`` is false.
        OSError: it cannot be written; everything stays as it was.
    """
    target = find_real(path)
    with Folder(target.parent) as folder:
        folder.write(target.name, data, replaces=replaces)


@contextmanager
def make_root(path: Path) -> Iterator[None]:
    """Make a folder and its parents; if the body of the ``with`` fails, remove those that are still empty."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with suppress(OSError):  # the first that is not empty stops this
            for folder in missing:
                folder.rmdir()
        raise
