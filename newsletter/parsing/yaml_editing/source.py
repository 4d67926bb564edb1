"""The text of a YAML document that is edited: its lines, its tree, and the habits of those who wrote it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from newsletter.parsing.brackets import Brackets
from newsletter.parsing.document import DataPath
from newsletter.parsing.lines import TextLines
from newsletter.parsing.yaml_editing.nodes import YamlNode, read_tree, walk
from newsletter.parsing.yaml_events import skip_blank

ISO_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
STEP = 2
"""By how many spaces what is inside a mapping is indented, where the file does not say."""


class YamlSource(TextLines):
    """A text, and where everything in it is; read once for an edit."""

    def __init__(self, text: str, events: list[Any]) -> None:
        super().__init__(text)
        self.root = read_tree(text, events)
        self._similar: dict[DataPath, YamlNode | None] = {}

    def follow(self, path: DataPath) -> YamlNode:
        """Return the node at a path that exists in the data and leads through no alias."""
        node = self.root
        for step in path:
            node = node.children[step if isinstance(step, int) else node.names.index(step)]
        return node

    def find_alias(self, path: DataPath) -> int | None:
        """Return after how many steps a path is at an alias, if it leads on from there."""
        node = self.root
        for depth, step in enumerate(path):
            if node.kind == "alias":
                return depth
            if isinstance(step, str) and step not in node.names:
                return None
            if isinstance(step, int) and step >= len(node.children):
                return None
            node = node.children[step if isinstance(step, int) else node.names.index(step)]
        return None

    def in_brackets(self, node: YamlNode) -> Brackets:
        """Return the places of what is in a list or mapping in flow style."""
        starts = node.key_starts or [child.start for child in node.children]
        return Brackets(self, starts, [child.end for child in node.children], node.value_start, node.end)

    def last_line_end(self, node: YamlNode) -> int:
        """Return the end of the last line of a value in block style, with a comment behind it."""
        while node.is_block_collection:
            node = node.children[-1]
        return node.end if node.is_block_scalar else self.line_end(node.end)

    def find_header_comment(self, node: YamlNode) -> str:
        """Return the comment in the line of ``|`` or ``>``, with the spaces before it."""
        header = self.text[node.value_start : self.line_end(node.value_start)]
        return header.lstrip("|>+-0123456789").rstrip()

    def find_marks(self, node: YamlNode) -> list[int]:
        """Return where each entry of a block collection begins: at its key or dash."""
        if node.kind == "mapping":
            return [self._find_key_start(start) for start in node.key_starts]
        marks: list[int] = []
        at = node.value_start
        for child in node.children:
            mark = skip_blank(self.text, at)
            marks.append(mark)
            at = max(child.end, mark + 1)
        return marks

    def _find_key_start(self, start: int) -> int:
        """Return where a key begins, or the question mark before it (YAML 1.2.2, section 8.2.2)."""
        before = self.text[self.line_start(start) : start].rstrip(" \t")
        return self.line_start(start) + len(before) - 1 if before.endswith("?") else start

    @cached_property
    def prefers_double_quotes(self) -> bool:
        """Whether more of the values in quotes are in double ones."""
        styles = Counter(node.style for node in walk(self.root))
        return styles['"'] > styles["'"]

    @cached_property
    def has_plain_dates(self) -> bool:
        """Whether the file writes a date without quotes."""
        plain = (node for node in walk(self.root) if node.kind == "scalar" and not node.style)
        return any(ISO_DATE.fullmatch(self.text[node.value_start : node.end]) for node in plain)

    @cached_property
    def step(self) -> int:
        """By how many spaces the file mostly indents what is in a mapping."""
        return self._most_common_indent("mapping", STEP)

    @cached_property
    def list_step(self) -> int:
        """By how many spaces the file mostly indents the dashes below a key."""
        return self._most_common_indent("list", self.step)

    def _most_common_indent(self, kind: str, default: int) -> int:
        counts = Counter(self._find_indents(kind))
        return max(counts, key=lambda indent: (counts[indent], -indent)) if counts else default

    def _find_indents(self, kind: str) -> Iterator[int]:
        for node in walk(self.root):
            if node.kind == "mapping" and node.is_block_collection:
                for start, child in zip(node.key_starts, node.children, strict=True):
                    if child.kind == kind and child.is_block_collection:
                        first = child.key_starts[0] if child.key_starts else child.value_start
                        yield max(0, self.column(first) - self.column(start))

    def find_similar(self, path: DataPath) -> YamlNode | None:
        """Return the first list or mapping at a path like this one, whatever the indices in it are."""
        shape = tuple(0 if isinstance(step, int) else step for step in path)
        if shape not in self._similar:
            nodes = [self.root]
            for step in shape:
                nodes = [inner for node in nodes for inner in _children_at(node, step)]
            self._similar[shape] = next((node for node in nodes if node.children), None)
        return self._similar[shape]


def _children_at(node: YamlNode, step: str | int) -> Sequence[YamlNode]:
    if isinstance(step, int):
        return node.children if node.kind == "list" else []
    return [child for name, child in zip(node.names, node.children, strict=False) if name == step]
