"""What ``new`` and ``import`` have in common: a file that is written whole, and never over another unasked."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newsletter.errors import DraftExistsError, SourceError


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


def write_draft(path: Path, content: bytes, *, replaces: bool = False) -> None:
    """Write a file whole; unless it ``replaces`` another, one that has appeared meanwhile stays as it is."""
    if path.parent.name == "issues":
        path.parent.mkdir(exist_ok=True)
        _write_missing_schemas(path.parent)
    if not replaces:
        with path.open("xb") as file:
            file.write(content)
        return
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def _write_missing_schemas(folder: Path) -> None:
    """Put the schemas that a draft's first line names beside the first draft: without them an editor complains."""
    from newsletter.documents.schema import MODELS, write_schema

    for name in MODELS:
        path = folder / f"{name}.schema.json"
        if not path.exists():
            path.write_text(write_schema(name), encoding="utf-8")


def tell_preview(root: Path | None) -> str:
    """Return the command that shows the draft, in the folder that was named."""
    if root is None:
        return "newsletter preview"
    return f'newsletter preview --root "{root}"' if " " in str(root) else f"newsletter preview --root {root}"
