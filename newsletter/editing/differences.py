"""Finds the edits that turn one state of a document into another, for changes made outside the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from newsletter.editing.list_matching import match_items
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import Edit, have_same_value

Data: TypeAlias = dict[str, Any]


def find_differences(old: Data, new: Data, path: DataPath = ()) -> Iterator[Edit]:
    """Yield edits that, made one after the other, turn the group ``old`` at ``path`` into ``new``."""
    for key in old:
        if key not in new:
            yield Edit("delete", (*path, key), keep_empty=True)
    for key, value in new.items():
        if key not in old:
            yield Edit("set", (*path, key), value)
        else:
            yield from _compare(old[key], value, (*path, key))


def _compare(old: object, new: object, path: DataPath) -> Iterator[Edit]:
    if have_same_value(old, new):
        return
    if isinstance(old, dict) and isinstance(new, dict) and old and new:
        yield from find_differences(old, new, path)
    elif isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _compare_lists(old, new, path)
    else:
        yield Edit("set", path, new)


def _compare_lists(old: list[Any], new: list[Any], path: DataPath) -> Iterator[Edit]:
    found = match_items(old, new)
    items = list(range(len(old)))  # which of the old items is where, as the edits proceed; -1 is a new one
    for index in reversed(range(len(old))):
        if index not in found:
            yield Edit("delete", (*path, index), keep_empty=True)
            del items[index]
    sources = {place: index for index, place in found.items()}
    for place, value in enumerate(new):
        source = sources.get(place)
        if source is None:
            yield Edit("insert", (*path, place), value)
            items.insert(place, -1)
            continue
        at = items.index(source)
        if at != place:
            yield Edit("move", (*path, at), to=place)
            items.insert(place, items.pop(at))
        yield from _compare(old[source], value, (*path, place))
