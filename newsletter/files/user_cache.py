"""What a run of the program keeps for the next one, in the user's cache folder. It may go; nothing needs it.

Where such a folder is belongs to the operating system: $XDG_CACHE_HOME or ~/.cache (XDG Base Directory Specification
0.8), ~/Library/Caches, %LOCALAPPDATA%.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from newsletter.files.folder import Folder

_WRITABLE_BY_OTHERS = 0o022


class UserCache:
    """Small files in a folder that belongs to this user, and that no other may write to; else it keeps nothing."""

    def __init__(self, name: str) -> None:
        self._folder = _open_folder(name)

    def read(self, name: str) -> bytes:
        """Return the bytes that were kept under a name; none if there are none, or they cannot be read."""
        if self._folder is not None:
            with suppress(OSError):
                return self._folder.read(name)
        return b""

    def write(self, name: str, data: bytes) -> None:
        """Keep some bytes under a name, if that is possible."""
        if self._folder is not None:
            with suppress(OSError):
                self._folder.write(name, data, is_durable=False)


def _open_folder(name: str) -> Folder | None:
    """Open the folder of a cache, which is made if it is missing; None if it is not this user's alone."""
    try:
        home = _find_home()
        made = home if home.exists() else home.parent
        if not _is_own(os.stat(made)):  # as when sudo keeps the HOME of another user
            return None
        path = home / "newsletter-publisher" / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Folder(path, is_private=True)
    except (OSError, RuntimeError):  # the latter: nothing says where the user's home is
        return None
    return folder if all(_is_own(os.fstat(handle)) for handle in folder.handles) else None


def _find_home() -> Path:
    """Return the folder of all the user's caches, as the operating system has it."""
    given = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", ""))
    if given.is_absolute():
        return given
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _is_own(status: os.stat_result) -> bool:
    """Whether a folder belongs to this user, and no other may write to it; on Windows it is below his profile."""
    if sys.platform == "win32":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & _WRITABLE_BY_OTHERS
