"""Parser events to data and places, on a stack of its own so that no nesting can exhaust Python's.

Collects what is wrong and goes on where it can; stops where going on would cost time or memory.
"""

from __future__ import annotations

import re
from typing import NoReturn, Protocol

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.decoding import find_forbidden_character
from newsletter.parsing.document import (
    MAX_DEPTH,
    MAX_NUMBER_LENGTH,
    MAX_PROBLEMS,
    MAX_VALUES,
    Children,
    Node,
    Position,
    shorten,
)
from newsletter.parsing.yaml_cut_off import ask_for_dash
from newsletter.parsing.yaml_nodes import Anchored, OpenList, OpenMapping
from newsletter.parsing.yaml_quoting import quote_value
from newsletter.parsing.yaml_scalars import resolve

MAX_REFERENCES = 50
"""How many anchors and aliases a document may use."""


class Mark(Protocol):
    """A line and a column, both from 0."""

    line: int
    column: int


class Event(Protocol):
    """What a parser says of one step through the text; each kind of event has the attributes it needs."""

    start_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    implicit: tuple[bool, bool]
    version: tuple[int, int] | None
    tags: dict[str, str] | None


class Builder:
    """Takes a parser's events in order; ``problems`` are those it could go on from."""

    def __init__(self, file: str, text: str = "") -> None:
        self.problems: list[Problem] = []
        self.is_done = False
        self._file = file
        self._text = text
        self._root = OpenList()
        self._stack: list[OpenList | OpenMapping] = [self._root]
        self._anchors: dict[str, Anchored] = {}
        self._nodes = 0
        self._references = 0

    def finish(self) -> tuple[dict[str, object], Node]:
        """Return the document's mapping and the places of what is in it."""
        if not self._root.value or self._root.value[0] is None:
            self._stop((0, 0), "yaml.empty", "this document is empty.", "Write its keys and values.")
        value, tree = self._root.value[0], self._root.children[0]
        if not isinstance(value, dict):
            message = "a document is made of keys and values, and this is something else."
            self._stop(tree[:2], "yaml.mapping", message, "Write each as key: value, with a space after the colon.")
        return value, tree

    def start_document(self, event: Event) -> None:
        """Note where a document starts; a second one ends the reading."""
        position = _position(event)
        if self._root.value:
            message = "a second document starts here, and a file may hold one."
            self._report(position, "yaml.document", message, "Delete this line, or move what follows to another file.")
            self.is_done = True
        elif event.tags or event.version not in (None, (1, 2)):
            message = "documents are read as YAML 1.2, without directives."
            self._report(position, "yaml.directive", message, "Delete the lines that begin with %.")

    def start_mapping(self, event: Event) -> None:
        """Open a mapping where the parser stands."""
        self._open(OpenMapping(), event)

    def start_list(self, event: Event) -> None:
        """Open a list where the parser stands."""
        self._open(OpenList(), event)

    def end(self, _event: Event) -> None:
        """Close the innermost mapping or list."""
        closed = self._stack.pop()
        self._stack[-1].levels = max(self._stack[-1].levels, closed.levels + 1)
        if closed.anchor is not None:
            nodes = self._nodes - closed.nodes_before
            self._anchors[closed.anchor] = Anchored(closed.value, closed.children, nodes, closed.levels)

    def add_scalar(self, event: Event) -> None:
        """Add text, a number, true, false or nothing; or take it as a key."""
        mark = event.start_mark
        position = (mark.line, mark.column)
        self._count(1, position)
        if event.tag is not None or event.anchor is not None:
            self._check_properties(event, position)
        value = self._resolve(event, position)
        if event.anchor is not None:
            self._anchors[event.anchor] = Anchored(value, None, nodes=1, levels=0)
        self._place(value, None, position, event.value)

    def add_alias(self, event: Event) -> None:
        """Repeat what an anchor named; the place is the alias's, that of what is inside the anchor's."""
        position, name = _position(event), event.anchor or ""
        self._count_reference(position)
        if name not in self._anchors:
            self._report_unknown_alias(name, position)
        anchored = self._anchors.get(name, Anchored(f"*{name}", None, nodes=1, levels=0))
        self._count(anchored.nodes, position)
        self._check_depth(anchored.levels, position)
        self._stack[-1].levels = max(self._stack[-1].levels, anchored.levels + 1)
        self._place(anchored.value, anchored.children, position, f"*{name}")

    def _open(self, opened: OpenList | OpenMapping, event: Event) -> None:
        position = _position(event)
        self._count(1, position)
        self._check_depth(1, position)
        self._check_properties(event, position)
        opened.anchor, opened.nodes_before = event.anchor, self._nodes - 1
        self._place(opened.value, opened.children, position, "")
        self._stack.append(opened)

    def _place(self, value: object, children: Children, position: Position, written: str) -> None:
        parent = self._stack[-1]
        if isinstance(parent, OpenMapping) and parent.key is None:
            self._take_key(parent, value, written, position)
        else:
            parent.add(value, position, children)

    def _take_key(self, parent: OpenMapping, value: object, written: str, position: Position) -> None:
        if isinstance(value, (dict, list)):
            message = "a key must be text, and this is a list or a mapping."
            self._stop(position, "yaml.key", message, "Put text that begins with { or [ in quotes.")
        key = value if isinstance(value, str) else written
        if key is not value:
            message = f"a key must be text, and '{shorten(written)}' is not."
            self._report(position, "yaml.key", message, "Put it in quotes.")
        if key == "<<":
            self._report(position, "yaml.merge-key", "merge keys (<<) are not used here.", "Repeat the keys instead.")
        if key in parent.value and not parent.is_begun_again:
            self._report_duplicate(parent, key, position)
        parent.key, parent.key_position = key, position

    def _report_duplicate(self, parent: OpenMapping, key: str, position: Position) -> None:
        """Tell a key that is there already; the first one of an item may begin the next, and then others follow it."""
        message = f"the key '{shorten(key)}' is already in line {parent.children[key][2] + 1}."
        hint = "Keep one of the two."
        above = self._stack[-2] if len(self._stack) > 1 else self._root
        if isinstance(above, OpenList) and above is not self._root and key == next(iter(parent.value)):
            parent.is_begun_again = True
            advice = ask_for_dash(position[0] + 1, self._line(position).strip())
            hint = f"Keep one of the two. Or, if another item begins here: {advice}"
        self._report(position, "yaml.duplicate-key", message, hint)

    def _line(self, position: Position) -> str:
        lines = self._text.splitlines()
        return lines[position[0]] if position[0] < len(lines) else ""

    def _resolve(self, event: Event, position: Position) -> object:
        if event.implicit[0] and event.tag is None:
            try:
                return resolve(event.value)
            except OverflowError:
                message = f"this number has more than {MAX_NUMBER_LENGTH} digits."
                self._report(position, "yaml.number", message, "Put it in quotes if it is text.")
        elif event.style == '"' and (character := find_forbidden_character(event.value)):
            message = f"the text holds the invisible character {character}."
            self._report(position, "file.character", message, "Delete the escape that stands for it.")
        return event.value

    def _check_properties(self, event: Event, position: Position) -> None:
        if event.anchor is not None:
            self._count_reference(position)
            self._anchors.pop(event.anchor, None)  # inside the value the old meaning no longer holds
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            hint = (
                f"Delete it; or, if it belongs to the text, put all in quotes. {self._advise_quotes(position)}".strip()
            )
            self._report(position, "yaml.tag", f"'{shorten(tag)}' is a tag, and tags are not used here.", hint)

    def _count(self, nodes: int, position: Position) -> None:
        self._nodes += nodes
        if self._nodes > MAX_VALUES:
            message = f"this document has more than {MAX_VALUES:,} values, counting what its aliases repeat."
            self._stop(position, "yaml.too-many-values", message, "Split it into several.")

    def _count_reference(self, position: Position) -> None:
        self._references += 1
        if self._references == MAX_REFERENCES + 1:
            message = f"a document may use {MAX_REFERENCES} anchors (&) and aliases (*), and this one uses more."
            self._report(position, "yaml.too-many-aliases", message, "Write the values out.")

    def _check_depth(self, levels: int, position: Position) -> None:
        if len(self._stack) - 1 + levels > MAX_DEPTH:
            message = f"this is nested more than {MAX_DEPTH} levels deep."
            self._stop(position, "yaml.depth", message, "Check the brackets and the indentation above.")

    def _report_unknown_alias(self, name: str, position: Position) -> None:
        if any(opened.anchor == name for opened in self._stack):
            message, hint = f"'*{shorten(name)}' stands inside what it would repeat.", "Write the value out."
        else:
            message = f"'*{shorten(name)}' repeats a value named &{shorten(name)}, and there is none above."
            hint = self._advise_quotes(position) or "Put text that begins with * in quotes."
        self._report(position, "yaml.alias", message, hint)

    def _advise_quotes(self, position: Position) -> str:
        line = self._line(position)
        written = quote_value(line) if re.match(r"[\w\s:-]*[!*]", line) else ""
        return f"Write: {written}" if written else ""

    def _report(self, position: Position, rule: str, message: str, hint: str) -> None:
        place = Location(self._file, position[0] + 1, position[1] + 1)
        if len(self.problems) == MAX_PROBLEMS:
            rule, message, hint = "document.more-problems", "reading stops here.", "Mend the problems above first."
        self.problems.append(Problem(place, rule, message, hint))
        if len(self.problems) > MAX_PROBLEMS:
            raise ProblemsFoundError(self.problems)

    def _stop(self, position: Position, rule: str, message: str, hint: str) -> NoReturn:
        self._report(position, rule, message, hint)
        raise ProblemsFoundError(self.problems)


def _position(event: Event) -> Position:
    return event.start_mark.line, event.start_mark.column
