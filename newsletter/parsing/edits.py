"""Edits of a document: what they mean on its plain data, whatever format it is written in. Does no I/O.

``edit_yaml`` and ``edit_toml`` write an edit into the text of a document, and prove the result against ``apply_edit``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import Enum
from typing import Final, Literal

from newsletter.errors import EditRefusedError
from newsletter.parsing.document import MAX_DEPTH, DataPath
from newsletter.parsing.files import find_forbidden_character

__all__ = [
    "MISSING",
    "Act",
    "Edit",
    "EditRefusedError",
    "Missing",
    "apply_edit",
    "find_value",
    "have_same_value",
    "invert_edit",
    "resolve_edit",
]

Act = Literal["set", "insert", "delete", "move"]


class Missing(Enum):
    """What ``find_value`` returns where there is no value: ``None`` is one."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING

_SINGLE_VALUES = (int, float, date, time, datetime, type(None))


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a document.

    ``path`` is that of the value; of an insertion, that of its list and the index which the value will have. ``value``
    is plain data, as JSON has it; ``to`` is the index of a moved item afterwards. Setting or inserting below something
    absent makes what is missing. When the last value of a list or group is deleted, the list or group goes with it,
    and so on upwards, unless ``keep_empty``.
    """

    do: Act
    path: DataPath
    value: object = None
    to: int = 0
    keep_empty: bool = False


def find_value(data: object, path: DataPath) -> object:
    """Return the value at a path, or ``MISSING``."""
    for step in path:
        inner = _step_into(data, step)
        if inner is MISSING:
            return MISSING
        data = inner
    return data


def _step_into(data: object, step: str | int) -> object:
    if isinstance(data, dict) and isinstance(step, str):
        return data.get(step, MISSING)
    is_index = isinstance(data, list) and type(step) is int and 0 <= step < len(data)
    return data[step] if is_index else MISSING  # type: ignore[index]  # a list then


def apply_edit(data: dict[str, object], edit: Edit) -> dict[str, object]:
    """Return the data after an edit; ``data`` stays as it is, and what does not change is shared with it.

    Raises:
        EditRefusedError: there is nothing at the path, or the value is not one that a document can hold.
    """
    edit = resolve_edit(data, edit)
    changed = _copy_along(data, edit.path[:-1])
    parent = find_value(changed, edit.path[:-1])
    _change(parent, edit)
    return changed


def _change(parent: object, edit: Edit) -> None:
    step = edit.path[-1]
    if isinstance(parent, dict):
        _change_mapping(parent, str(step), edit)
    elif isinstance(parent, list) and isinstance(step, int):
        _change_list(parent, step, edit)


def _change_mapping(parent: dict[str, object], key: str, edit: Edit) -> None:
    if edit.do == "delete":
        del parent[key]
    else:
        parent[key] = edit.value


def _change_list(parent: list[object], index: int, edit: Edit) -> None:
    if edit.do == "set":
        parent[index] = edit.value
    elif edit.do == "insert":
        parent.insert(index, edit.value)
    elif edit.do == "delete":
        del parent[index]
    else:
        parent.insert(edit.to, parent.pop(index))


def _copy_along(data: dict[str, object], path: DataPath) -> dict[str, object]:
    """Copy what a path leads through, and nothing else."""
    root = dict(data)
    at: object = root
    for step in path:
        inner = find_value(at, (step,))
        copied: object = dict(inner) if isinstance(inner, dict) else list(inner) if isinstance(inner, list) else inner
        at[step] = copied  # type: ignore[index]  # the path leads through lists and mappings
        at = copied
    return root


def invert_edit(data: dict[str, object], edit: Edit) -> Edit:
    """Return the edit that undoes another; ``data`` is the document before that.

    Raises:
        EditRefusedError: the edit cannot be made.
    """
    edit = resolve_edit(data, edit)
    parent, step = find_value(data, edit.path[:-1]), edit.path[-1]
    before = find_value(parent, (step,))
    if edit.do == "move" and isinstance(step, int):
        return Edit("move", (*edit.path[:-1], edit.to), to=step)
    if edit.do == "insert" or before is MISSING:
        return Edit("delete", edit.path, keep_empty=True)
    is_insertion = edit.do == "delete" and isinstance(parent, list)
    return Edit("insert" if is_insertion else "set", edit.path, before)


def resolve_edit(data: dict[str, object], edit: Edit) -> Edit:
    """Return an edit with the same meaning that changes exactly one list or mapping which is there.

    The value of what is set holds the groups that were absent; the path of what is deleted is that of the outermost
    list or group that would be left empty.

    Raises:
        EditRefusedError: there is nothing at the path, or the value is not one that a document can hold.
    """
    if not edit.path:
        raise EditRefusedError("The whole document cannot be changed at once.")
    if edit.do in ("set", "insert"):
        _check_value(edit.value, MAX_DEPTH - len(edit.path))
        return _resolve_set(data, edit) if edit.do == "set" else _resolve_insert(data, edit)
    if find_value(data, edit.path) is MISSING:
        raise EditRefusedError("What should be changed is not there any more.")
    return _resolve_move(data, edit) if edit.do == "move" else _resolve_delete(data, edit)


def _resolve_set(data: dict[str, object], edit: Edit) -> Edit:
    at: object = data
    for depth, step in enumerate(edit.path):
        if at is None and depth:
            return _set_nested(edit, depth)
        inner = find_value(at, (step,))
        if inner is MISSING:
            if not (isinstance(at, dict) and isinstance(step, str)):
                raise EditRefusedError("What should be changed is not there any more.")
            return _set_nested(edit, depth + 1)
        at = inner
    return edit


def _set_nested(edit: Edit, depth: int) -> Edit:
    """Set the value at the first steps of a path to groups that hold the value at the rest of it."""
    value = edit.value
    for step in reversed(edit.path[depth:]):
        if step != 0 and not isinstance(step, str):
            raise EditRefusedError("What should be changed is not there any more.")
        value = {step: value} if isinstance(step, str) else [value]
    return replace(edit, path=edit.path[:depth], value=value)


def _resolve_insert(data: dict[str, object], edit: Edit) -> Edit:
    items, index = find_value(data, edit.path[:-1]), edit.path[-1]
    if (items is MISSING or items is None) and index == 0:
        return _resolve_set(data, Edit("set", edit.path[:-1], [edit.value]))
    if not isinstance(items, list) or type(index) is not int or not 0 <= index <= len(items):
        raise EditRefusedError("There is no such place in the list any more.")
    return edit


def _resolve_move(data: dict[str, object], edit: Edit) -> Edit:
    items = find_value(data, edit.path[:-1])
    if not isinstance(items, list) or type(edit.to) is not int or not 0 <= edit.to < len(items):
        raise EditRefusedError("There is no such place in the list any more.")
    return edit


def _resolve_delete(data: dict[str, object], edit: Edit) -> Edit:
    path = edit.path
    while not edit.keep_empty and len(path) > 1:
        parent = find_value(data, path[:-1])
        if isinstance(parent, (dict, list)) and len(parent) > 1:
            break
        path = path[:-1]
    return replace(edit, path=path)


def _check_value(value: object, levels: int) -> None:
    """Refuse what no document can hold, before anything is written."""
    if levels < 0:
        raise EditRefusedError("This is nested too deeply.")
    if isinstance(value, dict) and not all(isinstance(key, str) for key in value):
        raise EditRefusedError("Names within a group must be text.")
    if isinstance(value, (dict, list)):
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            _check_value(inner, levels - 1)
    elif isinstance(value, str):
        if character := find_forbidden_character(value):
            raise EditRefusedError(f"The text contains the invisible character {character}. Delete it.")
    elif not isinstance(value, _SINGLE_VALUES):
        raise EditRefusedError("This is not something that a document can hold.")


def have_same_value(one: object, other: object) -> bool:
    """Whether two values are the same and of the same kind: 1, 1.0 and true are three; the order of keys is free."""
    if isinstance(one, dict):
        if not isinstance(other, dict) or one.keys() != other.keys():
            return False
        return all(have_same_value(inner, other[key]) for key, inner in one.items())
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(have_same_value, one, other))
    return _plain_type(one) is _plain_type(other) and (one == other or (_is_nan(one) and _is_nan(other)))


def _plain_type(value: object) -> type:
    """Return the type of a value, without that of numbers which know how they were typed."""
    if isinstance(value, str):
        return str
    if isinstance(value, float):
        return float
    return int if isinstance(value, int) and not isinstance(value, bool) else type(value)


def _is_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)
