"""Carries edits over to a later state of the document than the one they were made for.

Items of lists are found where they are now, places to insert or move to by their neighbours. What an edit would change
must be as it was, or be changed in other sentences or other fields alone; else the person is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from newsletter.editing.differences import find_differences
from newsletter.editing.list_matching import Matches, match_items
from newsletter.editing.text_merging import merge_texts
from newsletter.errors import EditConflictError
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import MISSING, Edit, apply_edit, find_value, have_same_value

Data: TypeAlias = dict[str, Any]

GONE = "What you were writing in has been deleted meanwhile."
CHANGED = "Someone else has changed the same words meanwhile."


def rebase_edits(edits: Sequence[Edit], mine: Data, theirs: Data, *, wins: bool = False) -> list[Edit]:
    """Return what edits of ``mine``, made one after the other, mean in ``theirs``; those already made are left out.

    Raises:
        EditConflictError: someone else changed the same words, or deleted what they are in; if ``wins``, the words are
            written over those of the other, and what is in nothing any more is left out.
        EditRefusedError: an edit cannot be made at all.
    """
    return [rebased for each in rebase_each(edits, mine, theirs, wins=wins) for rebased in each]


def rebase_each(edits: Sequence[Edit], mine: Data, theirs: Data, *, wins: bool = False) -> Iterator[list[Edit]]:
    """Yield for each edit what it is made of in ``theirs``; see ``rebase_edits``."""
    for edit in edits:
        try:
            made = list(_rebase(edit, mine, theirs))
        except EditConflictError as error:
            if not wins:
                raise
            made = list(_write_over(edit, error))
        for rebased in made:
            theirs = apply_edit(theirs, rebased)
        mine = apply_edit(mine, edit)
        yield made


def _rebase(edit: Edit, mine: Data, theirs: Data) -> Iterator[Edit]:
    parent = _find_parent(edit, mine, theirs)
    items = find_value(mine, edit.path[:-1])
    if parent is None:
        if edit.do != "delete":  # else it has gone with what it was in
            raise _gone(edit, mine)
    elif edit.do == "insert":
        yield _rebase_insertion(edit, parent, items, find_value(theirs, parent))
    elif edit.do == "move":
        yield from _rebase_move(edit, parent, mine, theirs)
    else:
        yield from _rebase_value(edit, parent, mine, theirs)


def _find_parent(edit: Edit, mine: Data, theirs: Data) -> DataPath | None:
    """Return where in ``theirs`` the list or group is that an edit changes; None if it has gone, or is a text now."""
    parent = find_place(edit.path[:-1], mine, theirs)
    value = None if parent is None else find_value(theirs, parent)
    kind = list if isinstance(edit.path[-1], int) else dict
    return parent if value is None or value is MISSING or isinstance(value, kind) else None


def _write_over(edit: Edit, error: EditConflictError) -> Iterator[Edit]:
    if str(error) != GONE:
        yield replace(edit, path=error.path[: len(edit.path)])


def find_place(path: DataPath, mine: Data, theirs: Data) -> DataPath | None:
    """Return where in ``theirs`` the value at a path of ``mine`` is; None if what it is in has gone.

    A key that neither has, and all below it, is in its place.
    """
    found: DataPath = ()
    for depth, step in enumerate(path):
        old, new = find_value(mine, path[:depth]), find_value(theirs, found)
        if old is MISSING and new is MISSING:
            return (*found, *path[depth:])
        if isinstance(step, int):
            place = match_items(old, new).get(step) if isinstance(old, list) and isinstance(new, list) else None
            if place is None:
                return None
            step = place  # noqa: PLW2901  # the index there
        elif not isinstance(new, dict) or (step not in new and isinstance(old, dict) and step in old):
            return None
        found = (*found, step)
    return found


def _gone(edit: Edit, mine: Data) -> EditConflictError:
    return EditConflictError(GONE, edit.path, _show(find_value(mine, edit.path)), None, edit.value)


def _show(value: object) -> object:
    return None if value is MISSING else value


def _rebase_insertion(edit: Edit, parent: DataPath, old: object, new: object) -> Edit:
    """Keep what is inserted behind the item that it was behind."""
    index = edit.path[-1]
    if not isinstance(new, list):
        return replace(edit, path=(*parent, 0))
    if not isinstance(old, list) or not isinstance(index, int):
        return replace(edit, path=(*parent, len(new)))
    return replace(edit, path=(*parent, _find_gap(index, match_items(old, new), len(old), len(new))))


def _find_gap(index: int, found: Matches, old: int, new: int) -> int:
    """Return where, among the ``new`` items, the place before ``index`` of the ``old`` ones is."""
    if not index:
        return 0
    before = next((n for n in range(index - 1, -1, -1) if n in found), None)
    after = next((n for n in range(index, old) if n in found), None)
    if before is None:
        return new if after is None else found[after]
    return found[before] + 1


def _rebase_move(edit: Edit, parent: DataPath, mine: Data, theirs: Data) -> Iterator[Edit]:
    old, new, index = find_value(mine, edit.path[:-1]), find_value(theirs, parent), edit.path[-1]
    if not (isinstance(old, list) and isinstance(new, list) and isinstance(index, int)):
        raise _gone(edit, mine)
    found = match_items(old, new)
    if index not in found:
        raise _gone(edit, mine)
    others = [n for n in range(len(old)) if n != index]
    rest = [n for n in range(len(new)) if n != found[index]]
    inner = {others.index(one): rest.index(other) for one, other in found.items() if one != index}
    to = _find_gap(edit.to, inner, len(others), len(rest))
    if to != found[index]:
        yield Edit("move", (*parent, found[index]), to=to)


def _rebase_value(edit: Edit, parent: DataPath, mine: Data, theirs: Data) -> Iterator[Edit]:
    """Rebase an edit that sets or deletes one value."""
    was = find_value(mine, edit.path)
    path = find_place(edit.path, mine, theirs)
    if path is None:
        if edit.do == "delete":
            return
        if isinstance(edit.path[-1], int):
            raise _gone(edit, mine)
        path = (*parent, edit.path[-1])
    now = find_value(theirs, path)
    wanted = MISSING if edit.do == "delete" else edit.value
    if have_same_value(now, wanted):
        return
    if have_same_value(was, now):
        yield replace(edit, path=path)
    else:
        yield from _merge(edit, path, (was, now))


def _merge(edit: Edit, path: DataPath, states: tuple[object, object]) -> Iterator[Edit]:
    """Put together two changes of the same value, where they changed different parts of it."""
    was, now = states
    wanted = edit.value if edit.do == "set" else None
    if isinstance(was, str) and isinstance(now, str) and isinstance(wanted, str):
        merged = merge_texts(was, now, wanted)
        if merged is not None:
            yield Edit("set", path, merged)
            return
    if isinstance(was, dict) and isinstance(now, dict) and isinstance(wanted, dict):
        yield from _merge_groups(was, now, wanted, path)
        return
    raise EditConflictError(CHANGED, path, _show(was), _show(now), wanted)


def _merge_groups(was: Data, now: Data, wanted: Data, path: DataPath) -> Iterator[Edit]:
    edits = list(find_differences(was, wanted))
    try:
        rebased = rebase_edits(edits, was, now)
    except EditConflictError as error:
        raise EditConflictError(str(error), (*path, *error.path), error.was, error.theirs, error.mine) from None
    for edit in rebased:
        yield replace(edit, path=(*path, *edit.path))
