"""Where each value of a YAML document is written, and where what it owns ends: a tree made from libyaml's events.

From events, not from composed nodes: there an alias is its anchor's node, and an edit of it would land at the anchor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from newsletter.parsing.lines import before_line_end
from newsletter.parsing.yaml_events import skip_blank

Kind = Literal["scalar", "mapping", "list", "alias"]

_ANCHOR = re.compile(r"&[^\s,\[\]{}]+")
_SPACE = re.compile(r"[ \r\n]*+")
_LINE_END = re.compile(r"[\r\n]")
_BLOCK_STYLES = ("|", ">")
_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})


@dataclass(slots=True, eq=False)
class YamlNode:
    """A value as it is written; positions are offsets in the text.

    ``start`` is that of its anchor, if it has one, and ``value_start`` that of the value. ``end`` is behind the last
    character that is its own: no comment, no line end. A block scalar that keeps its line ends owns all but the last.
    """

    kind: Kind
    start: int
    value_start: int
    end: int
    style: str = ""
    """Of a scalar: ``|``, ``>``, a quotation mark, or nothing."""
    in_brackets: bool = False
    """Whether it is written in flow style, or is part of something that is."""
    anchor: str = ""
    """The name that it is given, or of an alias, that it repeats."""
    said: str = ""
    """Of a scalar: what it says, before numbers and other words are understood."""
    names: Sequence[str] = ()
    """Of a mapping: what its keys say, in their order."""
    key_starts: Sequence[int] = ()
    key_ends: Sequence[int] = ()
    children: Sequence[YamlNode] = ()

    @property
    def is_block_scalar(self) -> bool:
        """Whether it is text below ``|`` or ``>``."""
        return self.style in _BLOCK_STYLES

    @property
    def is_block_collection(self) -> bool:
        """Whether it is a list or mapping of lines; an empty one is always in brackets."""
        return bool(self.children) and not self.in_brackets


def read_tree(text: str, events: Iterable[Any]) -> YamlNode:
    """Return the tree of a document which a ``Builder`` has read before: that bounds its nesting."""
    remaining = iter(events)
    root = next(event for event in remaining if isinstance(event, yaml.NodeEvent))
    return _TreeReader(text, remaining).follow(root, in_brackets=False)


def walk(node: YamlNode) -> Iterator[YamlNode]:
    """Yield a node and all values inside it; the reader has bounded the depth."""
    yield node
    for child in node.children:
        yield from walk(child)


class _TreeReader:
    """Makes nodes of the events of one document, in their order."""

    def __init__(self, text: str, events: Iterator[Any]) -> None:
        self._text = text
        self._events = events
        self._named: dict[str, str] = {}

    def follow(self, event: Any, *, in_brackets: bool) -> YamlNode:  # noqa: ANN401  # PyYAML's events share no type
        start, end, anchor = event.start_mark.index, event.end_mark.index, event.anchor or ""
        if type(event) is yaml.AliasEvent:
            return YamlNode("alias", start, start, end, "", in_brackets, anchor)
        value_start = self._skip_anchor(start, end) if anchor else start
        if type(event) is yaml.ScalarEvent:
            return self._make_scalar(event, value_start, in_brackets=in_brackets)
        in_brackets = in_brackets or bool(event.flow_style)
        kind: Kind = "mapping" if type(event) is yaml.MappingStartEvent else "list"
        node = YamlNode(kind, start, value_start, max(end, value_start), "", in_brackets, anchor)
        if kind == "mapping":
            self._follow_mapping(node)
        else:
            self._follow_list(node)
        return node

    def _skip_anchor(self, start: int, end: int) -> int:
        found = _ANCHOR.match(self._text, start)
        return skip_blank(self._text, found.end()) if found and found.end() < end else end

    def _make_scalar(self, event: Any, start: int, *, in_brackets: bool) -> YamlNode:  # noqa: ANN401  # as above
        end, style, anchor = event.end_mark.index, event.style or "", event.anchor or ""
        if anchor:
            self._named[anchor] = event.value
        if style in _BLOCK_STYLES:
            end = find_block_end(self._text, start, end)
        return YamlNode(
            "scalar", event.start_mark.index, start, max(start, end), style, in_brackets, anchor, event.value
        )

    def _follow_list(self, node: YamlNode) -> None:
        node.children = [self.follow(event, in_brackets=node.in_brackets) for event in self._until_end(node)]
        self._end(node)

    def _follow_mapping(self, node: YamlNode) -> None:
        names: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        children: list[YamlNode] = []
        for key in self._until_end(node):
            names.append(self._name(key))
            starts.append(key.start_mark.index)
            ends.append(key.end_mark.index)
            children.append(self.follow(next(self._events), in_brackets=node.in_brackets))
        node.names, node.key_starts, node.key_ends, node.children = names, starts, ends, children
        self._end(node)

    def _until_end(self, node: YamlNode) -> Iterator[Any]:
        for event in self._events:
            if type(event) in _ENDS:
                node.end = event.end_mark.index if node.in_brackets else node.end
                return
            yield event

    def _end(self, node: YamlNode) -> None:
        """End a block collection where the last of what is in it ends."""
        if not node.in_brackets and node.children:
            node.end = max(node.end, node.children[-1].end, *node.key_ends[-1:])

    def _name(self, event: Any) -> str:  # noqa: ANN401  # as above
        if type(event) is yaml.ScalarEvent:
            if event.anchor:
                self._named[event.anchor] = event.value
            return str(event.value)
        return self._named.get(event.anchor, f"*{event.anchor}")


def find_block_end(text: str, start: int, end: int) -> int:
    """Return where the last line of a block scalar ends, of which libyaml says that it is the text ``[start, end)``.

    Empty lines below it are its own where its header says to keep them (YAML 1.2.2, section 8.1.1.2).
    """
    header_end = find_line_end(text, start)
    if end <= header_end:
        return header_end
    if "+" in text[start:header_end].partition("#")[0]:
        return max(before_line_end(text, end), header_end)
    indent = find_indent(text, header_end, end)
    while end > header_end:
        line_end = before_line_end(text, end)
        line_start = max(text.rfind("\n", header_end, line_end), text.rfind("\r", header_end, line_end)) + 1
        line = text[line_start:line_end]
        if line.strip(" ") or len(line) > indent:
            return line_end
        end = line_start
    return header_end


def find_indent(text: str, start: int, end: int) -> int:
    """Return by how many spaces the first line is indented that is not blank; ``start`` is at a line end, or before."""
    first = _SPACE.match(text, start, end)
    at = first.end() if first else start
    return at - max(text.rfind("\n", start, at), text.rfind("\r", start, at), start - 1) - 1


def find_line_end(text: str, at: int) -> int:
    """Return the offset of the next line end, or of the end of the text."""
    found = _LINE_END.search(text, at)
    return found.start() if found else len(text)
