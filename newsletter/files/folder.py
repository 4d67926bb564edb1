"""Folders below a root, opened one by one, each from the one above it; and the files in them. No links are followed.

So no link can be put in the path between a check and its use. Windows cannot open a file relative to a folder: there
each step is checked just before its use. Names below a root are split and validated here, and the system's errors are
given their whole path and a reason.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

PART = ".part"
"""The suffix of a file that is being written."""

FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)  # without it, opening a pipe waits for a writer
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | FLAGS
_KEPT = 40  # characters of a file's name that the name of its temporary file keeps
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HAS_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}

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
        with suppress(OSError):  # Ctrl-C may have come when the file object was made, and was closed again
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


class Folder:
    """A root and the files below it. No name leads out of it: neither ".." nor links are followed.

    The current folder, the one entered last, stays open, so it is quickest to process files folder by folder. If
    private, the files it writes and the folders it writes to are accessible to their owner alone.
    """

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

    def find(self, name: str) -> os.stat_result | None:
        """Return the status of a file, a folder or a link itself, or None if there is nothing of this name."""
        try:
            path, handle = self.go_to(name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            return os.stat(path, dir_fd=handle, follow_symlinks=False)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise explain(error, self.root / name) from error

    def open(self, name: str) -> BinaryIO:
        """Open a file to read it.

        Raises:
            LinkError, NotAFileError, OSError: it cannot be read.
        """
        path, handle = self.go_to(name)
        try:
            return open_file(path, handle=handle)
        except OSError as error:
            raise explain(error, self.root / name) from error

    def read(self, name: str, limit: int = -1) -> bytes:
        """Return a file's bytes, at most ``limit`` of them."""
        with self.open(name) as file, naming(self.root / name):
            return file.read(limit)

    def list(self, name: str = "") -> list[str]:
        """Return the names in a folder, sorted."""
        handle = self.enter(split_name(name) if name else ())
        with naming(self.root / name):
            return sorted(os.listdir(self.root / name if handle is None else handle))

    def make_folder(self, name: str) -> None:
        """Make a folder and its parents, if they do not exist."""
        self.enter(split_name(name), makes=True)

    def write(self, name: str, data: bytes, *, is_durable: bool = True, replaces: bool = True) -> None:
        """Write a temporary file and rename it once it is complete, or, if ``is_durable``, on the disk.

        Raises:
            FileExistsError: the file exists, and ``replaces`` is false.
            OSError: it cannot be written; everything stays as it was.
        """
        *folders, last = split_name(name)
        part = "/".join((*folders, f".{last[:_KEPT]}.{secrets.token_hex(8)}{PART}"))
        with self._tidying(part):
            self.enter(folders, makes=True)
            self.keep_private()
            self.create(part, data, self._choose_rights(name, replaces=replaces), is_durable=is_durable)
            self.rename(part, last, replaces=replaces)
        if is_durable:
            self.sync()

    def create(self, name: str, data: bytes, rights: int | None = None, *, is_durable: bool = False) -> os.stat_result:
        """Write a new file directly; if that fails, part of it may be left."""
        path, handle = self.go_to(name)
        with naming(self.root / name), os.fdopen(os.open(path, _NEW, 0o666, dir_fd=handle), "wb", 0) as file:
            if rights is not None and hasattr(os, "fchmod"):
                os.fchmod(file.fileno(), rights)
            rest = memoryview(data)
            while rest:
                rest = rest[file.write(rest) :]
            if is_durable:
                os.fsync(file.fileno())
            return os.fstat(file.fileno())

    def rename(self, name: str, new: str, *, replaces: bool = True) -> None:
        """Rename a file within its folder, atomically.

        Raises:
            FileExistsError: the ``new`` name exists, and ``replaces`` is false.
        """
        path, handle = self.go_to(name)
        with naming(self.here(new)):
            if replaces or not _link(path, self.at(new), handle):
                os.replace(path, self.at(new), src_dir_fd=handle, dst_dir_fd=handle)
            else:
                os.unlink(path, dir_fd=handle)

    def move_in(self, source: Path, name: str) -> None:
        """Move a file from elsewhere on the same disk to this name, and replace what is there."""
        path, handle = self.go_to(name)
        with naming(self.root / name):
            os.replace(source, path, dst_dir_fd=handle)

    def remove(self, name: str) -> bool:
        """Remove a file or a link, and return whether it existed."""
        try:
            path, handle = self.go_to(name)
            with naming(self.root / name):
                os.unlink(path, dir_fd=handle)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def remove_tree(self, name: str) -> None:
        """Remove a folder and everything in it; of a link, only the link."""
        path, handle = self.go_to(name)
        with naming(self.root / name):
            if stat.S_ISDIR(os.stat(path, dir_fd=handle, follow_symlinks=False).st_mode):
                shutil.rmtree(path, dir_fd=handle)
            else:
                os.unlink(path, dir_fd=handle)

    def remove_empty(self, name: str) -> None:
        """Remove a folder and its parents, up to the first that is not empty."""
        with suppress(OSError):
            while name:
                path, handle = self.go_to(name)
                os.rmdir(path, dir_fd=handle)
                name = name.rpartition("/")[0]

    def keep_private(self) -> None:
        """If private, remove other users' access to the current folder and the files in it."""
        handle = self.handles[-1] if self.handles[1:] and self.is_private else None
        if handle is None or not os.fstat(handle).st_mode & _OTHERS:
            return
        with suppress(PermissionError):  # it belongs to another user, who gave us access
            os.fchmod(handle, 0o700)
            for name in os.listdir(handle):
                _shut(name, handle)

    def sync(self) -> None:
        """Make new names durable in the current folder and its parents; Windows does so by itself."""
        for handle in self.handles:
            os.fsync(handle)

    @contextmanager
    def _tidying(self, part: str) -> Iterator[None]:
        """On an error, remove the temporary file and the empty folders that were made for it."""
        self.made.clear()
        try:
            yield
        except BaseException:
            with suppress(OSError):
                self.remove(part)
            for name in reversed(self.made):
                with suppress(OSError):
                    path, handle = self.go_to(name)
                    os.rmdir(path, dir_fd=handle)
            raise

    def _choose_rights(self, name: str, *, replaces: bool) -> int | None:
        """Return the mode of the file that is replaced, to keep it; refuse to replace anything but a file."""
        status = self.find(name)
        if status is not None:
            with naming(self.root / name):
                if not replaces:
                    raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
                require_file(status.st_mode)
        if self.is_private:
            return 0o600
        return stat.S_IMODE(status.st_mode) & 0o777 if status else None


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


def _link(path: str, new: str, handle: int | None) -> bool:
    """Hard-link a file to an unused name; if the disk has no hard links, reserve the name with an empty file."""
    try:
        os.link(path, new, src_dir_fd=handle, dst_dir_fd=handle, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _HAS_NO_LINKS:
            raise
        os.close(os.open(new, _NEW, 0o666, dir_fd=handle))
        return False
    return True


def _shut(name: str, handle: int) -> None:
    with suppress(OSError), open_file(name, handle=handle) as file:
        os.fchmod(file.fileno(), 0o600)
