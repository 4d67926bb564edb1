"""Makes the controls of a form from the model of a place in a document and what is there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from typing import Any

from newsletter.documents.dates import MONTHS, PATTERNS
from newsletter.documents.text_kinds import MARKDOWN, PLAIN, URL, Role
from newsletter.documents.values import LONGEST_SENTENCE
from newsletter.editing.field_words import capitalise, explain_field, name_choices, name_field
from newsletter.editing.model_at import (
    IS_NULLABLE,
    LANGUAGES,
    MODEL,
    ROLE,
    SHORT,
    TEXT_KIND,
    DocumentModel,
    Schema,
    find_values,
)
from newsletter.editing.starting import start_value
from newsletter.languages.names import name_language
from newsletter.parsing.document import DataPath, format_path
from newsletter.preview.forms.controls import Choice, Control, ControlPlace, Vocabularies
from newsletter.preview.forms.date_inputs import MOMENTS, split_moment

FEW = 5
"""Choices that are shown side by side; more are a list to choose from."""

SHORT_LIST = 3
"""Items of a list that are shown at once; of more, each is folded below its first words."""

NOT_GIVEN = "Not given"
_DERIVED = frozenset({"type", "id", "blocks", "period"})
"""Keys that nobody types: they have a place of their own on the page, or are made from other words."""

_LONGEST_NAME = 40


@dataclass(slots=True)
class FormBuilder:
    """What the controls of one form share; ``problems`` are the sentences about each path."""

    model: DocumentModel
    vocabularies: Vocabularies
    today: date
    problems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def build_fields(
        self, schema: Schema, value: object, path: DataPath, keys: Sequence[str] | None = None
    ) -> tuple[Control, ...]:
        """Return a control for each key of a group, or for those that are named, in their order."""
        values = value if isinstance(value, Mapping) else {schema.get(SHORT, ""): value}
        needed, parts = schema.get("required", ()), schema["properties"]
        return tuple(
            self.build(part, values.get(key), (*path, key), key in needed)
            for key, part in ((key, parts[key]) for key in (parts if keys is None else keys) if key in parts)
            if key not in _DERIVED and part.get(ROLE) != Role.PLACE
        )

    def build(self, part: Schema, value: object, path: DataPath, is_needed: bool = False) -> Control:  # noqa: FBT001, FBT002  # as its model says
        """Return the control of one field."""
        schema = self.model.resolve(part)
        key = str(path[-1])
        is_needed = is_needed and not schema.get(IS_NULLABLE)
        place = self._place(path, name_field(key, schema), explain_field(schema), is_needed)
        return self._build(schema, value, place)

    def _place(self, path: DataPath, label: str, words: str = "", is_needed: bool = False) -> ControlPlace:  # noqa: FBT001, FBT002  # as its model says
        problems = self.problems.get(format_path(path), ()) if self.problems else ()
        return ControlPlace(next(self._numbers), path, label, words, is_needed, problems)

    def _build(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        make = _BY_MODEL.get(schema.get(MODEL, "")) or self._find_maker(schema)
        return make(self, schema, value, place)

    def _find_maker(self, schema: Schema) -> _Maker:
        if LANGUAGES in schema:
            return FormBuilder.build_languages
        if "enum" in schema or "const" in schema:
            return FormBuilder.build_choice
        if "properties" in schema:
            return FormBuilder.build_group
        if find_values(schema):
            return FormBuilder.build_named
        return _BY_TYPE.get(str(schema.get("type")), FormBuilder.build_text)

    def build_choice(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return radio buttons, or a list where there are many choices."""
        default = schema.get("default")
        chosen = default if value is None else value
        choices = [Choice(json.dumps(one), words, one == chosen) for one, words in name_choices(schema)]
        if default is None and not place.is_needed:
            choices = [Choice("", NOT_GIVEN, chosen is None), *choices]
        kind = "radios" if len(choices) <= FEW + (default is None) else "select"
        return Control(
            kind, place, value, default=json.dumps(default), choices=tuple(choices), is_there=value is not None
        )

    def build_text(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return a line or a box for words, or the inputs of a date."""
        if form := PATTERNS.get(str(schema.get("pattern"))):
            return _build_moment(form, value, place)
        if schema.get(ROLE) in self.vocabularies:
            return self._build_term(schema[ROLE], value, place)
        shown = "" if value is None else str(value)
        is_long = schema.get(TEXT_KIND) == MARKDOWN or schema.get("maxLength", 0) >= LONGEST_SENTENCE
        kind = "area" if (is_long and schema.get(TEXT_KIND) != URL) or "\n" in shown else "line"
        how = {"type": "url" if schema.get(TEXT_KIND) == URL else "text"} if kind == "line" else {}
        limits = {"maxlength": str(schema["maxLength"])} if "maxLength" in schema else {}
        is_number = schema.get("x-typed") and not isinstance(value, str)
        reads = "typed" if is_number else "text" if kind == "line" or schema.get(TEXT_KIND) == PLAIN else "lines"
        return Control(kind, place, shown, reads=reads, attributes=tuple((how | limits).items()))

    def _build_term(self, role: str, value: object, place: ControlPlace) -> Control:
        """Return a list from which one word of a vocabulary is chosen."""
        terms = [(term.id, term.words) for term in self.vocabularies[role]]
        unknown = [(str(value), str(value))] if value is not None and value not in dict(terms) else []
        choices = [Choice(json.dumps(one), words, one == value) for one, words in (*unknown, *terms)]
        return Control("select", place, value, choices=(Choice("", NOT_GIVEN, value is None), *choices))

    def build_number(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return an input for a number within the limits of its model."""
        limits = {"min": schema.get("minimum"), "max": schema.get("maximum")}
        given = [(name, str(limit)) for name, limit in limits.items() if limit is not None]
        step = [] if schema["type"] == "integer" else [("step", "any")]
        default = schema.get("default")
        hint = [("placeholder", str(default))] if default is not None else []
        shown = "" if value is None else str(value)
        return Control("number", place, shown, attributes=(*given, *step, *hint), is_there=value is not None)

    def build_check(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return a box to tick."""
        default = bool(schema.get("default"))
        return Control("check", place, default if value is None else value is True, default=json.dumps(default))

    def build_group(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return the controls of a group; one that is not there yet is folded, and is made when it is filled."""
        parts = self.build_fields(schema, value, place.path)
        is_there = value is not None or place.is_needed
        return Control("group", place, parts=parts, is_there=is_there, source=name_picture(schema, value))

    def build_partial_date(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return a year, and beside it a month or a season in words, or neither."""
        given = value if isinstance(value, Mapping) else {}
        year = self.build(schema["properties"]["year"], given.get("year"), (*place.path, "year"), place.is_needed)
        seasons = self.model.resolve(schema["properties"]["season"])["enum"]
        offered = [({}, "The year alone"), *(({"month": n}, name) for n, name in enumerate(MONTHS, 1))]
        offered += [({"season": season}, capitalise(season)) for season in seasons]
        chosen = {key: given[key] for key in ("month", "season") if given.get(key) is not None}
        choices = tuple(Choice(json.dumps(one), words, one == chosen) for one, words in offered)
        within = Control("either", self._place(place.path, "Month or season"), choices=choices)
        return Control("group", place, parts=(year, within), is_there=value is not None or place.is_needed)

    def build_languages(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return one control for each language of a text."""
        tags = schema[LANGUAGES]
        texts = value if isinstance(value, Mapping) else {tags[0]: value}
        alone = {key: part for key, part in schema.items() if key != LANGUAGES}
        parts = tuple(
            self._build(
                alone, texts.get(tag), replace(self._place((*place.path, tag), f"{place.label} ({name_language(tag)})"))
            )
            for tag in tags
        )
        return Control("group", place, parts=parts)

    def build_list(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return the items of a list with what moves and deletes them, or the vocabulary that it chooses from."""
        if schema.get(ROLE) in self.vocabularies:
            return self._build_vocabulary(schema[ROLE], value, place)
        items: Schema = self.model.resolve(schema["items"])
        rows = value if isinstance(value, list) else []
        if items.get("type") == "array":
            return self._build_table(items, rows, place)
        start = start_value(self.model, items, self.today)
        built = (self._build_row(items, row, place, n) for n, row in enumerate(rows))
        is_short = len(rows) <= SHORT_LIST
        parts = tuple(replace(row, is_there=is_short or bool(row.place.problems)) for row in built)
        is_full = len(rows) >= schema.get("maxItems", len(rows) + 1)
        return Control("list", place, parts=parts, start="" if is_full else json.dumps(start))

    def _build_row(self, items: Schema, value: object, place: ControlPlace, number: int) -> Control:
        path, name = (*place.path, number), f"{place.label} {number + 1}"
        if "properties" not in items:
            return self._build(items, value, self._place(path, name, is_needed=True))
        given = value if isinstance(value, Mapping) else {items.get(SHORT, ""): value}
        keys = [key for key in items["properties"] if key in items.get("required", ()) or given.get(key) is not None]
        rest = [key for key in items["properties"] if key not in keys]
        row = self._place(path, _name_row(given, name))
        shown, more = (self.build_fields(items, value, path, chosen) for chosen in (keys, rest))
        return Control("row", row, parts=shown, more=more)

    def _build_table(self, items: Schema, rows: Sequence[object], place: ControlPlace) -> Control:
        """Return a grid of inputs for a list of lists."""
        cell = self.model.resolve(items["items"])
        lines = [row if isinstance(row, list) else [] for row in rows]
        width = max(map(len, lines), default=2)
        parts = tuple(
            Control(
                "cells", self._place((*place.path, n), f"Row {n + 1}"), parts=self._build_cells(cell, line, place, n)
            )
            for n, line in enumerate([*line, *[None] * (width - len(line))] for line in lines)
        )
        return Control("table", place, parts=parts, start=json.dumps([""] * width))

    def _build_cells(self, cell: Schema, line: Sequence[object], place: ControlPlace, row: int) -> tuple[Control, ...]:
        places = (self._place((*place.path, row, n), f"Row {row + 1}, column {n + 1}") for n in range(len(line)))
        return tuple(replace(self._build(cell, one, at), kind="cell") for one, at in zip(line, places, strict=True))

    def _build_vocabulary(self, role: str, value: object, place: ControlPlace) -> Control:
        given = value if isinstance(value, list) else []
        known = {term.id: term.words for term in self.vocabularies[role]}
        chosen = tuple(Choice(str(one), known.get(str(one), str(one)), is_chosen=True) for one in given)
        return Control("vocabulary", place, choices=chosen, source=role)

    def build_named(self, schema: Schema, value: object, place: ControlPlace) -> Control:
        """Return the entries of a group whose names are the editor's own: a glossary, or themes."""
        given = value if isinstance(value, Mapping) else {}
        values = self.model.resolve(find_values(schema) or {})
        if "properties" in values:
            parts = tuple(self._build_entry(values, one, (*place.path, name), name) for name, one in given.items())
            return Control("named", place, parts=parts, start=json.dumps(start_value(self.model, values, self.today)))
        pairs = [(name, one) for name, one in given.items() if isinstance(one, str | int | float)]
        return Control("pairs", place, value=tuple((name, str(one)) for name, one in pairs))

    def _build_entry(self, schema: Schema, value: object, path: DataPath, name: str) -> Control:
        given = value if isinstance(value, Mapping) else {}
        parts = self.build_fields(schema, value, path)
        return Control("row", self._place(path, _name_row(given, name)), parts=parts)


_Maker = Callable[[FormBuilder, Schema, Any, ControlPlace], Control]
_BY_MODEL: Mapping[str, _Maker] = {"partial-date": FormBuilder.build_partial_date}
_BY_TYPE: Mapping[str, _Maker] = {
    "boolean": FormBuilder.build_check,
    "integer": FormBuilder.build_number,
    "number": FormBuilder.build_number,
    "array": FormBuilder.build_list,
}


def name_picture(schema: Schema, value: object) -> str:
    """Return ``picture`` for a group that is one, and ``no picture`` where it has no file yet: a panel changes both."""
    has_file = isinstance(value, Mapping) and bool(value.get("file"))
    if schema.get(MODEL) != "picture":
        return ""
    return "picture" if has_file else "no picture"


def _build_moment(form: str, value: object, place: ControlPlace) -> Control:
    """Return the inputs of a day or a time; one that they cannot show is a line."""
    shown = split_moment(form, value)
    if shown is None:
        return Control("line", place, str(value), attributes=(("type", "text"),))
    return Control("moment", place, shown, attributes=(("data-form", form),), source=MOMENTS[form])


def _name_row(given: Mapping[str, object], name: str) -> str:
    """Return what an item of a list is known by: its own first words after its number."""
    words = next((str(given[key]) for key in ("label", "name", "title", "text") if given.get(key)), "")
    short = words if len(words) <= _LONGEST_NAME else f"{words[:_LONGEST_NAME].rstrip()}…"
    return f"{name}: {short}" if short else name
