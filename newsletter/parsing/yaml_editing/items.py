"""The entries of a list or mapping in block style, each with the comments that are about it.

Comments directly above an entry are about it, and so are those below it that are indented further than its dash or key.
Everything else between two entries, blank lines too, belongs to the gap and stays where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from newsletter.parsing.yaml_editing.nodes import YamlNode
from newsletter.parsing.yaml_editing.source import YamlSource


class BlockItem(NamedTuple):
    """An entry: from its comments, or its ``mark``, which is the key or dash, to the end of its last line."""

    start: int
    mark: int
    end: int


def find_items(source: YamlSource, node: YamlNode) -> list[BlockItem]:
    """Return the entries of a block collection."""
    items: list[BlockItem] = []
    floor = 0
    for mark, child in zip(source.find_marks(node), node.children, strict=True):
        start = source.find_comments_above(mark, floor) if source.is_first_in_line(mark) else mark
        end = max(source.last_line_end(child), source.line_end(mark) if not child.children else 0)
        end = _include_deeper_comments(source, end, source.column(mark))
        items.append(BlockItem(start, mark, end))
        floor = source.next_line(end)
    return items


def _include_deeper_comments(source: YamlSource, end: int, column: int) -> int:
    """Return the end of the last comment below that is indented further than ``column``; blank lines may be between."""
    at = source.next_line(end)
    while at < len(source.text):
        first = source.skip_spaces(at)
        line_end = source.line_end(at)
        if first < line_end:
            if source.text[first] != "#" or first - at <= column:
                return end
            end = line_end
        at = source.next_line(at)
    return end


def is_spaced(source: YamlSource, items: Sequence[BlockItem], index: int) -> bool:
    """Whether the entries around the gap behind an entry are divided by blank lines."""
    around = items[max(0, index - 1) : index + 2]
    gaps = [source.text[one.end : two.start] for one, two in pairwise(around)]
    return bool(gaps) and all(gap.count("\n") > 1 or gap.count("\r") > 1 for gap in gaps)
