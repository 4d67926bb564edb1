"""Opens folders below a root one by one, each from the one above it, without following links.

So no link can be put in the path between a check and its use. Windows cannot open a file relative to a folder: there
each step is checked just before its use.

It also splits and validates names below a root, and gives the system's errors their whole path and a reason.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # without it, opening a pipe waits for a writer

_THROUGH_A_LINK = {errno.ELOOP, errno.ENOTDIR, errno.EMLINK}
_STEP = r"(?!\.\.?(?:/|\Z))[^/\0\\:]+" if os.name == "nt" else r"(?!\.\.?(?:/|\Z))[^/\0]+"
_NAME = re.compile(f"{_STEP}(?:/{_STEP})*")


class LinkError(OSError):
    """The path is a link, or goes through one, where links are not followed."""


class NotAFileError(OSError):
    """The path is a folder, a pipe or a device instead of a file."""


def split_name(name: str) -> tuple[str, ...]:
    """Split a name below a root into its parts.

    Raises:
        OSError: the name is absolute, goes upwards, or is not valid.
    """
    if not _NAME.fullmatch(name):
        raise OSError(errno.EINVAL, "this is not a path to something inside a folder", name)
    return tuple(name.split("/"))


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Give the system's errors the whole path, and say so if it is a link."""
    try:
        yield
    except OSError as error:
        raise explain(error, path) from error


def explain(error: OSError, path: Path) -> OSError:
    """Return the system's error with the whole path, as a ``LinkError`` if it is a link."""
    if isinstance(error, (LinkError, NotAFileError)):
        return type(error)(error.errno, error.strerror, str(path))
    if error.errno in _THROUGH_A_LINK and path.is_symlink():
        return LinkError(error.errno, "this is a link, and links are not followed here", str(path))
    return OSError(error.errno, error.strerror or str(error), str(path))


def open_file(path: str | Path, flags: int = READ | FLAGS, handle: int | None = None) -> BinaryIO:
    """Open a file for reading, without ever blocking.

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
    """Require the mode (``st_mode``) of a regular file; errors name ``path``.

    Raises:
        LinkError: it is the mode of a link.
        NotAFileError: it is the mode of a folder, a pipe or a device.
    """
    name = None if path is None else str(path)
    if stat.S_ISLNK(mode):
        raise LinkError(errno.ELOOP, "this is a link, and links are not followed here", name)
    if stat.S_ISDIR(mode):
        raise NotAFileError(errno.EISDIR, "this is a folder, not a file", name)
    if not stat.S_ISREG(mode):
        raise NotAFileError(errno.EINVAL, "this is a pipe or a device, not a file", name)


_WALKS = os.open in os.supports_dir_fd
_ROOT = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_INNER = _ROOT | getattr(os, "O_NOFOLLOW", 0)


class Walk:
    """A root, and the current folder below it: the one entered last."""

    def __init__(self, root: Path, *, is_private: bool = False) -> None:
        """Open the folder ``root``, which may be a link. If private, new folders are accessible to their owner alone.

        Raises:
            OSError: it does not exist, or is not a folder.
        """
        self.root = root
        self.is_private = is_private
        self.made: list[str] = []
        self._names: list[str] = []
        self._folder = ""
        self._handles: list[int | None] = []
        with naming(root):
            self._handles.append(_open_folder(root, None, _ROOT))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Close all open folders."""
        self._names.clear()
        while self._handles:
            _close(self._handles.pop())

    def enter(self, folders: Sequence[str], *, makes: bool = False) -> int | None:
        """Enter a folder below the root, and return its file descriptor (``dir_fd``)."""
        shared = 0
        while shared < min(len(self._names), len(folders)) and self._names[shared] == folders[shared]:
            shared += 1
        self._leave(shared)
        for name in folders[shared:]:
            self._handles.append(self._step(name, makes=makes))
            self._names.append(name)
            self._folder = "/".join(self._names)
        return self._handles[-1]

    def go_to(self, name: str) -> tuple[str, int | None]:
        """Enter the folder of a file, and return the path and ``dir_fd`` arguments for the file."""
        folder, _, last = name.rpartition("/")
        if folder and folder == self._folder:  # quick for thousands of files in one folder
            split_name(last)
        else:
            *folders, last = split_name(name)
            self.enter(folders)
        return self.at(last), self._handles[-1]

    def at(self, name: str) -> str:
        """Return the path argument for a file in the current folder; it belongs with that folder's descriptor."""
        return name if _WALKS else str(self.here(name))

    def here(self, name: str) -> Path:
        """Return the whole path of a file in the current folder."""
        return self.root.joinpath(*self._names, name)

    @property
    def handles(self) -> list[int]:
        """Return the descriptors of the folders from the root to the current one; none on Windows."""
        return [handle for handle in self._handles if handle is not None]

    def _step(self, name: str, *, makes: bool) -> int | None:
        try:
            if makes:
                self._make(name)
            return _open_folder(self.at(name), self._handles[-1], _INNER)
        except OSError as error:
            raise explain(error, self.here(name)) from error

    def _make(self, name: str) -> None:
        with suppress(FileExistsError):
            os.mkdir(self.at(name), 0o700 if self.is_private else 0o777, dir_fd=self._handles[-1])
            self.made.append("/".join((*self._names, name)))

    def _leave(self, kept: int) -> None:
        del self._names[kept:]
        self._folder = "/".join(self._names)
        while len(self._handles) > kept + 1:
            _close(self._handles.pop())


def _open_folder(path: str | Path, handle: int | None, flags: int) -> int | None:
    if _WALKS:
        return os.open(path, flags, dir_fd=handle)
    status = os.stat(path, follow_symlinks=flags == _ROOT)
    if getattr(status, "st_reparse_tag", 0) and flags != _ROOT:
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    return None


def _close(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
