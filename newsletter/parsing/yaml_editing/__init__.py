"""Edits a YAML document at the places that libyaml names: the lines of what changes, and no other byte.

Every result is read again by the product's own reader and compared with what the edit means on plain data. Where it is
not the same, the next way to write it is tried, and where none is left, the edit is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from newsletter.errors import EditRefusedError, ProblemsFoundError
from newsletter.parsing.document import DataPath
from newsletter.parsing.edits import MISSING, Edit, apply_edit, find_value
from newsletter.parsing.lines import TextChange
from newsletter.parsing.proved_edits import Order, ParsedText, make_edit
from newsletter.parsing.yaml import read_yaml_events
from newsletter.parsing.yaml_editing.arranging import delete_value, insert_item, move_item
from newsletter.parsing.yaml_editing.nodes import walk
from newsletter.parsing.yaml_editing.setting import add_key, set_value
from newsletter.parsing.yaml_editing.source import YamlSource
from newsletter.parsing.yaml_editing.writing import YamlWriter


def edit_yaml(source: bytes, edit: Edit, order: Order = ()) -> bytes:
    """Return the document after an edit; ``order`` are the keys of the mapping's model, in whose order a new one goes.

    Raises:
        EditRefusedError: the edit has no meaning here, or cannot be written; the message is for the editor.
        ProblemsFoundError: the document cannot be read as it is.
    """
    return edit_document(source, edit, "document.yaml", order).source


def edit_document(source: bytes, edit: Edit, name: str, order: Order = ()) -> ParsedText:
    """Return a document after an edit with what it was read as, whose ``name`` is what problems call it.

    Raises:
        As ``edit_yaml``.
    """
    return make_edit(_Yaml(name), source, edit, order)


class _Yaml:
    """YAML, as ``newsletter.parsing.proved_edits`` asks for it."""

    replaces = False

    def __init__(self, name: str) -> None:
        self._name = name

    def parse(self, source: bytes) -> ParsedText:
        return _parse(source, self._name)

    def adapt(self, _data: dict[str, object], edit: Edit, /) -> Edit:
        return edit

    def find_changes(self, parsed: ParsedText, edit: Edit, order: Sequence[str]) -> Iterator[TextChange]:
        """Yield the changes that could say an edit: as people write, and then with every text in double quotes."""
        document = _open(parsed.source, self._name)
        if (depth := document.find_alias(edit.path)) is not None:
            after = apply_edit(parsed.data, edit)
            edit = Edit("set", edit.path[:depth], find_value(after, edit.path[:depth]))
        for only_quotes in (False, True):
            try:
                yield from _find_changes(YamlWriter(document, only_quotes), parsed.data, edit, order)
            except EditRefusedError:
                continue

    def explain(self, parsed: ParsedText, edit: Edit) -> str:
        if uses := _count_uses(_open(parsed.source, self._name), edit.path):
            return f"This is written once and used in {uses + 1} places, so it cannot be changed in one of them alone."
        return "This change cannot be written into the file without touching something else. Nothing was changed."


@lru_cache(maxsize=4)  # while one types, each keystroke is an edit of the same document
def _parse(source: bytes, name: str) -> ParsedText:
    read, events = read_yaml_events(source, name)
    if read.problems:
        raise ProblemsFoundError(read.problems)
    return ParsedText(source, read.data, read.text, events, read)


@lru_cache(maxsize=2)  # as above: what is known of the text and the habits of its writers
def _open(source: bytes, name: str) -> YamlSource:
    parsed = _parse(source, name)
    return YamlSource(parsed.text, parsed.events)


def _find_changes(
    writer: YamlWriter, data: dict[str, object], edit: Edit, order: Sequence[str]
) -> Iterator[TextChange]:
    parent = find_value(data, edit.path[:-1])
    if edit.do == "set":
        is_new = find_value(data, edit.path) is MISSING
        yield from add_key(writer, edit.path, edit.value, order) if is_new else set_value(writer, edit.path, edit.value)
    elif edit.do == "delete":
        yield from delete_value(writer, edit.path)
    elif edit.do == "insert" and isinstance(parent, list):
        yield from insert_item(writer, edit.path, edit.value, parent)
    elif edit.do == "move":
        yield from move_item(writer, edit.path, edit.to)


def _count_uses(document: YamlSource, path: DataPath) -> int:
    """Count how often an alias repeats what is at a path, around it or inside it."""
    around = [document.root]
    for step in path:
        names = around[-1].names
        index = step if isinstance(step, int) else names.index(step) if step in names else len(around[-1].children)
        around += around[-1].children[index : index + 1]
    anchors = {node.anchor for node in [*around, *walk(around[-1])] if node.anchor and node.kind != "alias"}
    return sum(node.kind == "alias" and node.anchor in anchors for node in walk(document.root))
