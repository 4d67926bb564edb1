"""Follow the path that Pydantic gives an error through the schema that it checked.

Pydantic's path holds more than the document does: the tag or the name of the union's member that it tried. Only the
schema tells such a step from a key of the same name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from newsletter.parsing.document import DataPath

Location: TypeAlias = tuple[int | str, ...]
"""Pydantic's ``loc``."""

Schema: TypeAlias = dict[str, Any]
"""A core schema of ``pydantic_core``; empty where anything goes."""

_OF_KEY = "[key]"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an error is: its path in the document, and which words the model knows around it."""

    path: DataPath
    is_key: bool
    _parent: Schema
    _schema: Schema

    @property
    def sibling_keys(self) -> tuple[str, ...]:
        """The keys that may stand beside the last step of the path."""
        return tuple(self._parent.get("fields", ()))

    @property
    def inner_keys(self) -> tuple[str, ...]:
        """The keys that must stand below the path."""
        fields: dict[str, Schema] = self._schema.get("fields", {})
        return tuple(name for name, field in fields.items() if field["schema"]["type"] != "default")

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that may stand there, or that tell the members of a union apart; empty where any may."""
        words = self._schema.get("expected") or self._schema.get("choices", ())
        return tuple(word for word in words if isinstance(word, str))


class ModelMap:
    """Finds the way through one model."""

    def __init__(self, model: type[BaseModel]) -> None:
        schema: Schema = dict(model.__pydantic_core_schema__)
        self._definitions: dict[str, Schema] = {inner["ref"]: inner for inner in schema.get("definitions", ())}
        self._root = self._unwrap(schema)

    def locate(self, location: Location) -> Spot:
        """Find the place in the document that an error's ``loc`` means."""
        path: list[str | int] = []
        is_key = False
        parent: Schema = {}
        schema = self._root
        for step in location:
            if "choices" in schema:
                schema = self._unwrap(_choose(schema, step))
            elif step == _OF_KEY and parent.get("type") == "dict":
                is_key = True
            else:
                path.append(step)
                parent, schema = schema, self._unwrap(_step_into(schema, step))
        return Spot(tuple(path), is_key, parent, schema)

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
