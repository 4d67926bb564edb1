"""Names of places in a document, in the words of people: "A new library › summary"."""

from __future__ import annotations

from collections.abc import Mapping

from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import find_value

_SILENT = frozenset({"blocks", "items", "text"})
"""Keys that say nothing beside the name of what is in them."""

_NAMES = ("title", "label", "name", "text", "term", "type")
_LONGEST = 60


def name_path(path: DataPath, data: Mapping[str, object], _model: object = None) -> str:
    """Return the name of the value at a path of a document."""
    words = [_name_step(path[: depth + 1], data) for depth in range(len(path))]
    named = [word for word in words if word]
    return " › ".join(named) or str(path[-1])


def _name_step(path: DataPath, data: Mapping[str, object]) -> str:
    step = path[-1]
    if isinstance(step, str):
        return "" if step in _SILENT else step.replace("_", " ")
    item = find_value(data, path)
    found = next((item[key] for key in _NAMES if isinstance(item.get(key), str)), "") if isinstance(item, dict) else ""
    words = " ".join(str(found or (item if isinstance(item, str) else "")).split())
    return words if 0 < len(words) <= _LONGEST else f"{words[:_LONGEST]}…" if words else str(step + 1)
