"""The quick way through a document that has nothing unusual in it, and so no problem.

It gives up on all that needs a word said about it; ``yaml_builder`` then reads anew, with care. Where it does not give
up, both make the same data.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from newsletter.parsing.decoding import find_forbidden_character
from newsletter.parsing.document import MAX_DEPTH, MAX_VALUES, Children, Node, Position
from newsletter.parsing.yaml_scalars import resolve

SCALAR, MAPPING, LIST, END, DOCUMENT, ALIAS = range(1, 7)
"""What an event can be; anything else is passed over."""


_VALUES = frozenset({SCALAR, MAPPING, LIST})


class UnusualError(Exception):
    """Something stands here that wants a careful reader: the quick way does not lead there."""


class Places:
    """Where the keys and values of a document stand, in reading order; made into a tree when somebody asks."""

    def __init__(self, data: object, positions: list[Position]) -> None:
        self._data = data
        self._positions = positions
        self._tree: Node | None = None

    def __call__(self) -> Node:
        """Return the tree of places."""
        if self._tree is None:
            positions = iter(self._positions)
            self._tree = _grow(self._data, positions, None)
        return self._tree


def _grow(value: object, positions: Iterator[Position], key: Position | None) -> Node:
    own = next(positions)
    children: Children = None
    if isinstance(value, dict):
        children = {name: _grow(part, positions, next(positions)) for name, part in value.items()}
    elif isinstance(value, list):
        children = [_grow(part, positions, None) for part in value]
    return (*own, *(key or own), children)


def read_plain(events: Iterator[Any], kinds: dict[type, int]) -> tuple[dict[str, object], Places]:
    """Return what events make, or raise ``UnusualError``; ``kinds`` says what each class of event is."""
    root: list[Any] = []
    current: Any = root
    stack: list[Any] = []
    key: str | None = None
    positions: list[Position] = []
    for event in islice(events, MAX_VALUES):
        kind = kinds.get(type(event))
        if kind == END:
            current = stack.pop()
            continue
        if kind not in _VALUES:
            _check_mark(event, kind, root)
            continue
        positions.append((event.start_mark.line, event.start_mark.column))
        value = _read_scalar(event) if kind == SCALAR else _open(event, kind, len(stack))
        if key is not None:
            current[key], key = value, None
        elif type(current) is list:
            current.append(value)
        elif type(value) is str and value != "<<" and value not in current:
            key = value
        else:
            raise UnusualError
        if kind != SCALAR:
            stack.append(current)
            current = value
    return _finish(root, positions, events)


def _read_scalar(event: Any) -> object:  # noqa: ANN401  # PyYAML's events share no type
    value = event.value
    if event.anchor is not None or event.tag is not None:
        raise UnusualError
    if event.implicit[0]:
        return _resolve(value)
    if event.style == '"' and find_forbidden_character(value):
        raise UnusualError
    return value


def _open(event: Any, kind: int, depth: int) -> object:  # noqa: ANN401  # PyYAML's events share no type
    if event.anchor is not None or event.tag is not None or depth >= MAX_DEPTH:
        raise UnusualError
    return {} if kind == MAPPING else []


def _resolve(text: str) -> object:
    try:
        return resolve(text)
    except OverflowError:
        raise UnusualError from None


def _check_mark(event: Any, kind: int | None, root: list[Any]) -> None:  # noqa: ANN401  # PyYAML's events share no type
    is_plain_start = kind == DOCUMENT and not root and not event.tags and event.version in (None, (1, 2))
    if kind is not None and not is_plain_start:
        raise UnusualError


def _finish(root: list[Any], positions: list[Position], left_over: Iterator[Any]) -> tuple[dict[str, object], Places]:
    if len(root) != 1 or not isinstance(root[0], dict) or next(left_over, None) is not None:
        raise UnusualError
    return root[0], Places(root[0], positions)
