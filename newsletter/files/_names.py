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
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # to open a pipe would wait for somebody to write to it

_THROUGH_A_LINK = {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}
_STRANGE = re.compile(r"[\0\\:]" if os.name == "nt" else r"\0")


class LinkError(OSError):
    """A link stands where none is followed."""


class NotAFileError(OSError):
    """A folder, a pipe or a device stands where a file should."""


def split_name(name: str) -> tuple[str, ...]:
    """Take a name below a root apart.

    Raises:
        OSError: it is absolute, goes upwards, or cannot be a name.
    """
    parts = tuple(name.split("/"))
    if any(part in {"", ".", ".."} or _STRANGE.search(part) for part in parts):
        raise OSError(errno.EINVAL, "this is not a path to something inside a folder", name)
    return parts


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have an error of the system name the whole path, and say of a link that it is one."""
    try:
        yield
    except OSError as error:
        kind, said = OSError, error.strerror or str(error)
        if isinstance(error, NotAFileError):
            kind = NotAFileError
        elif error.errno in _THROUGH_A_LINK and path.is_symlink():
            kind, said = LinkError, "this is a link, and none is followed here"
        raise kind(error.errno, said, str(path)) from error


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


def require_file(mode: int) -> None:
    """Let through the mode of a regular file.

    Raises:
        NotAFileError: it is that of something else.
    """
    if stat.S_ISLNK(mode):
        raise LinkError(errno.ELOOP, os.strerror(errno.ELOOP))
    if stat.S_ISDIR(mode):
        raise NotAFileError(errno.EISDIR, "this is a folder, not a file")
    if not stat.S_ISREG(mode):
        raise NotAFileError(errno.EINVAL, "this is a pipe or a device, not a file")
