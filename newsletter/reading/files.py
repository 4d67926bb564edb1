"""Read a document's bytes, or say in plain words why that cannot be done. Never waits on a pipe or a device."""

from __future__ import annotations

import stat
from pathlib import Path

from newsletter.errors import Place, Problem, ProblemsFoundError
from newsletter.reading.text import MAX_BYTES, check_size


def read_file(path: Path, name: str) -> bytes:
    """Return the bytes of the file at ``path``; ``name`` is what problems call it.

    Raises:
        ProblemsFoundError: it is missing, unreadable, too large, or not a file.
    """
    try:
        status = path.stat()
        _check_kind(status.st_mode, name)
        check_size(status.st_size, name)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        raise ProblemsFoundError([_explain_unreadable(error, path, name)]) from error
    check_size(len(data), name)  # the file may have grown, and some report no size
    return data


def _check_kind(mode: int, name: str) -> None:
    if stat.S_ISREG(mode):
        return
    kind = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
    message, hint = f"this is {kind}, not a file.", "Give the path of a document."
    raise ProblemsFoundError([Problem(Place(name), "file.not-a-file", message, hint)])


def _explain_unreadable(error: OSError | ValueError, path: Path, name: str) -> Problem:
    if isinstance(error, FileNotFoundError):
        return _explain_missing(path, name)
    if isinstance(error, PermissionError):
        hint = "Ask its owner, or change its permissions."
        return Problem(Place(name), "file.permission", "you may not read this file.", hint)
    reason = getattr(error, "strerror", None) or str(error)
    message = f"this file cannot be read: {reason}."
    return Problem(Place(name), "file.unreadable", message, "Check its name and its disk.")


def _explain_missing(path: Path, name: str) -> Problem:
    if path.is_symlink():
        hint = "Point it to a file, or delete it."
        return Problem(Place(name), "file.broken-link", "this is a link to a file that is not there.", hint)
    return Problem(Place(name), "file.missing", "there is no such file.", "Check its name and folder.")
