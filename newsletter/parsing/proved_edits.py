"""Makes edits in the text of a document, and proves each: the result, read again, is what the edit means on the data.

A change that does not prove itself is never returned. The next way to write it is tried, and in the end refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.parsing.document import DataPath, Document
from newsletter.parsing.edits import MISSING, Edit, apply_edit, find_value, have_same_value, resolve_edit
from newsletter.parsing.files import BOM
from newsletter.parsing.lines import TextChange

Order: TypeAlias = Sequence[str] | Callable[[DataPath], Sequence[str]]
"""The keys of a mapping's model, in whose order a new key goes; or a function that returns them for its path."""

MOST_STEPS = 12
"""How many changes a list or group may have that is set, for each to be made alone; otherwise all of it is written."""

_Step = tuple[Edit, Sequence[str]]
"""An edit, and the keys of the model of the mapping that it is in."""


@dataclass(frozen=True, slots=True)
class ParsedText:
    """A document as it was read: bytes, data, text without byte order mark, and what the format needs besides."""

    source: bytes
    data: dict[str, object]
    text: str
    events: list[Any]
    document: Document | None = None
    """The document as it is loaded, where it was read as such."""


class TextFormat(Protocol):
    """How documents of a format are read, and where an edit of one would be written."""

    replaces: bool
    """Whether a list or group that cannot be written in its place may be taken away and added anew."""

    def parse(self, source: bytes) -> ParsedText:
        """Read a document; raise ``ProblemsFoundError`` if it has any problem."""

    def adapt(self, data: dict[str, object], edit: Edit, /) -> Edit:
        """Return an edit with its values as the format has them, where it has kinds that JSON has not."""

    def find_changes(self, parsed: ParsedText, edit: Edit, order: Sequence[str]) -> Iterator[TextChange]:
        """Yield changes of the text that could say an edit, the best first."""

    def explain(self, parsed: ParsedText, edit: Edit, /) -> str:
        """Say why no way of writing an edit was found."""


def make_edit(file_format: TextFormat, source: bytes, edit: Edit, order: Order) -> ParsedText:
    """Return a document after an edit, as it was read again to prove it.

    Raises:
        EditRefusedError: the edit has no meaning here, or cannot be written; the message is for the editor.
        ProblemsFoundError: the document cannot be read as it is.
    """
    parsed = file_format.parse(source)
    edit = resolve_edit(parsed.data, file_format.adapt(parsed.data, edit))
    if _changes_nothing(parsed.data, edit):
        return parsed
    wanted = apply_edit(parsed.data, edit)
    for steps in _list_ways(file_format, parsed.data, (edit, _find_order(order, edit))):
        written = _take_steps(file_format, parsed, steps)
        if written and have_same_value(written.data, wanted):
            return _keep_end(file_format, parsed, written)
    raise EditRefusedError(file_format.explain(parsed, edit))


def _keep_end(file_format: TextFormat, before: ParsedText, after: ParsedText) -> ParsedText:
    """Leave out a line end that a step has put at the end of a document without one, where nothing needs it."""
    is_ended = not before.text or before.text.endswith(("\n", "\r"))
    if is_ended or not after.text.endswith(("\n", "\r")):
        return after
    shorter = _parse(file_format, after.source.removesuffix(b"\n").removesuffix(b"\r"))
    return shorter if shorter and have_same_value(shorter.data, after.data) else after


def _changes_nothing(data: dict[str, object], edit: Edit) -> bool:
    if edit.do == "move":
        return edit.to == edit.path[-1]
    return edit.do == "set" and have_same_value(find_value(data, edit.path), edit.value)


def _find_order(order: Order, edit: Edit) -> Sequence[str]:
    return order(edit.path[:-1]) if callable(order) else order


def _list_ways(file_format: TextFormat, data: dict[str, object], step: _Step) -> Iterator[list[_Step]]:
    """Yield the ways to make an edit: in small steps, at once, or by taking away what was there."""
    edit, order = step
    before = find_value(data, edit.path)
    divided = list(_divide(edit.path, before, edit.value, order)) if edit.do == "set" else []
    if divided and len(divided) <= MOST_STEPS and divided != [step]:
        yield divided
    yield [step]
    if file_format.replaces and before is not MISSING:
        yield from _replace(data, step)


def _replace(data: dict[str, object], step: _Step) -> Iterator[list[_Step]]:
    """Yield the way to take away a value, or the list or group of which it is the last, and to add what is left."""
    edit, _ = step
    above = edit.path[:-1]
    parent = find_value(data, above)
    if edit.do == "set":
        deletion: _Step = Edit("delete", edit.path, keep_empty=True), ()
        if isinstance(parent, list):
            yield [deletion, (Edit("insert", edit.path, edit.value), ())]
            after = find_value(apply_edit(data, edit), above)
            yield [(Edit("delete", above, keep_empty=True), ()), (Edit("set", above, after), ())]
        else:
            yield [deletion, step]
    elif edit.do == "delete" and above and isinstance(parent, (dict, list)) and len(parent) == 1:
        empty: object = {} if isinstance(parent, dict) else []
        yield [(Edit("delete", above, keep_empty=True), ()), (Edit("set", above, empty), ())]


def _take_steps(file_format: TextFormat, parsed: ParsedText, steps: list[_Step]) -> ParsedText | None:
    """Make one edit after the other; return nothing if one of them cannot be made."""
    for edit, order in steps:
        after = _take_step(file_format, parsed, edit, order)
        if after is None:
            return None
        parsed = after
    return parsed


def _take_step(file_format: TextFormat, parsed: ParsedText, edit: Edit, order: Sequence[str]) -> ParsedText | None:
    wanted = apply_edit(parsed.data, edit)
    mark = BOM if parsed.source.startswith(BOM) else b""
    try:
        for change in file_format.find_changes(parsed, edit, order):
            after = _parse(file_format, mark + change.apply(parsed.text).encode())
            if after and have_same_value(after.data, wanted):
                return after
    except EditRefusedError:
        return None
    return None


def _parse(file_format: TextFormat, source: bytes) -> ParsedText | None:
    try:
        return file_format.parse(source)
    except ProblemsFoundError:
        return None


def _divide(path: DataPath, before: object, after: object, order: Sequence[str]) -> Iterator[_Step]:
    """Yield the edits that make one value another, each as small as it can be."""
    if have_same_value(before, after):
        return
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() & after.keys():
        yield from _divide_group(path, before, after)
    elif isinstance(before, list) and isinstance(after, list) and before and after:
        yield from _divide_list(path, before, after)
    else:
        yield Edit("set", path, after), order


def _divide_group(path: DataPath, before: dict[str, object], after: dict[str, object]) -> Iterator[_Step]:
    order = tuple(after)
    for key in before:
        if key not in after:
            yield Edit("delete", (*path, key), keep_empty=True), ()
    for key, value in after.items():
        yield from _divide((*path, key), before.get(key, MISSING), value, order)


def _divide_list(path: DataPath, before: list[object], after: list[object]) -> Iterator[_Step]:
    """Change what is between the items that both lists begin and end with; one item that has moved is moved."""
    start = _count_same(before, after)
    end = _count_same(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if move := _find_move(old, new):
        yield Edit("move", (*path, start + move[0]), to=start + move[1]), ()
        return
    for index, (one, other) in enumerate(zip(old, new, strict=False), start):
        yield from _divide((*path, index), one, other, ())
    for index in range(len(old), len(new)):
        yield Edit("insert", (*path, start + index), new[index]), ()
    for index in range(len(old) - 1, len(new) - 1, -1):
        yield Edit("delete", (*path, start + index), keep_empty=True), ()


def _count_same(one: list[object], other: list[object]) -> int:
    count = 0
    while count < min(len(one), len(other)) and have_same_value(one[count], other[count]):
        count += 1
    return count


def _find_move(old: list[object], new: list[object]) -> tuple[int, int] | None:
    """Return the index of an item and that to which it has moved, if that is all the difference."""
    if len(old) == len(new) and len(old) > 1:
        if have_same_value([*old[1:], old[0]], new):
            return 0, len(old) - 1
        if have_same_value([old[-1], *old[:-1]], new):
            return len(old) - 1, 0
    return None
