"""Who writes on this computer: the name that people gave, or else what Git or the computer calls them."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from newsletter.files import Folder, read_below

FILE = ".newsletter/author"
LONGEST = 80
"""Characters of a name."""

_PATIENCE = 5  # seconds
_NOBODY = "Someone"


def find_author(root: Path, environment: Mapping[str, str]) -> str:
    """Return the name of who writes in the publication in ``root``: given, or Git's, or the computer's."""
    return find_given_author(root) or _ask_computer(root, frozenset(environment.items()))


@lru_cache(maxsize=8)
def _ask_computer(root: Path, environment: frozenset[tuple[str, str]]) -> str:
    return _ask_git(root, dict(environment)) or _ask_system() or _NOBODY


def find_given_author(root: Path) -> str:
    """Return the name entered on this computer, or an empty string."""
    with suppress(OSError, UnicodeDecodeError):
        return tidy_name(read_below(root, FILE, 4 * LONGEST).decode())
    return ""


def write_author(root: Path, name: str) -> str:
    """Keep a name for what is written from now on, and return it as it is kept.

    Raises:
        ValueError: it is empty.
        OSError: it cannot be written.
    """
    tidied = tidy_name(name)
    if not tidied:
        raise ValueError(name)
    with Folder(root, is_private=True) as folder:
        folder.write(FILE, f"{tidied}\n".encode())
    return tidied


def tidy_name(name: str) -> str:
    """Return a name on one line, without what cannot be seen, and not too long."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in name).split())[:LONGEST].strip()


def _ask_git(root: Path, environment: dict[str, str]) -> str:
    git = shutil.which("git", path=environment.get("PATH"))
    if git is None:
        return ""
    with suppress(OSError, subprocess.SubprocessError):
        found = subprocess.run(  # noqa: S603  # a program of the system, without anything that others wrote
            [git, "config", "--get", "user.name"],
            cwd=root,
            env=environment,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        return tidy_name(found.stdout.decode(errors="replace"))
    return ""


def _ask_system() -> str:
    with suppress(KeyError, OSError, ImportError):  # a user without a name
        return tidy_name(getpass.getuser())
    return ""
