"""What changed in an issue between two states of its documents, in sentences by place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from newsletter.editing.change_descriptions import describe_edits
from newsletter.editing.differences import find_differences
from newsletter.editing.names import name_path
from newsletter.errors import ProblemsFoundError
from newsletter.loading import FILE
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import apply_edit
from newsletter.parsing.toml import read_toml
from newsletter.parsing.yaml import read_yaml
from newsletter.preview.proofs.records import SavedState

MOST = 40
"""Sentences that are shown; the rest is counted."""

Data = dict[str, Any]


def describe_changes(before: SavedState, after: SavedState) -> tuple[str, ...]:
    """Return what was added, changed, moved and deleted, each place once."""
    sentences = [
        *_describe(before.issue, after.issue, _read_issue, name_path),
        *_describe(before.publication, after.publication, _read_settings, _name_setting),
    ]
    each = list(dict.fromkeys(sentences))
    rest = len(each) - MOST
    return (*each[:MOST], f"And {rest} more changes.") if rest > 0 else tuple(each)


def _describe(
    before: bytes, after: bytes, read: Callable[[bytes], Data], name: Callable[[DataPath, Data], str]
) -> Iterator[str]:
    if before == after:
        return
    try:
        data, new = read(before), read(after)
    except ProblemsFoundError:
        yield "Changed in a way that cannot be told: one of the two cannot be read."
        return
    for edit in find_differences(data, new):
        yield describe_edits([edit], data, name)
        data = apply_edit(data, edit)


def _read_issue(data: bytes) -> Data:
    return dict(read_yaml(data, "issue").data)


def _read_settings(data: bytes) -> Data:
    return dict(read_toml(data, FILE).data)


def _name_setting(path: DataPath, data: Data) -> str:
    return f"the settings of the publication › {name_path(path, data)}"
