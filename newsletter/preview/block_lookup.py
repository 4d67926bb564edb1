"""Finds the block that a problem is about in the rendering that is shown, which may be of an earlier state."""

from __future__ import annotations

import re
from collections.abc import Mapping

from newsletter.parsing.document import DataPath
from newsletter.rendering.block_markers import walk_entries
from newsletter.rendering.edition import Edition

_BLOCK = re.compile(r"blocks\[(\d+)\](?:\.blocks\[(\d+)\])?")


def leads_to_block(path: str) -> bool:
    """Return whether a path leads into a block, shown or not."""
    return bool(_BLOCK.match(path))


def find_block_number(edition: Edition, path: str) -> int | None:
    """Return the number of the block that a path leads into, or None if it leads into none that is shown."""
    found = _BLOCK.match(path)
    if not found:
        return None
    wanted: DataPath = ("blocks", int(found[1]), *(("blocks", int(found[2])) if found[2] else ()))
    return next((number for number, (place, _) in enumerate(edition.place(edition.entries)) if place == wanted), None)


def find_in_rendering(edition: Edition, document: Mapping[str, object], path: str) -> int | None:
    """Return the number that the block at a path of a document has in an earlier rendering, or None if it has none.

    Blocks may have come and gone since. It is known by its id, or else by its title; if neither decides, by its place
    among equally many.
    """
    data, index = _get_block(document, path), find_block_number(edition, path)
    blocks = [entry.block for entry in walk_entries(edition)]
    if isinstance(data.get("id"), str):
        same = [number for number, block in enumerate(blocks) if block.id == data["id"]]
    else:
        same = [number for number, block in enumerate(blocks) if block.heading and block.heading == data.get("title")]
    if index in same or (not same and _count_blocks(document) == len(blocks)):
        return index
    return same[0] if same else None


def _get_block(document: Mapping[str, object], path: str) -> Mapping[str, object]:
    """Return a document's data of the block that a path leads into."""
    found = _BLOCK.match(path)
    for index in filter(None, found.groups()) if found else ():
        blocks = document.get("blocks")
        block = blocks[int(index)] if isinstance(blocks, list) and int(index) < len(blocks) else None
        document = block if isinstance(block, Mapping) else {}
    return document if found else {}


def _count_blocks(document: object) -> int:
    """Count the blocks of a document, or of a section of it."""
    blocks = document.get("blocks") if isinstance(document, Mapping) else None
    return sum(1 + _count_blocks(block) for block in blocks) if isinstance(blocks, list) else 0
