"""Where in an issue a picture goes: into a field of a block that holds one and has none, or as a block of its own."""

from __future__ import annotations

from typing import Any

from starlette.exceptions import HTTPException

from newsletter.editing.documents import Documents, find_issue_file
from newsletter.editing.model_at import MODEL, NoSuchPlaceError
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import MISSING, find_value

_KNOWN = frozenset({"file", "alt"})
"""What a picture has that was just brought in: a field that needs more is written in its form."""

_BLOCK_DEPTHS = (2, 4)
"""How many steps the path of a block has, and that of one in a section."""


def is_empty_place(documents: Documents, period: str, data: dict[str, Any], path: DataPath) -> bool:
    """Return whether a field that holds a picture, such as a portrait, has none yet."""
    try:
        schema = documents.find_model(find_issue_file(period)).at(data, path)
    except NoSuchPlaceError:
        return False
    return (
        schema.get(MODEL) == "picture"
        and _KNOWN.issuperset(schema.get("required", ()))
        and isinstance(path[-1], str)
        and find_value(data, path[:-1]) is not MISSING
        and (find_value(data, path) in (MISSING, None))
    )


def find_near(documents: Documents, period: str, data: dict[str, Any], path: DataPath) -> tuple[str, DataPath | None]:
    """Return how a picture is put near the words at a path, and where: see ``panels/pictures.py``.

    It goes into the first field of these words' group, or of one around it, that holds a picture and has none; else it
    becomes a block behind theirs. ``("blocks",)`` is before all blocks, and a path to nothing after them.
    """
    if path == ("blocks",):
        return "add", ("blocks", 0)
    block = _find_block(path)
    if block is None:
        return "add", None
    for length in range(len(path), len(block) - 1, -1):
        empty = _find_empty_field(documents, period, data, path[:length])
        if empty:
            return "new", empty
    return "add", (*block[:-1], int(block[-1]) + 1)


def _find_block(path: DataPath) -> DataPath | None:
    """Return the path of the innermost block that a path leads into."""
    blocks = [path[:depth] for depth in _BLOCK_DEPTHS if path[depth - 2 : depth - 1] == ("blocks",)]
    found = [block for block in blocks if isinstance(block[-1], int)]
    return found[-1] if found and path[:1] == ("blocks",) else None


def _find_empty_field(documents: Documents, period: str, data: dict[str, Any], group: DataPath) -> DataPath | None:
    if not isinstance(find_value(data, group), dict):
        return None
    keys = documents.find_model(find_issue_file(period)).order_at(data, group)
    return next(((*group, key) for key in keys if is_empty_place(documents, period, data, (*group, key))), None)


def require_picture(data: dict[str, Any], path: DataPath) -> dict[str, Any]:
    """Return the picture at a path of an issue.

    Raises:
        HTTPException: 404, there is none.
    """
    found = find_value(data, path)
    if not isinstance(found, dict) or not isinstance(found.get("file"), str):
        raise HTTPException(404)
    return found
