"""Finds the items of a list in a later state of it: by what is equal, by id or label, or by their neighbours."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import pairwise

LABELS = ("label", "text", "title", "name", "term")
"""Keys whose words people know an item by."""

Matches = dict[int, int]
"""Where each item of the earlier list is in the later one; what is gone is left out."""


def match_items(old: Sequence[object], new: Sequence[object]) -> Matches:
    """Return where the items of a list are in a later state of it.

    An item is known by its id; without one by being equal, then by its label, if that is unmistakable. What is left
    between two items that are known, as many before as after, is taken to be the same items with other words.
    """
    found: Matches = {}
    for name in (_find_id, _write_whole, _find_label):
        _match_by(name, old, new, found)
    _match_gaps(old, new, found)
    return found


def _match_by(name: Callable[[object], Hashable], old: Sequence[object], new: Sequence[object], found: Matches) -> None:
    mine, theirs = _group(name, old, set(found)), _group(name, new, set(found.values()))
    for key, indices in mine.items():
        others = theirs.get(key, [])
        if name is _write_whole or len(indices) == len(others) == 1:  # of equal ones, any is right
            found.update(
                (one, other) for one, other in zip(indices, others, strict=False) if _may_be_same(old[one], new[other])
            )


def _group(name: Callable[[object], Hashable], items: Sequence[object], known: set[int]) -> dict[Hashable, list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        key = name(item) if index not in known else None
        if key is not None:
            groups[key].append(index)
    return groups


def _find_id(item: object) -> Hashable:
    value = item.get("id") if isinstance(item, Mapping) else None
    return value if isinstance(value, (str, int)) else None


def _write_whole(item: object) -> Hashable:
    return json.dumps(item, sort_keys=True, default=repr)


def _find_label(item: object) -> Hashable:
    if not isinstance(item, Mapping):
        return None
    return next(((key, _write_whole(item[key])) for key in LABELS if item.get(key)), None)


def _may_be_same(one: object, other: object) -> bool:
    """Whether two items can be one: of the same kind, and not known by different ids."""
    if isinstance(one, Mapping) != isinstance(other, Mapping):
        return False
    if not (isinstance(one, Mapping) and isinstance(other, Mapping)):
        return isinstance(one, list) == isinstance(other, list)
    ids = {_find_id(one), _find_id(other)} - {None}
    return one.get("type") == other.get("type") and len(ids) < 2  # noqa: PLR2004  # one of each


def _match_gaps(old: Sequence[object], new: Sequence[object], found: Matches) -> None:
    for mine, theirs in list(_find_gaps(old, new, found)):
        if len(mine) == len(theirs) and all(_may_be_same(old[i], new[j]) for i, j in zip(mine, theirs, strict=True)):
            found.update(zip(mine, theirs, strict=True))


def _find_gaps(old: Sequence[object], new: Sequence[object], found: Matches) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the unknown items between each two known neighbours, before and after."""
    known = [-1, *sorted(found), len(old)]
    places = {-1: -1, len(old): len(new), **found}
    taken = set(found.values())
    for before, after in pairwise(known):
        mine = list(range(before + 1, after))
        theirs = list(range(places[before] + 1, places[after]))
        if mine and theirs and not taken.intersection(theirs):
            yield mine, theirs
