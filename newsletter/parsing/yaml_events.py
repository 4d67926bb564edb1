"""A YAML parser's events: where everything in a document begins, and each single value with what is around it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from newsletter.parsing.document import Children, Node, Position
from newsletter.parsing.yaml_builder import position_of, resolve

_ENDS = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})

_SKIPPED = re.compile(r"(?:#[^\r\n]*|\s)*+")


def find_positions(events: Iterable[Any]) -> Node:
    """Return where everything in a document begins, which a ``Builder`` has read before: that bounds its nesting.

    An alias begins where it was typed, and what is inside it where it was typed at the anchor.
    """
    return _YamlPositions(iter(events)).find()


class _YamlPositions:
    """Follows the events of one document; ``_anchored`` has each named value, with its text if it is one."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        self._anchored: dict[str, tuple[Children, str | None]] = {}

    def find(self) -> Node:
        root = next(event for event in self._events if isinstance(event, yaml.NodeEvent))
        return self._follow(root, None)

    def _follow(self, event: Any, key: Position | None) -> Node:  # noqa: ANN401  # as above
        start = position_of(event)
        if type(event) is yaml.ScalarEvent and event.anchor is None:  # most of them
            return Node(start, key or start)
        if type(event) is yaml.AliasEvent:
            return Node(start, key or start, self._anchored.get(event.anchor or "", (None, None))[0])
        self._anchored.pop(event.anchor, None)
        children = self._follow_children(event)
        if event.anchor is not None:
            self._anchored[event.anchor] = children, _find_text(event)
        return Node(start, key or start, children)

    def _follow_children(self, event: Any) -> Children:  # noqa: ANN401  # as above
        if type(event) is yaml.MappingStartEvent:
            return self._follow_mapping()
        if type(event) is yaml.SequenceStartEvent:
            return [self._follow(item, None) for item in self._until_end()]
        return None

    def _follow_mapping(self) -> dict[str, Node]:
        children: dict[str, Node] = {}
        for key in self._until_end():
            start = position_of(key) if key.anchor is None else self._follow(key, None).start
            name = key.value if type(key) is yaml.ScalarEvent else self._name(key)
            children[name] = self._follow(next(self._events), start)
        return children

    def _until_end(self) -> Iterator[Any]:
        for event in self._events:
            if type(event) in _ENDS:
                return
            yield event

    def _name(self, alias: Any) -> str:  # noqa: ANN401  # as above
        return self._anchored.get(alias.anchor or "", (None, None))[1] or f"*{alias.anchor}"


def _find_text(event: Any) -> str | None:  # noqa: ANN401  # as above
    """Return a scalar's text, if it is text and not a number, true, false or nothing."""
    if not isinstance(event, yaml.ScalarEvent):
        return None
    try:
        is_text = not event.implicit[0] or event.tag is not None or isinstance(resolve(event.value), str)
    except OverflowError:
        is_text = True
    return event.value if is_text else None


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is neither a list nor a mapping.

    ``start`` and ``end`` are its offsets in the text; what belongs to it alone begins at ``before``, behind its colon
    or dash, and ends at ``after``, where the next thing begins. What goes on with it is further in than ``column``.
    """

    event: Any
    start: int
    end: int
    before: int
    after: int
    column: int
    is_in_brackets: bool

    @property
    def at(self) -> Position:
        """Line and column of its beginning, both from 0."""
        return position_of(self.event)

    @property
    def words(self) -> str:
        """The value as text."""
        return str(self.event.value)

    @property
    def style(self) -> str:
        """How it is written: one of ``|``, ``>``, and the quotation marks, or nothing."""
        return self.event.style or ""


@dataclass(slots=True)
class _OpenCollection:
    """A list or mapping that is open; ``key_end`` is the offset behind a key that waits for its value."""

    is_mapping: bool
    column: int
    is_in_brackets: bool
    key_end: int | None = None

    def takes_key(self, event: Any) -> bool:  # noqa: ANN401  # as above
        """Whether what begins here is a key."""
        if not self.is_mapping or self.key_end is not None:
            self.key_end = None
            return False
        self.key_end = event.end_mark.index
        return True


def find_values(text: str, events: Sequence[Any]) -> Iterator[Value]:
    """Yield the single values of a document, in reading order."""
    frames: list[_OpenCollection] = []
    done = 0
    for number, event in enumerate(events):
        if isinstance(event, yaml.CollectionEndEvent):
            frames.pop()
        elif isinstance(event, yaml.NodeEvent) and frames:
            frame = frames[-1]
            begins = frame.key_end if frame.is_mapping else done
            if not frame.takes_key(event) and isinstance(event, yaml.ScalarEvent):
                yield _make(text, frame, event, (begins or 0, _find_end(text, events, number)))
        if isinstance(event, yaml.CollectionStartEvent):
            frames.append(_frame_of(event))
        done = event.end_mark.index


def _frame_of(event: Any) -> _OpenCollection:  # noqa: ANN401  # as above
    return _OpenCollection(isinstance(event, yaml.MappingStartEvent), event.start_mark.column, bool(event.flow_style))


def _find_end(text: str, events: Sequence[Any], number: int) -> int:
    """Return the offset at which what follows an event begins."""
    return events[number + 1].start_mark.index if number + 1 < len(events) else len(text)


def _make(text: str, frame: _OpenCollection, event: Any, around: tuple[int, int]) -> Value:  # noqa: ANN401  # as above
    start, end = event.start_mark.index, event.end_mark.index
    sign = ":" if frame.is_mapping else "-"
    before = start if frame.is_in_brackets else _find_sign(text, around[0], start, sign)
    return Value(event, start, end, before, around[1], frame.column, frame.is_in_brackets)


def _find_sign(text: str, start: int, end: int, sign: str) -> int:
    """Return the offset behind the colon or dash before a value, comments passed over."""
    at = skip_blank(text, start, end)
    return at + 1 if at < end and text[at] == sign else end


def skip_blank(text: str, start: int, end: int | None = None) -> int:
    """Return the offset behind spaces, line ends and comments, which is at most ``end``."""
    skipped = _SKIPPED.match(text, start, len(text) if end is None else end)
    return skipped.end() if skipped else start
