"""Edits a TOML document: the lines of what changes, and no other byte; with the proof that ``edit_yaml`` has.

Dates and times are values of their own in TOML: where one is, text that says another replaces it as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from itertools import zip_longest

from newsletter.errors import ProblemsFoundError
from newsletter.parsing.edits import MISSING, Edit, find_value
from newsletter.parsing.lines import TextChange
from newsletter.parsing.proved_edits import Order, ParsedText, make_edit
from newsletter.parsing.toml import read_toml
from newsletter.parsing.toml_editing.arranging import delete_value, insert_item, move_item
from newsletter.parsing.toml_editing.setting import add_key, set_value
from newsletter.parsing.toml_editing.source import TomlSource


def edit_toml(source: bytes, edit: Edit, order: Order = ()) -> bytes:
    """Return the document after an edit; ``order`` are the keys of the table's model, in whose order a new one goes.

    Raises:
        EditRefusedError: the edit has no meaning here, or cannot be written; the message is for the editor.
        ProblemsFoundError: the document cannot be read as it is.
    """
    return make_edit(_Toml(), source, edit, order).source


def _read_as(before: object, value: object) -> object:
    """Return a value with dates and times where those that it replaces are some, and its texts say others."""
    if isinstance(before, dict) and isinstance(value, dict):
        return {key: _read_as(before.get(key), inner) for key, inner in value.items()}
    if isinstance(before, list) and isinstance(value, list):
        return [_read_as(one, inner) for one, inner in zip_longest(before[: len(value)], value)]
    with suppress(ValueError):
        kind = next((kind for kind in (datetime, date, time) if isinstance(before, kind)), None)
        if kind and isinstance(value, str):
            return kind.fromisoformat(value)
    return value


class _Toml:
    """TOML, as ``newsletter.parsing.proved_edits`` asks for it."""

    replaces = True

    def parse(self, source: bytes) -> ParsedText:
        read = read_toml(source, "document.toml")
        if read.problems:
            raise ProblemsFoundError(read.problems)
        return ParsedText(source, read.data, read.text, [])

    def adapt(self, data: dict[str, object], edit: Edit) -> Edit:
        if edit.do != "set":
            return edit
        return replace(edit, value=_read_as(find_value(data, edit.path), edit.value))

    def find_changes(self, parsed: ParsedText, edit: Edit, order: Sequence[str]) -> Iterator[TextChange]:
        source = TomlSource(parsed.text)
        if edit.do == "set" and find_value(parsed.data, edit.path) is MISSING:
            yield from add_key(source, edit.path, edit.value, order)
        elif edit.do == "set":
            yield from set_value(source, edit.path, edit.value)
        elif edit.do == "delete":
            yield from delete_value(source, edit.path)
        elif edit.do == "insert":
            yield from insert_item(source, edit.path, edit.value)
        else:
            yield from move_item(source, edit.path, edit.to)

    def explain(self, _parsed: ParsedText, edit: Edit, /) -> str:
        if _holds_nothing(edit.value) and edit.do in ("set", "insert"):
            return "This file cannot say that there is no value. Delete the entry instead."
        return "This change cannot be written into the file without touching something else. Nothing was changed."


def _holds_nothing(value: object) -> bool:
    if isinstance(value, (dict, list)):
        return any(map(_holds_nothing, value.values() if isinstance(value, dict) else value))
    return value is None
