"""The way from a root down to a folder, one step at a time and over no link: each folder is opened from the one above.

Where the system can do that, no link can be put in the way between looking and acting. Windows cannot: there every
step is looked at before.

Names below a root are taken apart here, and what the system says of a file is put so that a person knows which and why.
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


_WALKS = os.open in os.supports_dir_fd
_ROOT = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_INNER = _ROOT | getattr(os, "O_NOFOLLOW", 0)


class Walk:
    """A root, and the folder below it that was entered last."""

    def __init__(self, root: Path, *, is_private: bool = False) -> None:
        """Open the folder ``root``, which may be a link; a private one makes folders for their owner alone.

        Raises:
            OSError: it is not there, or is no folder.
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
        """Give back what is open."""
        self._names.clear()
        while self._handles:
            _close(self._handles.pop())

    def enter(self, folders: Sequence[str], *, makes: bool = False) -> int | None:
        """Go to a folder below the root, and return its handle for the system's functions."""
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
        """Enter the folder of a file, and return the arguments by which the system's functions find the file."""
        folder, _, last = name.rpartition("/")
        if folder and folder == self._folder:  # thousands of files are asked for one after the other
            split_name(last)
        else:
            *folders, last = split_name(name)
            self.enter(folders)
        return self.at(last), self._handles[-1]

    def at(self, name: str) -> str:
        """Return the arguments by which the system's functions find a file in the current folder."""
        return name if _WALKS else str(self.here(name))

    def here(self, name: str) -> Path:
        """Return the whole path of a file in the folder at hand."""
        return self.root.joinpath(*self._names, name)

    @property
    def handles(self) -> list[int]:
        """Return the open folders from the root to the one at hand; none on Windows."""
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
