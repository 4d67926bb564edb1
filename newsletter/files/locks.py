"""Locks between processes: each is a file that exists only while the lock is held."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsletter.files._walk import FLAGS, naming, require_file
from newsletter.files.folder import Folder

if sys.platform != "win32":
    import fcntl

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | FLAGS


@contextmanager
def hold_lock(root: Path, name: str, *, waits: bool = False) -> Iterator[None]:
    """Hold the lock whose file has this name below ``root``. On Windows, which has no ``flock``, this does nothing.

    The system releases the locks of a process that ends, however it ends.

    Raises:
        BlockingIOError: another process holds it, and ``waits`` is false.
        OSError: the file cannot be made.
    """
    if sys.platform == "win32":
        yield
        return
    with Folder(root) as folder:
        descriptor = _lock(folder, name, waits=waits)
        try:
            yield
        finally:
            folder.remove(name)
            os.close(descriptor)


if sys.platform != "win32":

    def _lock(folder: Folder, name: str, *, waits: bool) -> int:
        while True:
            descriptor = _open(folder, name)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
                if _is_same(folder, name, descriptor):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # the previous holder has removed the file meanwhile


def _open(folder: Folder, name: str) -> int:
    path, handle = folder.go_to(name)
    with naming(folder.root / name):
        descriptor = os.open(path, _FLAGS, 0o666, dir_fd=handle)
        try:
            require_file(os.fstat(descriptor).st_mode)
        except OSError:
            os.close(descriptor)
            raise
    return descriptor


def _is_same(folder: Folder, name: str, descriptor: int) -> bool:
    found, held = folder.find(name), os.fstat(descriptor)
    return found is not None and (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)
