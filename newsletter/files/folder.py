"""Operations on files below a root folder: find, open, write, rename and remove, without following links."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from newsletter.files._walk import FLAGS, Walk, explain, naming, open_file, require_file, split_name

PART = ".part"
"""The suffix of a file that is being written."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | FLAGS
_KEPT = 40  # characters of a file's name that the name of its temporary file keeps
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HAS_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class Folder(Walk):
    """A root and the files below it. No name leads out of it: neither ".." nor links are followed.

    The current folder stays open, so it is quickest to process files folder by folder. If private, the files it writes
    and the folders it writes to are accessible to their owner alone.
    """

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
