"""What a page that writes shows of the blocks and problems of an issue, as HTML: outline, menu of a block, problems.

A button has what it does beside it, and one script does it for all: ``data-ops`` are edits, after which the row of the
outline at ``data-then`` has the focus or the words at ``data-goes-to`` are shown; ``data-field`` leads to words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

from newsletter.parsing.document import DataPath
from newsletter.preview.frames import render_page

Block: TypeAlias = Mapping[str, Any]
"""As ``issue_fields.describe_blocks`` describes it."""

_TRANSLATION_IS_RIGHT = "The translation is still right"


@dataclass(frozen=True, slots=True)
class BlockAct:
    """What can be done with a block: the attributes of its button, and whether it cannot be done now."""

    key: str
    words: str
    attributes: Mapping[str, str]
    is_off: bool = False


def render_outline(period: str, blocks: Sequence[Block]) -> str:
    """Return the rows of the outline, and at its end what adds a block."""
    end = _address_kinds(period, ("blocks",), len(blocks))
    return render_page("outline.html", rows=list(_list_rows(blocks, 0)), end=end)


def _list_rows(blocks: Sequence[Block], depth: int) -> Iterator[dict[str, Any]]:
    for block in blocks:
        short = str(block["name"]).rpartition(" › ")[2]
        yield {"path": _write(block["path"]), "name": block["name"], "short": short, "depth": depth}
        yield from _list_rows(block.get("blocks", ()), depth + 1)


def render_menu(period: str, blocks: Sequence[Block], path: DataPath) -> str | None:
    """Return what can be done with the block at a path; nothing where there is none."""
    found = next((pair for pair in _walk(blocks) if tuple(pair[0]["path"]) == path), None)
    return render_page("block_menu.html", acts=list(_list_acts(period, *found))) if found else None


def _walk(blocks: Sequence[Block]) -> Iterator[tuple[Block, int]]:
    """Yield each block, and how many its list has."""
    for block in blocks:
        yield block, len(blocks)
        yield from _walk(block.get("blocks", ()))


def _list_acts(period: str, block: Block, siblings: int) -> Iterator[BlockAct]:
    *around, at = block["path"]
    path, name = block["path"], block["name"]
    yield BlockAct("facts", "All of its facts", {"data-form": _write({"path": path})})
    yield _move("up", path, at - 1, f"Moved up: {name}", is_off=at == 0)
    yield _move("down", path, at + 1, f"Moved down: {name}", is_off=at == siblings - 1)
    yield BlockAct(
        "copy", "Duplicate", _change({"do": "duplicate", "path": path}, [*around, at + 1], f"Duplicated: {name}")
    )
    yield BlockAct("before", "Add a block before it", {"data-panel": _address_kinds(period, around, at)})
    yield BlockAct("after", "Add a block after it", {"data-panel": _address_kinds(period, around, at + 1)})
    if block["type"] == "section":
        inside = _address_kinds(period, [*path, "blocks"], len(block.get("blocks", ())))
        yield BlockAct("inside", "Add a block inside", {"data-panel": inside})
    change = _change({"do": "delete", "path": path}, [*around, max(0, at - 1)], "")
    yield BlockAct("delete", "Delete", change | {"data-toast": f"Deleted: {name}."})


def _move(key: str, path: Sequence[str | int], to: int, done: str, *, is_off: bool) -> BlockAct:
    change = _change({"do": "move", "path": path, "to": to}, [*path[:-1], to], done)
    return BlockAct(key, f"Move {key}", change, is_off)


def _change(operation: Mapping[str, Any], then: Sequence[str | int], done: str) -> dict[str, str]:
    return {"data-ops": _write([operation]), "data-then": _write(then), "data-done": done}


def _address_kinds(period: str, path: Sequence[str | int], at: int) -> str:
    return f"/kinds/{period}?{urlencode({'path': _write(path), 'at': at})}"


def render_problems(problems: Sequence[Mapping[str, Any]]) -> str:
    """Return the problems of an issue: a click leads to the words; another writes what a rule knows to write."""
    number = len(problems)
    count = f"{number} thing{'' if number == 1 else 's'} to look at" if number else ""
    rows = [{**problem, "where": _write(problem["path"]), "mends": list(_list_mends(problem))} for problem in problems]
    return render_page("written_problems.html", count=count, problems=rows)


def _list_mends(problem: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    words, path = problem["words"], problem["path"]
    for choice in problem["replacements"]:
        says = f"Write “{choice}” instead of “{words}”" if words else f"Write “{choice}” here"
        operation = {"do": "replace", "path": path, "file": problem["file"], "value": {"words": words, "by": choice}}
        is_translation = path[-1:] == ["of"]
        yield {
            "words": _TRANSLATION_IS_RIGHT if is_translation else f"→ {choice}",
            "label": _TRANSLATION_IS_RIGHT if is_translation else says,
            "ops": _write([operation]),
        }


def _write(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
