"""What ``new`` and ``import`` have in common: a file that is written whole, and never over another unasked."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from newsletter.errors import DraftExistsError, SourceError
from newsletter.files import Folder, find_real

_ISSUES = "issues/"

COMMAND = "NEWSLETTER_COMMAND"
"""Where a script that calls this program says how it was called itself: ``python3 scripts/run.py``."""


def refuse_to_overwrite(paths: Iterable[Path], advice: str) -> None:
    """Stop before anything is written where one of the files is there already.

    Raises:
        DraftExistsError: one is.
    """
    for path in paths:
        if path.exists() or path.is_symlink():
            raise DraftExistsError(f"{path}: There is such a file already, and it was left as it is. {advice}")


def require_places(paths: Iterable[Path]) -> None:
    """Stop before anything is written where one of the files could not be.

    Raises:
        SourceError: its folder is missing, or a folder stands in its place.
    """
    for path in paths:
        if path.is_dir():
            raise SourceError(f"{path}: This is a folder. Name a file in it.")
        if path.parent.name != "issues" and not path.parent.is_dir():
            raise SourceError(f"{path}: There is no folder {path.parent}. Make it first, or name another.")


class Drafts:
    """Files that are written together; in a ``with`` that fails, those that were not there before are taken back."""

    def __init__(self) -> None:
        self._new: list[Path] = []
        self._folders: list[Path] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with suppress(OSError):
            for path in reversed(self._new if kind else []):
                with Folder(path.parent) as folder:
                    folder.remove(path.name)
            for path in reversed(self._folders if kind else []):
                with Folder(path.parent) as folder:
                    folder.remove_empty(path.name)

    def write(self, root: Path, name: str, content: bytes, *, replaces: bool = False) -> None:
        """Write a file whole; unless it ``replaces`` another, one that has appeared meanwhile stays as it is."""
        with Folder(root) as folder:
            if name.startswith(_ISSUES):
                self._write_missing_schemas(folder)
            self._write(folder, name, content, replaces=replaces)

    def write_given(self, path: Path, content: bytes, *, replaces: bool = False) -> None:
        """Write a file that a person has named, and that may be a link to another."""
        target = find_real(path)
        depth = 2 if target.parent.name == _ISSUES.rstrip("/") else 1
        self.write(target.parents[depth - 1], "/".join(target.parts[-depth:]), content, replaces=replaces)

    def _write_missing_schemas(self, folder: Folder) -> None:
        """Put the schemas that a draft's first line names beside the first draft: without them an editor complains."""
        from newsletter.documents.schema import MODELS, write_schema

        for document in MODELS:
            name = f"{_ISSUES}{document}.schema.json"
            if folder.find(name) is None:
                self._write(folder, name, write_schema(document).encode(), replaces=False)

    def _write(self, folder: Folder, name: str, content: bytes, *, replaces: bool) -> None:
        is_new = folder.find(name) is None
        folder.write(name, content, replaces=replaces)
        self._folders += [folder.root / made for made in folder.made]
        if is_new:
            self._new.append(folder.root / name)


def name_program() -> str:
    """Return how this program is called here: by its name where that is found, else as whoever called it does."""
    if given := os.environ.get(COMMAND):
        return given
    return "newsletter" if shutil.which("newsletter") else f"{_quote(sys.executable)} -m newsletter"


def tell_preview(root: Path | None) -> str:
    """Return the command that shows the draft, in the folder that was named."""
    return f"{name_program()} preview" + (f" --root {_quote(str(root))}" if root else "")


def _quote(path: str) -> str:
    return f'"{path}"' if " " in path else path
