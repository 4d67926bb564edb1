"""What begins, drafts and imports share: files written whole, and never over another without being asked."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self

from newsletter.errors import DraftExistsError, SourceError
from newsletter.files import Folder, find_real

_ISSUES = "issues/"


def refuse_to_overwrite(paths: Iterable[Path], advice: str) -> None:
    """Stop before anything is written if one of the files exists.

    Raises:
        DraftExistsError: one is.
    """
    for path in paths:
        if path.exists() or path.is_symlink():
            raise DraftExistsError(f"{path}: There is such a file already, and it was left as it is. {advice}")


def require_places(paths: Iterable[Path]) -> None:
    """Stop before anything is written if one of the files could not be.

    Raises:
        SourceError: its folder is missing, or a folder stands in its place.
    """
    for path in paths:
        if path.is_dir():
            raise SourceError(f"{path}: This is a folder. Name a file in it.")
        if path.parent.name != "issues" and not path.parent.is_dir():
            raise SourceError(f"{path}: There is no folder {path.parent}. Make it first, or name another.")


class Drafts:
    """Files that are written together; if the ``with`` block fails, the new ones are removed."""

    def __init__(self, packs: tuple[str, ...] = (), tags: tuple[str, ...] = ()) -> None:
        self.packs, self.tags = packs, tags
        """The packs of the publication and its languages, if it has several: the schemas beside a draft need them."""
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
        """Write a file whole; unless it ``replaces`` another, a file that has appeared meanwhile is kept."""
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
        """Write the schemas that a draft's first line names beside the first draft, where editors look for them."""
        from newsletter.documents.schema import DOCUMENTS, write_schema  # noqa: PLC0415  # loads every model

        for document in DOCUMENTS:
            name = f"{_ISSUES}{document}.schema.json"
            if folder.find(name) is None:
                self._write(folder, name, write_schema(document, self.packs, self.tags).encode(), replaces=False)

    def _write(self, folder: Folder, name: str, content: bytes, *, replaces: bool) -> None:
        is_new = folder.find(name) is None
        folder.write(name, content, replaces=replaces)
        self._folders += [folder.root / made for made in folder.made]
        if is_new:
            self._new.append(folder.root / name)
