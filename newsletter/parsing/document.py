"""A document as it was read: plain data, and the line and column of every value and key. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from newsletter.errors import Location, Problem

DataPath: TypeAlias = tuple[str | int, ...]
"""The keys and indices that lead to a value: ``("blocks", 2, "title")``."""

Node: TypeAlias = "tuple[int, int, int, int, Children]"
"""Line and column of a value, line and column of its key (or list item), and its children; lines and columns from 0."""

Children: TypeAlias = dict[str, Node] | list[Node] | None

Position: TypeAlias = tuple[int, int]
"""A line and a column, both from 0."""

MAX_DEPTH = 40
"""How many mappings and lists may stand inside one another; people write fewer than ten."""

MAX_VALUES = 50_000
"""How many values a document may have once every alias is written out; a long issue has a few thousand."""

MAX_PROBLEMS = 100
"""How many problems of one document are told; who has more begins with these."""

MAX_NUMBER_LENGTH = 100
"""How many characters a number may have; a longer one is a mistake, and costs time to convert."""

_PLAIN_KEY = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class LostText:
    """A value that is less than what was typed, if its field is for text: one that would take ``probe``.

    ``at`` is where the value stands; ``problem`` is what to say then, without the path.
    """

    at: Position
    probe: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Document:
    """What one file says. ``problems`` were found on the way and do not hinder finding more."""

    file: str
    data: dict[str, object]
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    find_places: Callable[[], Node] = field(compare=False, repr=False)
    """Returns the places of everything in the document; asked only when somebody wants one."""
    problems: tuple[Problem, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    """The file as it was read, to look for words in."""
    lost: tuple[LostText, ...] = ()
    """Values that may be less than what was typed: whether they are, the document's model says."""
    _positions: list[Position] = field(default_factory=list, compare=False, repr=False)

    @property
    def is_yaml(self) -> bool:
        """Whether it is written in YAML, and not in TOML."""
        return not self.file.endswith(".toml")

    @property
    def tree(self) -> Node:
        """The places of everything in the document."""
        return self.find_places()

    @property
    def positions(self) -> list[Position]:
        """Where all keys and values stand, in reading order."""
        if not self._positions:
            self._positions.extend(sorted(set(_walk(self.tree))))
        return self._positions

    def place_of(self, path: DataPath) -> Location:
        """Say where the value at ``path`` stands, or its nearest parent if there is no such value."""
        node, _ = self._follow(path)
        return Location(self.file, node[0] + 1, node[1] + 1)

    def key_place_of(self, path: DataPath) -> Location:
        """Say where the key at the end of ``path`` stands, or its nearest parent if there is no such key."""
        node, is_found = self._follow(path)
        line, column = node[2:4] if is_found else node[0:2]
        return Location(self.file, line + 1, column + 1)

    def holds(self, path: DataPath) -> bool:
        """Whether there is a value at ``path``."""
        return self._follow(path)[1]

    def _follow(self, path: DataPath) -> tuple[Node, bool]:
        node = self.tree
        for step in path:
            try:
                node = node[4][step]  # type: ignore[index]  # a step that does not fit is what the except is for
            except (KeyError, IndexError, TypeError):
                return node, False
        return node, True


def _walk(node: Node) -> Iterator[Position]:
    """Yield where the keys and values of a part of a document stand."""
    yield node[2:4]
    yield node[:2]
    children = node[4] or []
    for child in children.values() if isinstance(children, dict) else children:
        yield from _walk(child)


def hand_over(tree: Node) -> Node:
    """Return places that are known already; a document that is sent to another process can take this along."""
    return tree


def write_path(path: DataPath) -> str:
    """Write a path as an editor reads it: ``blocks[2].subjects[0].age``."""
    written = ""
    for step in path:
        if isinstance(step, int):
            written += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            written += f".{shorten(step)}" if written else shorten(step)
        else:
            written += f"[{shorten(step)!r}]"
    return written


def shorten(text: str, width: int = 60) -> str:
    """Put a text on one line and cut it to ``width`` characters, so that it can stand in a message.

    What a terminal would obey rather than show is written as an escape.
    """
    line = " ".join(text[: 4 * width].split())
    line = line if len(line) <= width else line[: width - 1].rstrip() + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
