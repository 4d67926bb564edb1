"""A document as it was read: plain data, and the line and column of every value and key. Does no I/O."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeAlias

from newsletter.errors import Location, Problem

DataPath: TypeAlias = tuple[str | int, ...]
"""The keys and indices that lead to a value: ``("blocks", 2, "title")``."""


class Position(NamedTuple):
    """A line and a column, both from 0."""

    line: int
    column: int


class Node(NamedTuple):
    """Where a value begins, where its key does (in a list: the item itself), and the nodes inside it."""

    start: Position
    key: Position
    children: Children = None


Children: TypeAlias = "dict[str, Node] | list[Node] | None"

MAX_DEPTH = 40
"""How many mappings and lists may be nested; people write fewer than ten."""

MAX_VALUES = 50_000
"""How many values a document may have once every alias is written out; a long issue has a few thousand."""

MAX_PROBLEMS = 100
"""How many problems of one document are reported; more are shown once these are fixed."""

MAX_NUMBER_LENGTH = 100
"""How many characters a number may have; a longer one is a mistake, and costs time to convert."""

_PLAIN_KEY = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class LostText:
    """A value that is less than what was typed, if its field is for text: one that would take ``probe``.

    ``at`` is the value's position; ``problem`` is what to report then, without the path.
    """

    at: Position
    probe: str
    problem: Problem


@dataclass(frozen=True)
class Document:
    """The content of one file. ``problems`` were found while it was read, and did not end the reading."""

    file: str
    data: dict[str, object]
    digest: str
    """SHA-256 of the file's bytes, in hexadecimal."""
    find_positions: Callable[[], Node] = field(compare=False, repr=False)
    """Returns where everything in the document begins; called only when a message needs a line."""
    problems: tuple[Problem, ...] = ()
    text: str = field(default="", compare=False, repr=False)
    """The file as it was read, to look for words in."""
    lost: tuple[LostText, ...] = ()
    """Values that may be less than what was typed; the document's model decides whether they are."""
    elsewhere: Mapping[DataPath, Location] = field(default_factory=dict, compare=False, repr=False)
    """Where values begin that come from another file, such as the rows of a table."""
    source: Document | None = field(default=None, compare=False, repr=False)
    """The document as it is in the file, if this is what it says in one of several languages."""

    @property
    def is_yaml(self) -> bool:
        """Whether it is written in YAML, and not in TOML."""
        return not self.file.endswith(".toml")

    @cached_property
    def tree(self) -> Node:
        """Where everything in the document begins."""
        return self.find_positions()

    @cached_property
    def positions(self) -> list[Position]:
        """Where all keys and values begin, in reading order."""
        return sorted(set(_walk((self.source or self).tree)))

    def location_of(self, path: DataPath) -> Location:
        """Return where the value at ``path`` begins, or its nearest parent if there is no such value."""
        if self.elsewhere:
            parents = (path[:length] for length in range(len(path), 0, -1))
            if found := next(filter(None, map(self.elsewhere.get, parents)), None):
                return found
        return self._locate(self.follow(path)[0].start)

    def key_location_of(self, path: DataPath) -> Location:
        """Return where the key at the end of ``path`` begins, or its nearest parent if there is no such key."""
        node, is_found = self.follow(path)
        return self._locate(node.key if is_found else node.start)

    def holds(self, path: DataPath) -> bool:
        """Whether there is a value at ``path``."""
        return self.follow(path)[1]

    def text_at(self, path: DataPath) -> str:
        """Return the text at ``path``, or its parent if that is short for a group; of anything else nothing."""
        value: object = self.data
        for step in path:
            if isinstance(value, str):
                break
            try:
                value = value[step]  # type: ignore[index]  # a step that does not fit: see below
            except (KeyError, IndexError, TypeError):
                return ""
        return value if isinstance(value, str) else ""

    def _locate(self, position: Position) -> Location:
        return Location(self.file, position.line + 1, position.column + 1)

    def follow(self, path: DataPath) -> tuple[Node, bool]:
        """Return what is at ``path`` and True, or its nearest parent and False."""
        node = self.tree
        for step in path:
            try:
                node = node.children[step]  # type: ignore[index]  # a step that does not fit: see below
            except (KeyError, IndexError, TypeError):
                return node, False
        return node, True


def _walk(node: Node) -> Iterator[Position]:
    """Yield where the keys and values of a part of a document begin."""
    yield node.key
    yield node.start
    children = node.children or []
    for child in children.values() if isinstance(children, dict) else children:
        yield from _walk(child)


def format_path(path: DataPath) -> str:
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
    """Put a text on one line and cut it to ``width`` characters, so that it fits in a message.

    What a terminal would obey rather than show is written as an escape.
    """
    line = " ".join(text[: 4 * width].split())
    line = line if len(line) <= width else line[: width - 1].rstrip() + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in line)
