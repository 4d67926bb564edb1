"""Single values among a parser's events, each with what stands around it in the text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newsletter.parsing.document import Position
from newsletter.parsing.yaml_fast_path import ALIAS, END, LIST, MAPPING, SCALAR


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
        mark = self.event.start_mark
        return mark.line, mark.column

    @property
    def words(self) -> str:
        """The value as text."""
        return str(self.event.value)

    @property
    def style(self) -> str:
        """How it is written: one of ``|``, ``>``, and the quotation marks, or nothing."""
        return self.event.style or ""


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is open; ``key_end`` is the offset behind a key that waits for its value."""

    kind: int
    column: int
    is_in_brackets: bool
    key_end: int | None = None

    def takes_key(self, event: Any) -> bool:  # noqa: ANN401  # PyYAML's events share no type
        """Whether what begins here is a key."""
        if self.kind != MAPPING or self.key_end is not None:
            self.key_end = None
            return False
        self.key_end = event.end_mark.index
        return True


def find_values(text: str, events: Sequence[Any], kinds: dict[type, int]) -> Iterator[Value]:
    """Yield the single values of a document, in reading order; ``kinds`` says what each class of event is."""
    frames: list[_Frame] = []
    done = 0
    for number, event in enumerate(events):
        kind = kinds.get(type(event))
        if kind == END:
            frames.pop()
        elif kind in _NODES and frames:
            frame = frames[-1]
            begins = done if frame.kind == LIST else frame.key_end
            if not frame.takes_key(event) and kind == SCALAR:
                yield _make(text, frame, event, (begins or 0, _find_end(text, events, number)))
        if kind in (MAPPING, LIST):
            frames.append(_Frame(kind, event.start_mark.column, bool(event.flow_style)))
        done = event.end_mark.index


_NODES = frozenset({SCALAR, MAPPING, LIST, ALIAS})
_SKIPPED = re.compile(r"(?:#[^\r\n]*|\s)*+")


def _find_end(text: str, events: Sequence[Any], number: int) -> int:
    """Return the offset at which what follows an event begins."""
    return events[number + 1].start_mark.index if number + 1 < len(events) else len(text)


def _make(text: str, frame: _Frame, event: Any, around: tuple[int, int]) -> Value:  # noqa: ANN401  # PyYAML's events share no type
    start, end = event.start_mark.index, event.end_mark.index
    sign = ":" if frame.kind == MAPPING else "-"
    before = start if frame.is_in_brackets else _find_sign(text, around[0], start, sign)
    return Value(event, start, end, before, around[1], frame.column, frame.is_in_brackets)


def _find_sign(text: str, start: int, end: int, sign: str) -> int:
    """Return the offset behind the colon or dash before a value, comments passed over."""
    skipped = _SKIPPED.match(text, start, end)
    at = skipped.end() if skipped else end
    return at + 1 if at < end and text[at] == sign else end
