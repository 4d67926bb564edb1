"""Mappings, lists and anchored values while they are being read. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field

from newsletter.parsing.document import Children, Node, Position


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    anchor: str | None = None
    nodes_before: int = 0
    levels: int = 1


@dataclass(slots=True)
class OpenList(_Open):
    """A list that is being read; the document itself stands in a list of one."""

    value: list[object] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def add(self, value: object, position: Position, children: Children) -> None:
        """Add an item."""
        self.value.append(value)
        self.children.append((*position, *position, children))


@dataclass(slots=True)
class OpenMapping(_Open):
    """A mapping that is being read; ``key`` is the one that waits for its value."""

    value: dict[str, object] = field(default_factory=dict)
    children: dict[str, Node] = field(default_factory=dict)
    key: str | None = None
    is_begun_again: bool = False
    """Whether its first key came a second time: the keys that follow are those of another item."""
    key_position: Position = (0, 0)

    def add(self, value: object, position: Position, children: Children) -> None:
        """Add the value that the key waited for."""
        key = self.key or ""
        self.value[key] = value
        self.children[key] = (*position, *self.key_position, children)
        self.key = None


@dataclass(frozen=True, slots=True)
class Anchored:
    """A value that aliases may repeat, of how many values it is made, and in how many levels."""

    value: object
    children: Children
    nodes: int
    levels: int
