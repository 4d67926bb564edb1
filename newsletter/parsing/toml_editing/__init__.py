"""Edits a TOML document: the lines of what changes, and no other byte; with the proof that ``edit_yaml`` has.

Dates and times are values of their own in TOML: where one is, text that says another replaces it as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time

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
    toml = _Toml()
    if edit.do == "set" and isinstance(edit.value, str):
        before = find_value(toml.parse(source).data, edit.path)
        edit = replace(edit, value=_read_as(before, edit.value))
    return make_edit(toml, source, edit, order)


def _read_as(before: object, text: str) -> object:
    """Return a date or time where a value is one and the text says one; or else the text."""
    with suppress(ValueError):
        for kind in (datetime, date, time):
            if isinstance(before, kind):
                return kind.fromisoformat(text)
    return text


class _Toml:
    """TOML, as ``newsletter.parsing.proved_edits`` asks for it."""

    replaces = True

    def parse(self, source: bytes) -> ParsedText:
        read = read_toml(source, "document.toml")
        if read.problems:
            raise ProblemsFoundError(read.problems)
        return ParsedText(source, read.data, read.text, [])

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
