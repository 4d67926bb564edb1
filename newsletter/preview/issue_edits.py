"""Edits of an issue that a panel makes: of several, the first that leaves a valid document."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.files import hold_lock, write_below
from newsletter.loading import load_languages, load_packs, parse_issue
from newsletter.parsing.edits import Edit
from newsletter.parsing.files import read_file
from newsletter.parsing.yaml import read_yaml
from newsletter.parsing.yaml_editing import edit_yaml
from newsletter.preview.render_cache import name_file

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_LOCK = ".newsletter/editing.lock"


class NoPlaceError(Exception):
    """None of the edits leaves a document that is valid."""


def write_first_valid(preview: Preview, period: str, propose: Callable[[dict[str, Any]], Iterable[Edit]]) -> None:
    """Write the first of the edits proposed for an issue's plain data after which the issue can still be read.

    Raises:
        NoPlaceError: there is none.
        ProblemsFoundError: the issue cannot be read as it is.
        OSError: it cannot be written.
    """
    root, name = preview.root, name_file(period)
    with hold_lock(root, _LOCK, waits=True):
        source = read_file(root / name, name)
        for edit in propose(read_yaml(source, name).data):
            try:
                written = edit_yaml(source, edit)
            except EditRefusedError:
                continue
            if _is_valid(root, name, written):
                write_below(root, name, written)
                return
    raise NoPlaceError


def _is_valid(root: Path, name: str, content: bytes) -> bool:
    try:
        parse_issue(content, name, load_packs(root), root, load_languages(root))
    except ProblemsFoundError:
        return False
    return True
