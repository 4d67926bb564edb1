"""Dates and times of settings as TOML has them: a form says all of them as text, and the model says which are dates."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

from newsletter.documents.dates import PATTERNS
from newsletter.editing.model_at import DocumentModel, NoSuchPlaceError, Schema
from newsletter.parsing.edits import Edit

_READERS = {"day": date.fromisoformat, "moment": datetime.fromisoformat}


def read_dates(model: DocumentModel, data: Mapping[str, object], edit: Edit) -> Edit:
    """Return an edit of settings whose texts are dates and times where the model has such."""
    if edit.do not in ("set", "insert"):
        return edit
    try:
        schema = model.at(data, edit.path)
    except NoSuchPlaceError:
        return edit
    return replace(edit, value=_read(model, schema, edit.value))


def _read(model: DocumentModel, schema: Schema, value: object) -> object:
    if isinstance(value, dict):
        return {key: _read_inner(model, schema, key, inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_read_inner(model, schema, index, inner) for index, inner in enumerate(value)]
    reader = _READERS.get(PATTERNS.get(str(schema.get("pattern", "")), ""))
    if reader and isinstance(value, str):
        with suppress(ValueError):  # the model says what is wrong with it
            return reader(value)
    return value


def _read_inner(model: DocumentModel, schema: Schema, step: str | int, value: object) -> object:
    try:
        return _read(model, model.step(schema, step, value), value)
    except NoSuchPlaceError:
        return value
