"""Reads files below a root by name: links are followed if they stay below it. Writing follows no links."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

from newsletter.files._walk import LinkError
from newsletter.files.folder import Folder

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
        yield from _walk(folder, name, (_find_real(folder, name),))


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


def _walk(folder: Folder, name: str, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for entry in folder.list(above[-1]):
        if entry.startswith("."):
            continue
        real = _find_real(folder, f"{above[-1]}/{entry}")
        status = folder.find(real)
        if status is None or not stat.S_ISDIR(status.st_mode):
            yield f"{name}/{entry}", real
        elif any(f"{one}/".startswith(f"{real}/") for one in above):
            path = folder.root / above[-1] / entry
            raise LinkError(errno.ELOOP, "this is a link to a folder that contains it", str(path))
        else:
            yield from _walk(folder, f"{name}/{entry}", (*above, real))


def _find_real(folder: Folder, name: str) -> str:
    try:
        status = folder.find(name)
    except LinkError:
        return find_target(folder.root, name)
    return find_target(folder.root, name) if status and stat.S_ISLNK(status.st_mode) else name
