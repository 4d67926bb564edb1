"""A YAML text to plain data, on a stack of its own so that no nesting can exhaust Python's.

Bare words mean what the core schema of YAML 1.2.2 says (section 10.3.2), and nothing that YAML 1.1 added to it.

Collects what is wrong and goes on where it can; stops where going on would cost time or memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from newsletter.errors import Location, Problem, ProblemsFoundError
from newsletter.parsing.document import MAX_DEPTH, MAX_NUMBER_LENGTH, MAX_PROBLEMS, MAX_VALUES, Position, shorten
from newsletter.parsing.files import find_forbidden_character
from newsletter.parsing.yaml_quoting import ask_for_dash, quote_value

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_REFERENCES = 50
"""How many anchors and aliases a document may use."""

Scalar = str | int | float | bool | None

_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST_OF_NUMBERS = frozenset("+-.0123456789")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def parse(text: str) -> Iterator[Any]:
    """Yield the events of a text; libyaml reads it, or PyYAML's own parser where that was built without libyaml.

    Raises:
        yaml.MarkedYAMLError: the text is not YAML.
    """
    return iter(_Loader(text).get_event, None)


def read_events(events: Iterator[Any], read: list[Any]) -> None:
    """Append the events of the first document to ``read``, its end included; what follows stays in ``events``.

    Raises:
        yaml.MarkedYAMLError: the document is not YAML; ``read`` has what comes before that.
    """
    end, add = yaml.DocumentEndEvent, read.append
    for event in events:
        add(event)
        if type(event) is end:
            return


def position_of(event: Any) -> Position:  # noqa: ANN401  # libyaml's events and marks share no type with PyYAML's
    """Return where an event begins."""
    mark = event.start_mark
    return Position(mark.line, mark.column)


@dataclass(slots=True)
class _OpenMapping:
    """A mapping whose end has not been read yet; ``key`` is the one that waits for its value."""

    value: dict[str, object]
    anchor: str | None
    key_lines: dict[str, int]
    key: str | None = None
    starts_again: bool = False
    """Whether its first key came a second time: the keys that follow are those of another item."""


@dataclass(slots=True)
class _OpenList:
    """A list whose end has not been read yet; the document itself is in a list of one."""

    value: list[object]
    anchor: str | None = None


class Builder:
    """Takes a parser's events in order, and makes data of them.

    ``problems`` are those it could go on from, ``long`` the texts that take several lines,
    and ``references`` counts anchors and aliases.
    """

    def __init__(self, file: str, text: str = "") -> None:
        self.problems: list[Problem] = []
        self.long: list[Any] = []
        self.references = 0
        self._file = file
        self._text = text
        self._root = _OpenList([])
        self._root_position = Position(0, 0)
        self._innermost: _OpenList | _OpenMapping = self._root
        self._stack: list[_OpenList | _OpenMapping] = [self._root]
        self._anchors: dict[str, object] = {}
        self._values = 0

    def take(self, events: Iterable[Any]) -> None:
        """Take the events of a document, or as many as its parser could read.

        Raises:
            ProblemsFoundError: to read on would cost too much.
        """
        steps: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.MappingStartEvent: self._start_mapping,
            yaml.SequenceStartEvent: self._start_list,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._add_alias,
            yaml.DocumentStartEvent: self._check_directives,
        }
        for event in events:
            if step := steps.get(type(event)):
                step(event)

    def finish(self, rest: Iterator[Any]) -> dict[str, object]:
        """Return the document's mapping; ``rest`` are the events behind it, of which there may be none.

        Raises:
            ProblemsFoundError: it is empty or something else.
            yaml.MarkedYAMLError: what is behind it is not YAML.
        """
        self._refuse_second_document(rest)
        if not self._root.value or self._root.value[0] is None:
            self._stop(Position(0, 0), "yaml.empty", "this document is empty.", "Write its keys and values.")
        value = self._root.value[0]
        if not isinstance(value, dict):
            message = "a document is made of keys and values, and this is something else."
            hint = "Write each as key: value, with a space after the colon."
            self._stop(self._root_position, "yaml.mapping", message, hint)
        return value

    def _check_directives(self, event: Any) -> None:  # noqa: ANN401  # libyaml's events and marks share no type
        if event.tags or event.version not in (None, (1, 2)):
            message = "documents are read as YAML 1.2, without directives."
            self._report(position_of(event), "yaml.directive", message, "Delete the lines that begin with %.")

    def _refuse_second_document(self, events: Iterator[Any]) -> None:
        second = next((event for event in events if isinstance(event, yaml.DocumentStartEvent)), None)
        if second is not None:
            message = "a second document starts here, and a file may hold one."
            hint = "Delete this line, or move what follows to another file."
            self._report(position_of(second), "yaml.document", message, hint)

    def _start_mapping(self, event: Any) -> None:  # noqa: ANN401  # as above
        self._open(_OpenMapping({}, event.anchor, {}), event)

    def _start_list(self, event: Any) -> None:  # noqa: ANN401  # as above
        self._open(_OpenList([], event.anchor), event)

    def _open(self, opened: _OpenList | _OpenMapping, event: Any) -> None:  # noqa: ANN401  # as above
        if self._innermost is self._root:
            self._root_position = position_of(event)
        if len(self._stack) > MAX_DEPTH:
            self._stop_at_depth(event)
        if event.tag is not None or event.anchor is not None:
            self._check_properties(event)
        self._add(opened.value, event, "")
        self._stack.append(opened)
        self._innermost = opened

    def _end(self, _event: Any) -> None:  # noqa: ANN401  # as above
        closed = self._stack.pop()
        self._innermost = self._stack[-1]
        if closed.anchor is not None:
            self._anchors[closed.anchor] = closed.value

    def _add_scalar(self, event: Any) -> None:  # noqa: ANN401  # as above
        """Add text, a number, true, false or nothing; or take it as a key."""
        value = written = event.value
        if event.tag is not None or event.anchor is not None:
            self._check_properties(event)
        if event.implicit[0]:
            value = self._resolve(event)
        elif event.style == '"' and (character := find_forbidden_character(written)):
            message = f"the text contains the invisible character {character}."
            self._report(position_of(event), "file.character", message, "Delete the escape sequence that makes it.")
        if event.anchor is not None:
            self._anchors[event.anchor] = value
        if event.end_mark.line != event.start_mark.line:
            self.long.append(event)
        self._add(value, event, written)

    def _add_alias(self, event: Any) -> None:  # noqa: ANN401  # as above
        """Repeat what an anchor named."""
        name = event.anchor or ""
        self._count_reference(event)
        if name not in self._anchors:
            self._report_unknown_alias(name, event)
        value = self._anchors.get(name, f"*{name}")
        values, levels = _measure(value)
        self._values += values - 1
        if len(self._stack) - 1 + levels > MAX_DEPTH:
            self._stop_at_depth(event)
        self._add(value, event, f"*{name}")

    def _add(self, value: object, event: Any, written: str) -> None:  # noqa: ANN401  # as above
        """Add a value to the innermost list or mapping, or take it as the key of the next; ``written`` is as typed."""
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"this document has more than {MAX_VALUES:,} values, counting what its aliases repeat."
            self._stop(position_of(event), "yaml.too-many-values", message, "Split it into several.")
        parent = self._innermost
        if isinstance(parent, _OpenList):
            parent.value.append(value)
        elif parent.key is None:
            self._take_key(parent, value, event, written)
        else:
            parent.value[parent.key] = value
            parent.key = None

    def _take_key(self, parent: _OpenMapping, value: object, event: Any, written: str) -> None:  # noqa: ANN401  # as above
        if isinstance(value, (dict, list)):
            message = "a key must be text, and this is a list or a mapping."
            self._stop(position_of(event), "yaml.key", message, "Put text that begins with { or [ in quotes.")
        key = value if isinstance(value, str) else written
        if key is not value:
            message = f"a key must be text, and '{shorten(written)}' is not."
            self._report(position_of(event), "yaml.key", message, "Put it in quotes.")
        if key == "<<":
            hint = "Repeat the keys instead."
            self._report(position_of(event), "yaml.merge-key", "merge keys (<<) are not used here.", hint)
        if key in parent.value and not parent.starts_again:
            self._report_duplicate(parent, key, position_of(event))
        parent.key = key
        parent.key_lines[key] = event.start_mark.line

    def _report_duplicate(self, parent: _OpenMapping, key: str, position: Position) -> None:
        """Report a key that is there already; where it is the first of an item, it may begin the next item."""
        message = f"the key '{shorten(key)}' is already in line {parent.key_lines[key] + 1}."
        hint = "Keep one of the two."
        above = self._stack[-2] if len(self._stack) > 1 else self._root
        if isinstance(above, _OpenList) and above is not self._root and key == next(iter(parent.value)):
            parent.starts_again = True
            advice = ask_for_dash(position[0] + 1, self._line(position).strip())
            hint = f"Keep one of the two. Or, if another item begins here: {advice}"
        self._report(position, "yaml.duplicate-key", message, hint)

    def _line(self, position: Position) -> str:
        lines = self._text.splitlines()
        return lines[position[0]] if position[0] < len(lines) else ""

    def _resolve(self, event: Any) -> object:  # noqa: ANN401  # as above
        if event.tag is not None:
            return event.value
        try:
            return resolve(event.value)
        except OverflowError:
            message = f"this number has more than {MAX_NUMBER_LENGTH} digits."
            self._report(position_of(event), "yaml.number", message, "Put it in quotes if it is text.")
            return event.value

    def _check_properties(self, event: Any) -> None:  # noqa: ANN401  # as above
        position = position_of(event)
        if event.anchor is not None:
            self._count_reference(event)
            self._anchors.pop(event.anchor, None)  # inside the value the old meaning no longer holds
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            advice = self._advise_quotes(position)
            hint = f"Delete it; or, if it belongs to the text, put all in quotes. {advice}".strip()
            self._report(position, "yaml.tag", f"'{shorten(tag)}' is a tag, and tags are not used here.", hint)

    def _count_reference(self, event: Any) -> None:  # noqa: ANN401  # as above
        self.references += 1
        if self.references == MAX_REFERENCES + 1:
            message = f"a document may use {MAX_REFERENCES} anchors (&) and aliases (*), and this one uses more."
            self._report(position_of(event), "yaml.too-many-aliases", message, "Write the values out.")

    def _stop_at_depth(self, event: Any) -> NoReturn:  # noqa: ANN401  # as above
        message = f"this is nested more than {MAX_DEPTH} levels deep."
        self._stop(position_of(event), "yaml.depth", message, "Check the brackets and the indentation above.")

    def _report_unknown_alias(self, name: str, event: Any) -> None:  # noqa: ANN401  # as above
        position = position_of(event)
        if any(opened.anchor == name for opened in self._stack):
            message, hint = f"'*{shorten(name)}' is inside the value that it repeats.", "Write the value out."
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


def _measure(value: object) -> tuple[int, int]:
    """Return of how many values and keys a value is made, and in how many levels; the latter are bounded."""
    if not isinstance(value, (dict, list)):
        return 1, 0
    inner = [_measure(part) for part in (value.values() if isinstance(value, dict) else value)]
    keys = len(value) if isinstance(value, dict) else 0
    return 1 + keys + sum(values for values, _ in inner), 1 + max((levels for _, levels in inner), default=0)


def resolve(text: str) -> Scalar:
    """Return what a scalar without quotes means.

    Raises:
        OverflowError: it is a number of more than ``MAX_NUMBER_LENGTH`` characters.
    """
    if text in _WORDS:
        return _WORDS[text]
    return _resolve_number(text) if text[0] in _FIRST_OF_NUMBERS else text


class _TypedInt(int):
    """A whole number that is typed in another way than Python writes it: 007, +5."""

    written = ""


class _TypedFloat(float):
    """A number that is typed in another way than Python writes it: 12.50, 1e3."""

    written = ""


def _remember(number: _TypedInt | _TypedFloat, plain: float, text: str) -> int | float:
    """Return a number which still knows how it was typed, where that is not how Python writes it."""
    if str(plain) == text:
        return plain
    number.written = text
    return number


def _resolve_number(text: str) -> str | int | float:
    if _INTEGER.fullmatch(text):
        number = int(_checked(text))
        return _remember(_TypedInt(number), number, text)
    if _OCTAL.fullmatch(text) or _HEXADECIMAL.fullmatch(text):
        number = int(_checked(text), base=0)
        return _remember(_TypedInt(number), number, text)
    if _FLOAT.fullmatch(text):
        value = float(_checked(text))
        return _remember(_TypedFloat(value), value, text)
    return float(text.replace(".", "")) if _INFINITE.fullmatch(text) else text


def _checked(number: str) -> str:
    if len(number) > MAX_NUMBER_LENGTH:
        raise OverflowError
    return number
