"""Read a document's bytes, or say in plain words why that cannot be done. Never waits on a pipe or a device."""

from __future__ import annotations

from pathlib import Path

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.files import LinkError, NotAFileError, read_below
from newsletter.parsing.decoding import MAX_BYTES, check_size


def read_file(path: Path, name: str) -> bytes:
    """Return the bytes of the file at ``path``; ``name`` is what problems call it, and where it is in its publication.

    A link is followed as long as it stays in the publication: in what ``path`` has before ``name``.

    Raises:
        ProblemsFoundError: it is missing, unreadable, too large, or not a file.
    """
    try:
        data = read_below(*_find_root(path, name), MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # a path that holds NUL is a ValueError
        raise ProblemsFoundError([_explain_unreadable(error, path, name)]) from error
    check_size(len(data), name)
    return data


def _find_root(path: Path, name: str) -> tuple[Path, str]:
    parts = tuple(name.split("/"))
    if path.parts[-len(parts) :] != parts:
        return path.parent, path.name
    return path.parents[len(parts) - 1], name


def _explain_unreadable(error: OSError | ValueError, path: Path, name: str) -> Problem:
    if isinstance(error, FileNotFoundError):
        return _explain_missing(path, name)
    if isinstance(error, NotAFileError):
        return Problem(Location(name), "file.not-a-file", f"{error.strerror}.", "Give the path of a document.")
    if isinstance(error, LinkError):
        hint = "Put the file itself there: a publication is read only from its own folder."
        return Problem(Location(name), "file.link", f"{error.strerror}.", hint)
    if isinstance(error, PermissionError):
        hint = "Ask its owner, or change its permissions."
        return Problem(Location(name), "file.permission", "you may not read this file.", hint)
    reason = getattr(error, "strerror", None) or str(error)
    message = f"this file cannot be read: {reason}."
    return Problem(Location(name), "file.unreadable", message, "Check its name and its disk.")


def _explain_missing(path: Path, name: str) -> Problem:
    if path.is_symlink():
        hint = "Point it to a file, or delete it."
        return Problem(Location(name), "file.broken-link", "this is a link to a file that is not there.", hint)
    return Problem(Location(name), "file.missing", "there is no such file.", "Check its name and folder.")
