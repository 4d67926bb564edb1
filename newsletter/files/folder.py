"""A folder that is worked in: what is below it is found, opened, written, renamed and removed, through no link."""

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
"""How the name of a file ends that is being written."""

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | FLAGS
_KEPT = 40  # characters of its name that a file being written has in the other one
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HAS_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}


class Folder(Walk):
    """A root and what is below it, opened so that no name leads out of it: over no "..", and through no link.

    It remembers the way to the folder it was in last, so that many files are best named folder by folder. What a
    private one writes is for its owner alone, and so are the folders it writes to.
    """

    def find(self, name: str) -> os.stat_result | None:
        """Look at what has this name, a link as itself; there may be nothing."""
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
        """Make a folder, and those above it, where they are not there."""
        self.enter(split_name(name), makes=True)

    def write(self, name: str, data: bytes, *, is_durable: bool = True, replaces: bool = True) -> None:
        """Write a file under another name, and give it its own when it is whole, or ``is_durable`` on the disk.

        Raises:
            FileExistsError: there is one already, and it ``replaces`` none.
            OSError: it cannot be written; what was there before still is, and nothing else.
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
        """Write a file that was not there, in one go; if that fails, a part of it may be left."""
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
        """Give a file a ``new`` name in its folder, in one step.

        Raises:
            FileExistsError: something has that name, and it ``replaces`` nothing.
        """
        path, handle = self.go_to(name)
        with naming(self.here(new)):
            if replaces or not _link(path, self.at(new), handle):
                os.replace(path, self.at(new), src_dir_fd=handle, dst_dir_fd=handle)
            else:
                os.unlink(path, dir_fd=handle)

    def move_in(self, source: Path, name: str) -> None:
        """Put a file from elsewhere on the same disk in the place of what has this name."""
        path, handle = self.go_to(name)
        with naming(self.root / name):
            os.replace(source, path, dst_dir_fd=handle)

    def remove(self, name: str) -> bool:
        """Remove a file or a link, and tell whether it was there."""
        try:
            path, handle = self.go_to(name)
            with naming(self.root / name):
                os.unlink(path, dir_fd=handle)
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def remove_tree(self, name: str) -> None:
        """Remove a folder and all in it; of a link, the link alone."""
        path, handle = self.go_to(name)
        with naming(self.root / name):
            if stat.S_ISDIR(os.stat(path, dir_fd=handle, follow_symlinks=False).st_mode):
                shutil.rmtree(path, dir_fd=handle)
            else:
                os.unlink(path, dir_fd=handle)

    def remove_empty(self, name: str) -> None:
        """Remove a folder, and those above it, up to the first that is not empty."""
        with suppress(OSError):
            while name:
                path, handle = self.go_to(name)
                os.rmdir(path, dir_fd=handle)
                name = name.rpartition("/")[0]

    def keep_private(self) -> None:
        """Where this is private, shut others out of the folder it was in last, and of the files that are in it."""
        handle = self.handles[-1] if self.handles[1:] and self.is_private else None
        if handle is None or not os.fstat(handle).st_mode & _OTHERS:
            return
        with suppress(PermissionError):  # it belongs to someone else, who gave us access
            os.fchmod(handle, 0o700)
            for name in os.listdir(handle):
                _shut(name, handle)

    def sync(self) -> None:
        """Make new names durable, in the folder it was in last and in those above; Windows does so by itself."""
        for handle in self.handles:
            os.fsync(handle)

    @contextmanager
    def _tidying(self, part: str) -> Iterator[None]:
        """Leave neither a part of a file behind, nor an empty folder that was made for it."""
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
        """Keep the rights of the file that is replaced; refuse to replace what is no file."""
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
    """Give a file a second name that nothing has; on a disk that cannot do that, claim the name with an empty file."""
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
