"""The quick way through a document that has nothing unusual in it: data only, no places and no problems.

It gives up on all that needs a word said about it; ``yaml_builder`` then reads anew, with care. Where it does not give
up, both make the same data.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from newsletter.reading.document import MAX_DEPTH, MAX_VALUES
from newsletter.reading.text import find_forbidden_character
from newsletter.reading.yaml_scalars import resolve

SCALAR, MAPPING, LIST, END, DOCUMENT, ALIAS = range(1, 7)
"""What an event can be; anything else is passed over."""


class UnusualError(Exception):
    """Something stands here that wants a careful reader."""


def read_plain(events: Iterable[Any], kinds: dict[type, int]) -> dict[str, object]:  # noqa: C901, PLR0912  # one loop without calls: it turns 1,400 times an issue
    """Return the mapping that a parser's events make; ``kinds`` says what each class of event is.

    Raises:
        UnusualError: the quick way does not lead there.
    """
    root: list[Any] = []
    current: Any = root
    stack: list[Any] = []
    key: str | None = None
    for count, event in enumerate(events):
        kind = kinds.get(type(event))
        if kind == SCALAR:
            value: Any = event.value if not event.implicit[0] else _resolve(event.value)
            if event.style == '"' and find_forbidden_character(value):
                raise UnusualError
        elif kind == END:
            current = stack.pop()
            continue
        elif kind is None:
            continue
        elif kind == DOCUMENT:
            _check_start(event, root)
            continue
        else:
            value = {} if kind == MAPPING else []
        if kind == ALIAS or event.anchor is not None or event.tag is not None or count > MAX_VALUES:
            raise UnusualError
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
            if len(stack) > MAX_DEPTH:
                raise UnusualError
    return _only_mapping(root)


def _resolve(text: str) -> object:
    try:
        return resolve(text)
    except OverflowError:
        raise UnusualError from None


def _check_start(event: Any, root: list[Any]) -> None:  # noqa: ANN401  # PyYAML's events share no type
    if root or event.tags or event.version not in (None, (1, 2)):
        raise UnusualError


def _only_mapping(root: list[Any]) -> dict[str, object]:
    if len(root) != 1 or not isinstance(root[0], dict):
        raise UnusualError
    return root[0]
