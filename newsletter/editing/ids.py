"""The ids of blocks: made from their titles until readers have been sent them, and then never changed.

An id is part of the address of an item's page and of its feed entry. Editors never type one: it follows the title, as
part of the same step, and what refers to it follows, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import Edit, apply_edit, find_value
from newsletter.scaffolding.draft import make_id

_UNFINISHED = re.compile(r"\[add [^\]]*\]")
_REFERENCES = frozenset({"waivers", "corrections"})
_WITHOUT_LETTERS = "item"


def settle_ids(edits: Sequence[Edit], data: dict[str, Any], *, is_published: bool) -> Iterator[Edit]:
    """Yield edits of an issue, each followed by those of ids that go with it; ``data`` is the issue before them."""
    for asked in edits:
        edit = _choose_new_id(asked, data)
        yield edit
        after = apply_edit(data, edit)
        for follower in _follow(edit, data, after, is_published=is_published):
            yield follower
            after = apply_edit(after, follower)
        data = after


def _choose_new_id(edit: Edit, data: Mapping[str, Any]) -> Edit:
    """Return the insertion of a block with an id that no other has."""
    value = edit.value
    if edit.do != "insert" or not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return edit
    taken = set(_list_ids(data))
    return replace(edit, value={**value, "id": _make_unique(value["id"], taken)}) if value["id"] in taken else edit


def _follow(edit: Edit, before: Mapping[str, Any], after: Mapping[str, Any], *, is_published: bool) -> Iterator[Edit]:
    path = _find_block(edit.path)
    block, was = find_value(after, path), find_value(before, path)
    if edit.do != "set" or not path or not isinstance(block, dict) or not isinstance(was, dict):
        return
    title = _read_title(block)
    if block.get("page") is True and "id" not in block and title:
        yield Edit("set", (*path, "id"), _make_unique(make_id(title) or _WITHOUT_LETTERS, set(_list_ids(after))))
    elif edit.path[len(path)] == "title" and title and isinstance(block.get("id"), str):
        yield from _renew(path, block["id"], (_read_title(was), title), after, is_published=is_published)


def _renew(
    path: DataPath, known: str, titles: tuple[str, str], data: Mapping[str, Any], *, is_published: bool
) -> Iterator[Edit]:
    """Yield the edits that give a block the id of its new title, unless its id is to stay."""
    old, new = titles
    is_unfinished = bool(_UNFINISHED.fullmatch(old))  # no such title was ever published
    if (is_published and not is_unfinished) or not (is_unfinished or _is_made_from(known, old)):
        return
    chosen = _make_unique(make_id(new) or _WITHOUT_LETTERS, set(_list_ids(data)) - {known})
    if chosen != known:
        yield Edit("set", (*path, "id"), chosen)
        yield from _change_references(data, (), known, chosen)


def _is_made_from(known: str, title: str) -> bool:
    made = make_id(title) or _WITHOUT_LETTERS
    return known == made or (known.startswith(f"{made}-") and known.removeprefix(f"{made}-").isdecimal())


def _make_unique(name: str, taken: set[str]) -> str:
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


def _find_block(path: DataPath) -> DataPath:
    """Return the path of the block that an edit is in: ``("blocks", 2)``, or that of a block of a section."""
    length = 0
    while len(path) > length + 2 and path[length] == "blocks" and isinstance(path[length + 1], int):
        length += 2
    return path[:length]


def _read_title(block: Mapping[str, Any]) -> str:
    """Return the title of a block; of one that is in several languages, the first."""
    title = block.get("title")
    words = next(iter(title.values()), "") if isinstance(title, dict) else title
    return words if isinstance(words, str) else ""


def _list_ids(data: Mapping[str, Any]) -> Iterator[str]:
    blocks = data.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, dict):
            if isinstance(block.get("id"), str):
                yield block["id"]
            yield from _list_ids(block)


def _change_references(data: object, path: DataPath, old: str, new: str) -> Iterator[Edit]:
    """Yield the edits of all that names a block by its id: links to it, waivers, corrections."""
    steps = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        here = (*path, step)
        if isinstance(value, str):
            changed = _refer(value, here, old, new)
            yield from [Edit("set", here, changed)] if changed != value else []
        else:
            yield from _change_references(value, here, old, new)


def _refer(text: str, path: DataPath, old: str, new: str) -> str:
    if path[0] in _REFERENCES and path[-1] == "block":
        return new if text == old else text
    return f"#{new}" if text == f"#{old}" else text.replace(f"](#{old})", f"](#{new})")
