"""What was done to a document, in a sentence for people: "Changed A new library › summary"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import MISSING, Edit, apply_edit, find_value

Data: TypeAlias = dict[str, Any]
NamePath: TypeAlias = Callable[[DataPath, Data], str]

OUTSIDE = "Changes from outside"
GONE_AGAIN = "Not there any more"
_MOST = 3


def describe_edits(edits: Sequence[Edit], data: Data, name_path: NamePath) -> str:
    """Return what edits do to a document, which has this data before them; nothing if there are none."""
    sentences = list(dict.fromkeys(_describe_each(edits, data, name_path)))  # an id goes with its title
    if len(sentences) > _MOST:
        sentences = [*sentences[: _MOST - 1], f"and {len(sentences) - _MOST + 1} more changes"]
    return "; ".join(sentences)


def _describe_each(edits: Sequence[Edit], data: Data, name_path: NamePath) -> Iterator[str]:
    for edit in edits:
        after = apply_edit(data, edit)
        if edit.path[-1] == "id":
            pass
        elif edit.do == "insert" or (edit.do == "set" and find_value(data, edit.path) is MISSING):
            yield f"Added {name_path(edit.path, after)}"
        elif edit.do == "delete":
            yield f"Deleted {name_path(edit.path, data)}"
        elif edit.do == "move":
            yield f"Moved {name_path(edit.path, data)}"
        else:
            yield f"Changed {name_path(edit.path, data)}"
        data = after


def describe_outside(edits: Sequence[Edit], data: Data, name_path: NamePath) -> str:
    """Return what another program did to a document."""
    description = describe_edits(edits, data, name_path)
    return f"{OUTSIDE}: {description[0].lower()}{description[1:]}" if description else OUTSIDE
