"""Names below a root, taken apart; and what the system says of a file, put so that a person knows which and why."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # opening a pipe would wait for a writer

_THROUGH_A_LINK = {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}
_STEP = r"(?!\.\.?(?:/|\Z))[^/\0\\:]+" if os.name == "nt" else r"(?!\.\.?(?:/|\Z))[^/\0]+"
_NAME = re.compile(f"{_STEP}(?:/{_STEP})*")


class LinkError(OSError):
    """There is a link where none is followed."""


class NotAFileError(OSError):
    """There is a folder, a pipe or a device in the place of a file."""


def split_name(name: str) -> tuple[str, ...]:
    """Take a name below a root apart.

    Raises:
        OSError: it is absolute, goes upwards, or cannot be a name.
    """
    if not _NAME.fullmatch(name):
        raise OSError(errno.EINVAL, "this is not a path to something inside a folder", name)
    return tuple(name.split("/"))


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have an error of the system name the whole path, and say of a link that it is one."""
    try:
        yield
    except OSError as error:
        raise explain(error, path) from error


def explain(error: OSError, path: Path) -> OSError:
    """Return an error of the system with the whole path, and of a link with words that say so."""
    if isinstance(error, (LinkError, NotAFileError)):
        return type(error)(error.errno, error.strerror, str(path))
    if error.errno in _THROUGH_A_LINK and path.is_symlink():
        return LinkError(error.errno, "this is a link, and none is followed here", str(path))
    return OSError(error.errno, error.strerror or str(error), str(path))


def open_file(path: str | Path, flags: int = READ | FLAGS, handle: int | None = None) -> BinaryIO:
    """Open a file for reading, and never wait for anything.

    Raises:
        NotAFileError: it is a folder, a pipe or a device.
        OSError: it cannot be opened.
    """
    descriptor = os.open(path, flags, dir_fd=handle)
    try:
        require_file(os.fstat(descriptor).st_mode)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def require_file(mode: int, path: Path | None = None) -> None:
    """Let through the mode of a regular file; ``path`` is what the error names.

    Raises:
        LinkError: it is that of a link.
        NotAFileError: it is that of a folder, a pipe or a device.
    """
    name = None if path is None else str(path)
    if stat.S_ISLNK(mode):
        raise LinkError(errno.ELOOP, "this is a link, and none is followed here", name)
    if stat.S_ISDIR(mode):
        raise NotAFileError(errno.EISDIR, "this is a folder, not a file", name)
    if not stat.S_ISREG(mode):
        raise NotAFileError(errno.EINVAL, "this is a pipe or a device, not a file", name)
