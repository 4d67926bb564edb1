"""What a page asks for, checked and put as edits of a document: adding and repeating items are operations, too."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias, get_args

from newsletter.checking.replacements import replace_words
from newsletter.editing.model_at import LANGUAGES, SHORT, DocumentModel, NoSuchPlaceError
from newsletter.editing.soft_lines import restore_lines
from newsletter.errors import EditRefusedError
from newsletter.parsing.document import MAX_DEPTH, DataPath
from newsletter.parsing.edits import MISSING, Edit, find_value

Data: TypeAlias = dict[str, Any]
Deed: TypeAlias = Literal["set", "insert", "delete", "move", "add", "duplicate", "replace"]

MOST = 500
"""How many operations one request may bring."""

_LONGEST_STEP = 200
_DEEDS: tuple[Deed, ...] = get_args(Deed)


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing to do.

    ``add`` appends ``value`` to the list at ``path``, ``duplicate`` repeats the item there, and ``replace`` writes
    ``value["by"]`` in the place of ``value["words"]``, or of the whole text if those are empty.
    """

    do: Deed
    path: DataPath
    value: object = None
    to: int = 0


def read_operations(asked: object) -> tuple[Operation, ...]:
    """Read the operations of a request.

    Raises:
        ValueError: they are not what a page sends.
    """
    if not isinstance(asked, list) or not 0 < len(asked) <= MOST:
        raise ValueError("operations")
    return tuple(map(_read_operation, asked))


def _read_operation(asked: object) -> Operation:
    if not isinstance(asked, dict) or asked.get("do") not in _DEEDS:
        raise ValueError("operation")
    to = asked.get("to", 0)
    if type(to) is not int or not 0 <= to < 2**31:
        raise ValueError("place")
    value = asked.get("value")
    _refuse_odd_numbers(value)
    return Operation(asked["do"], read_path(asked.get("path")), value, to)


def read_path(asked: object) -> DataPath:
    """Read the path of a value.

    Raises:
        ValueError: it is not a list of keys and indices, or too long.
    """
    if not isinstance(asked, list) or not 0 < len(asked) <= MAX_DEPTH or not all(map(_is_step, asked)):
        raise ValueError("path")
    return tuple(asked)


def _is_step(step: object) -> bool:
    if isinstance(step, str):
        return 0 < len(step) <= _LONGEST_STEP
    return type(step) is int and 0 <= step < 2**31


def _refuse_odd_numbers(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("number")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_odd_numbers(inner)


def expand(operation: Operation, data: Data, model: DocumentModel) -> Iterator[Edit]:
    """Yield the edits of a document that an operation is made of.

    Raises:
        EditRefusedError: there is nothing to repeat, or no list to add to.
    """
    if operation.do == "add":
        yield _add(operation, data, model)
    elif operation.do == "duplicate":
        yield _duplicate(operation, data)
    elif operation.do == "set" or operation.do == "replace":  # noqa: PLR1714  # so that mypy knows the others
        yield _set(_write_out(operation, data, model), data, model)
    else:
        yield Edit(operation.do, operation.path, operation.value, operation.to)


def _add(operation: Operation, data: Data, model: DocumentModel) -> Edit:
    items, around = find_value(data, operation.path), find_value(data, operation.path[:-1])
    if isinstance(around, str) and (short := model.short_key(data, operation.path[:-1])):  # it is written in short
        return Edit("set", operation.path[:-1], {short: around, str(operation.path[-1]): [operation.value]})
    if items is not MISSING and items is not None and not isinstance(items, list):
        raise EditRefusedError("This is not a list that something can be added to.")
    count = len(items) if isinstance(items, list) else 0
    return Edit("insert", (*operation.path, count), operation.value)


def _duplicate(operation: Operation, data: Data) -> Edit:
    *parent, index = operation.path
    item = find_value(data, operation.path)
    if item is MISSING or not isinstance(index, int):
        raise EditRefusedError("What should be repeated is not there any more.")
    return Edit("insert", (*parent, index + 1), _rename_ids(copy.deepcopy(item), set(_find_ids(data))))


def _find_ids(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            yield value["id"]
        for inner in value.values():
            yield from _find_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _find_ids(inner)


def _rename_ids(value: object, taken: set[str]) -> object:
    """Give everything in a copy that has an id one of its own."""
    if isinstance(value, dict):
        if isinstance(value.get("id"), str):
            value["id"] = next(name for n in range(2, len(taken) + 3) if (name := f"{value['id']}-{n}") not in taken)
            taken.add(value["id"])
        for inner in value.values():
            _rename_ids(inner, taken)
    elif isinstance(value, list):
        for inner in value:
            _rename_ids(inner, taken)
    return value


def _write_out(operation: Operation, data: Data, model: DocumentModel) -> Operation:
    """Return the replacement of some words as setting the whole text."""
    if operation.do == "set":
        return operation
    asked, was = operation.value, find_value(data, operation.path)
    if was is MISSING:  # its group may be written in short
        was = find_value(data, operation.path[:-1])
    if isinstance(was, dict):
        was = was.get(_find_main_key(model, data, operation.path))
    words, by = (asked.get("words"), asked.get("by")) if isinstance(asked, dict) else (None, None)
    if isinstance(words, str) and isinstance(by, str) and isinstance(was, str):
        written = replace_words(was, words, by)
        if written is not None:
            return replace(operation, do="set", value=written)
    raise EditRefusedError("The words that should be replaced are not there any more.")


def _set(operation: Operation, data: Data, model: DocumentModel) -> Edit:
    """Set a value; where that is in a group that is written in short, or a text of one language, write it whole."""
    path, value = operation.path, operation.value
    was, around = find_value(data, path), find_value(data, path[:-1])
    if isinstance(value, str) and isinstance(was, dict) and (short := _find_main_key(model, data, path)) in was:
        path, was = (*path, short), was[short]
    elif path[1:] and isinstance(around, (str, int, float)):
        key, main = path[-1], _find_main_key(model, data, path[:-1])
        if main and key != main:
            return Edit("set", path[:-1], {main: around, str(key): value})
        path, was = (path[:-1], around) if main else (path, was)
    if isinstance(value, str) and isinstance(was, str):
        value = restore_lines(was, value)
    return Edit("set", path, value)


def _find_main_key(model: DocumentModel, data: Data, path: DataPath) -> str:
    """Return the key of a group whose value may be written alone: its main text, or that in the main language."""
    try:
        schema = model.at(data, path)
    except NoSuchPlaceError:
        return ""
    return str(next(iter(schema.get(LANGUAGES, ())), "") or schema.get(SHORT, ""))
