"""Files and folders that a person names, on the command line or in the environment; each may be a link."""

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
    """Make sure of a file that a library is to read, which might wait for a pipe for ever.

    Raises:
        NotAFileError: it is a folder, a pipe or a device.
        OSError: it cannot be read.
    """
    read_given(path, 1)


def find_real(path: Path) -> Path:
    """Return where a path leads once all links are followed; one that goes round in a circle leads to itself."""
    return Path(os.path.realpath(path))


def write_given(path: Path, data: bytes, *, replaces: bool) -> None:
    """Write a file whole; of a link, the file that it leads to.

    Raises:
        FileExistsError: there is one already, and it ``replaces`` none.
        OSError: it cannot be written; what was there before still is.
    """
    target = find_real(path)
    with Folder(target.parent) as folder:
        folder.write(target.name, data, replaces=replaces)


@contextmanager
def make_root(path: Path) -> Iterator[None]:
    """Make a folder, and those above it; should what is done in it fail, take away those that are still empty."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        with suppress(OSError):  # the first that is not empty refuses
            for folder in missing:
                folder.rmdir()
        raise
