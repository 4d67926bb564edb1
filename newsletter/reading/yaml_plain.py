"""The quick way through a document that has nothing unusual in it: data only, no places and no problems.

It gives up on all that needs a word said about it; ``yaml_builder`` then reads anew, with care. Where it does not give
up, both make the same data.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from newsletter.reading.document import MAX_DEPTH, MAX_VALUES
from newsletter.reading.text import find_forbidden_character
from newsletter.reading.yaml_scalars import resolve

SCALAR, MAPPING, LIST, END, DOCUMENT, ALIAS = range(1, 7)
"""What an event can be; anything else is passed over."""


_VALUES = frozenset({SCALAR, MAPPING, LIST})


class UnusualError(Exception):
    """Something stands here that wants a careful reader: the quick way does not lead there."""


def read_plain(events: Iterator[Any], kinds: dict[type, int]) -> dict[str, object]:
    """Return the mapping that events make, or raise ``UnusualError``; ``kinds`` says what each class of event is."""
    root: list[Any] = []
    current: Any = root
    stack: list[Any] = []
    key: str | None = None
    for event in islice(events, MAX_VALUES):
        kind = kinds.get(type(event))
        if kind == END:
            current = stack.pop()
            continue
        if kind not in _VALUES:
            _check_mark(event, kind, root)
            continue
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
    return _finish(root, events)


def _read_scalar(event: Any) -> object:  # noqa: ANN401  # PyYAML's events share no type
    value = event.value
    if event.anchor is not None or event.tag is not None:
        raise UnusualError
    if event.implicit[0]:
        return _resolve(value)
    if event.style == '"' and find_forbidden_character(value):
        raise UnusualError
    return value


def _open(event: Any, kind: int, depth: int) -> object:  # noqa: ANN401  # as above
    if event.anchor is not None or event.tag is not None or depth >= MAX_DEPTH:
        raise UnusualError
    return {} if kind == MAPPING else []


def _resolve(text: str) -> object:
    try:
        return resolve(text)
    except OverflowError:
        raise UnusualError from None


def _check_mark(event: Any, kind: int | None, root: list[Any]) -> None:  # noqa: ANN401  # as above
    is_plain_start = kind == DOCUMENT and not root and not event.tags and event.version in (None, (1, 2))
    if kind is not None and not is_plain_start:
        raise UnusualError


def _finish(root: list[Any], left_over: Iterator[Any]) -> dict[str, object]:
    if len(root) != 1 or not isinstance(root[0], dict) or next(left_over, None) is not None:
        raise UnusualError
    return root[0]
