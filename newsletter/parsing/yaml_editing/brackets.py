"""Entries of lists and mappings in flow style: between brackets, divided by commas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from newsletter.parsing.yaml_editing.nodes import YamlNode
from newsletter.parsing.yaml_editing.source import TextChange, YamlSource

_BEHIND = re.compile(r"([ \t]*),?([ \t]*#[^\r\n]*)?")


class _Cell(NamedTuple):
    """An entry, and the comment behind it in its line."""

    start: int
    end: int
    comment: str
    gap: int
    """Where what is between the entry and the next goes on, behind the comma and the comment."""


def _find_starts(node: YamlNode) -> list[int]:
    return [entry.start for entry in (node.keys if node.kind == "mapping" else node.children)]


def insert_in_brackets(source: YamlSource, node: YamlNode, index: int, said: str) -> TextChange:
    """Put an entry before the one at an index, divided from it as its neighbours are."""
    starts, ends = _find_starts(node), [child.end for child in node.children]
    if index == 0:
        gap = _find_divider(source.text[ends[0] : starts[1]]) if len(starts) > 1 else ", "
        return TextChange(starts[0], starts[0], f"{said}{gap}")
    end = ends[index - 1]
    near = min(index, len(starts) - 1)
    gap = _find_divider(source.text[ends[near - 1] : starts[near]]) if len(starts) > 1 else ", "
    return TextChange(end, end, f"{_wrap_divider(source, end, gap, said)}{said}")


def _find_divider(between: str) -> str:
    """Return what divides two entries, without a comment."""
    comma, sign, rest = between.partition("#")
    if not sign:
        return between
    return comma.rstrip() + rest[len(rest.splitlines()[0]) :] if rest.splitlines() else ", "


def _wrap_divider(source: YamlSource, end: int, divider: str, said: str) -> str:
    """Begin a new line where the entry would make the last one too long."""
    behind = source.line_end(end) - end
    if "\n" in divider or source.column(end) + len(divider) + len(said) + behind <= source.width:
        return divider
    margin = source.text[source.line_start(end) : end]
    indent = len(margin) - len(margin.lstrip(" -"))
    return f",{source.newline}{' ' * (indent + 2)}"


def delete_in_brackets(source: YamlSource, node: YamlNode, index: int) -> Iterator[TextChange]:
    """Take an entry away, with the comment behind it; the comments of others stay."""
    starts, ends = _find_starts(node), [child.end for child in node.children]
    if len(starts) == 1:
        behind = _BEHIND.match(source.text, ends[0])
        yield TextChange(starts[0], behind.end() if behind else ends[0], "")
        yield TextChange(node.value_start, node.end, "{}" if node.kind == "mapping" else "[]")
    elif index + 1 < len(starts):
        yield TextChange(starts[index], starts[index + 1], "")
    else:
        yield from _delete_last(source, node, (ends[index - 1], starts[index], ends[index]))


def _delete_last(source: YamlSource, node: YamlNode, places: tuple[int, int, int]) -> Iterator[TextChange]:
    before, start, end = places
    if "#" not in source.text[before:start]:
        yield TextChange(before, end, "")
        return
    behind = _BEHIND.match(source.text, end)
    if source.is_first_in_line(start):
        yield TextChange(source.line_start(start), max(source.line_start(node.end), end), "")
    yield TextChange(start, behind.end() if behind else end, "")
    yield TextChange(start, end, "")


def move_in_brackets(source: YamlSource, node: YamlNode, index: int, to: int) -> Iterator[TextChange]:
    """Change the order of entries; what divides them stays, and comments behind them go with them."""
    cells = list(_find_cells(source, node))
    moved = [*cells]
    moved.insert(to, moved.pop(index))
    text, start, end = source.text, cells[0].start, max(cells[-1].gap, cells[-1].end)
    said = ""
    for old, new in zip(cells, moved, strict=True):
        said += text[new.start : new.end] + text[old.end : old.gap].partition("#")[0].rstrip(" \t") + new.comment
        said += text[old.gap : cells[cells.index(old) + 1].start] if old is not cells[-1] else ""
    yield TextChange(start, end, said)
    said = text[start:start]
    for number, (old, new) in enumerate(zip(cells, moved, strict=True)):
        said += text[new.start : new.end]
        said += text[old.end : cells[number + 1].start] if number + 1 < len(cells) else ""
    yield TextChange(start, cells[-1].end, said)


def _find_cells(source: YamlSource, node: YamlNode) -> Iterator[_Cell]:
    for start, child in zip(_find_starts(node), node.children, strict=True):
        behind = _BEHIND.match(source.text, child.end)
        comment = (behind[2] or "") if behind else ""
        yield _Cell(start, child.end, comment, behind.end() if behind else child.end)
