"""All writing of files, and safe reading: paths below a root, no links followed, and files written whole or not at all.

A root is a folder that the user named, and may be a link. A name below it, with forward slashes, is untrusted: it may
come from a document, a manifest or a link in a repository. Errors are ``OSError``: ``strerror`` can be shown to a user,
and ``filename`` is the whole path of the file at fault.

Reading below a root follows links that stay below it; writing follows none. Files that the user names on the command
line or in the environment may each be a link. A lock between processes is a file that exists only while it is held.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from newsletter.files.appending import append_line
from newsletter.files.folder import (
    FLAGS,
    PART,
    READ,
    Folder,
    LinkError,
    NotAFileError,
    naming,
    open_file,
    require_file,
    split_name,
)
from newsletter.files.user_cache import UserCache

if sys.platform != "win32":
    import fcntl

_LOCK_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NONBLOCK", 0) | FLAGS


__all__ = [
    "PART",
    "Folder",
    "LinkError",
    "NotAFileError",
    "UserCache",
    "append_line",
    "find_real",
    "find_target",
    "hold_lock",
    "list_below",
    "make_root",
    "read_below",
    "read_given",
    "require_file",
    "require_given",
    "split_name",
    "walk_below",
    "write_below",
    "write_given",
]

T = TypeVar("T")


def read_below(root: Path, name: str, limit: int = -1) -> bytes:
    """Return the bytes of a file, at most ``limit`` of them.

    Raises:
        LinkError: a link leads out of ``root``.
        NotAFileError: it is a folder, a pipe or a device.
        OSError: it cannot be read.
    """
    return _follow(root, name, lambda folder, inner: folder.read(inner, limit))


def list_below(root: Path, name: str) -> list[str]:
    """Return the names in a folder, sorted.

    Raises:
        LinkError: a link leads out of ``root``.
        OSError: it cannot be listed.
    """
    return _follow(root, name, Folder.list)


def write_below(root: Path, name: str, data: bytes, *, replaces: bool = True) -> None:
    """Write a file atomically and durably, without following links; see ``Folder.write``."""
    with Folder(root) as folder:
        folder.write(name, data, replaces=replaces)


def walk_below(root: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield every file in a folder and its subfolders: its name, and its real name below ``root`` without links.

    Hidden files are left out: editors and operating systems use them for their own data.

    Raises:
        LinkError: a link leads out of ``root``, or to a folder that contains it.
        OSError: a folder cannot be listed, or a link is broken.
    """
    with Folder(root) as folder:
        yield from _walk_from(folder, name, (_find_real_name(folder, name),))


def find_target(root: Path, name: str) -> str:
    """Return the name below ``root`` after following all links.

    Raises:
        LinkError: a link leads out of ``root``.
        OSError: a link is broken or circular.
    """
    try:
        top, target = Path(os.path.realpath(root)), Path(os.path.realpath(root / name, strict=True))
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(root / name)) from error
    if target == top or not target.is_relative_to(top):
        raise LinkError(errno.ELOOP, f"a link on the way to this leads out of {root}", str(root / name))
    return target.relative_to(top).as_posix()


def _follow(root: Path, name: str, act: Callable[[Folder, str], T]) -> T:
    with Folder(root) as folder:
        try:
            return act(folder, name)
        except LinkError:
            return act(folder, find_target(root, name))


def _walk_from(folder: Folder, name: str, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for entry in folder.list(above[-1]):
        if entry.startswith("."):
            continue
        real = _find_real_name(folder, f"{above[-1]}/{entry}")
        status = folder.find(real)
        if status is None or not stat.S_ISDIR(status.st_mode):
            yield f"{name}/{entry}", real
        elif any(f"{one}/".startswith(f"{real}/") for one in above):
            path = folder.root / above[-1] / entry
            raise LinkError(errno.ELOOP, "this is a link to a folder that contains it", str(path))
        else:
            yield from _walk_from(folder, f"{name}/{entry}", (*above, real))


def _find_real_name(folder: Folder, name: str) -> str:
    try:
        status = folder.find(name)
    except LinkError:
        return find_target(folder.root, name)
    return find_target(folder.root, name) if status and stat.S_ISLNK(status.st_mode) else name


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
            descriptor = _open_lock(folder, name)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
                if _is_same(folder, name, descriptor):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)  # the previous holder has removed the file meanwhile


def _open_lock(folder: Folder, name: str) -> int:
    path, handle = folder.go_to(name)
    with naming(folder.root / name):
        descriptor = os.open(path, _LOCK_FLAGS, 0o666, dir_fd=handle)
        try:
            require_file(os.fstat(descriptor).st_mode)
        except OSError:
            os.close(descriptor)
            raise
    return descriptor


def _is_same(folder: Folder, name: str, descriptor: int) -> bool:
    found, held = folder.find(name), os.fstat(descriptor)
    return found is not None and (found.st_dev, found.st_ino) == (held.st_dev, held.st_ino)
