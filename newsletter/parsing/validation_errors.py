"""Pydantic's errors with their locations in the document. Says where, not what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from newsletter.errors import Location
from newsletter.parsing.document import DataPath, Document, format_path
from newsletter.parsing.locate import locate_words

ErrorPath: TypeAlias = tuple[int | str, ...]
"""Pydantic's ``loc``."""

Schema: TypeAlias = dict[str, Any]
"""A core schema of ``pydantic_core``; empty where anything goes."""

_OF_KEY = "[key]"


@dataclass(frozen=True, slots=True)
class SchemaLocation:
    """Where an error is: its path in the document, and which words the model knows around it."""

    path: DataPath
    is_key: bool
    _parent: Schema
    _schema: Schema

    @property
    def sibling_keys(self) -> tuple[str, ...]:
        """The keys that may be beside the last step of the path."""
        return tuple(self._parent.get("fields", ()))

    @property
    def inner_keys(self) -> tuple[str, ...]:
        """The keys that must be below the path."""
        fields: dict[str, Schema] = self._schema.get("fields", {})
        return tuple(name for name, field in fields.items() if field["schema"]["type"] != "default")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that may be there, or that distinguish the members of a union; empty where any may."""
        words = self._schema.get("expected") or self._schema.get("choices", ())
        return tuple(word for word in words if isinstance(word, str))


@dataclass(frozen=True)
class Fault:
    """One of Pydantic's errors: its kind, the value it is about, and its location in the document."""

    kind: str
    message: str
    value: object
    context: Mapping[str, Any]
    path: DataPath
    schema_location: SchemaLocation
    document: Document

    @cached_property
    def place(self) -> Location:
        """Where the words at fault begin, if the error names some; else where the value or key begins."""
        words = str(self.context.get("words", ""))
        return locate_words(self.document, self.path, words) if words else self._start

    @property
    def _start(self) -> Location:
        is_key = self.schema_location.is_key or self.kind == "extra_forbidden"
        return self.document.key_location_of(self.path) if is_key else self.document.location_of(self.path)

    @property
    def order(self) -> tuple[Location, str]:
        """What to sort by: reading order."""
        return self._start, format_path(self.path)

    @property
    def name(self) -> str:
        """The last key of the path."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def free_keys(self) -> tuple[str, ...]:
        """The keys that could be beside the last one of the path, and are not."""
        keys = self.schema_location.sibling_keys
        return tuple(key for key in keys if not self.document.holds((*self.path[:-1], key)))


def find_faults(error: ValidationError, model: type[BaseModel], document: Document) -> list[Fault]:
    """Find where each of Pydantic's errors is, in reading order."""
    schema_map = _SchemaMap(model)
    faults = [_find(details, schema_map, document) for details in error.errors(include_url=False)]
    return sorted(faults, key=lambda fault: fault.order)


def _find(details: ErrorDetails, schema_map: _SchemaMap, document: Document) -> Fault:
    location = schema_map.locate(details["loc"])
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    path = location.path
    if tag_key := context.get("discriminator", "").strip("'"):
        path = (*path, tag_key)
        value = value.get(tag_key) if "tag" in context else value
    elif kind != "missing":
        path = _held_by(document, path)
    return Fault(kind, details["msg"], value, context, path, location, document)


def _held_by(document: Document, path: DataPath) -> DataPath:
    """Cut off steps that a shorthand added: an item written as bare text is short for a group with one key."""
    while path and not document.holds(path):
        path = path[:-1]
    return path


class _SchemaMap:
    """Follows errors through the schema of one model.

    Pydantic's path holds more than the document does: the tag or the name of the union's member that it tried. Only the
    schema tells such a step from a key of the same name.
    """

    def __init__(self, model: type[BaseModel]) -> None:
        schema: Schema = dict(model.__pydantic_core_schema__)
        self._definitions: dict[str, Schema] = {inner["ref"]: inner for inner in schema.get("definitions", ())}
        self._root = self._unwrap(schema)

    def locate(self, error_path: ErrorPath) -> SchemaLocation:
        """Find the place in the document that an error means."""
        path: list[str | int] = []
        is_key = False
        parent: Schema = {}
        schema = self._root
        for step in error_path:
            if "choices" in schema:
                schema = self._unwrap(_choose(schema, step))
            elif step == _OF_KEY and parent.get("type") == "dict":
                is_key = True
            else:
                path.append(step)
                parent, schema = schema, self._unwrap(_step_into(schema, step))
        return SchemaLocation(tuple(path), is_key, parent, schema)

    def _unwrap(self, schema: Schema) -> Schema:
        """Leave out validators, defaults and references around what a schema is about."""
        while True:
            if "schema_ref" in schema:
                schema = self._definitions[schema["schema_ref"]]
            elif "schema" in schema:
                schema = schema["schema"]
            else:
                return schema


def _step_into(schema: Schema, step: int | str) -> Schema:
    found: Schema | list[Schema]
    if "fields" in schema:
        found = schema["fields"].get(step, {})
    elif schema.get("type") == "dict":
        found = schema.get("values_schema", {})
    else:
        found = schema.get("items_schema", {})
    return found[0] if isinstance(found, list) else found


def _choose(union: Schema, label: int | str) -> Schema:
    members: dict[int | str, Schema] | list[Schema] = union["choices"]
    return members.get(label, {}) if isinstance(members, dict) else {}
