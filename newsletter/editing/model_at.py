"""What the models say of a place in a document: its JSON Schema, the order of its keys, how short it may be.

Forms, names and edits ask here; blocks are found by their ``type``, those of third parties' packs too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as make_field
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import AfterValidatorFunctionSchema, ModelSchema, TaggedUnionSchema

from newsletter.documents.dates import PartialDate
from newsletter.documents.languages import name_key
from newsletter.documents.packs import issue_model, publication_model
from newsletter.documents.pictures import Picture
from newsletter.documents.schema import read_explanations
from newsletter.documents.text_kinds import NOT_TRANSLATED, find_role, is_text_check, name_kind
from newsletter.parsing.document import DataPath

Schema: TypeAlias = dict[str, Any]
"""A part of a JSON Schema (2020-12), with what forms need beside it: the keys below."""

ROLE, TEXT_KIND, BLOCKS, SHORT, MODEL = "x-role", "x-text", "x-blocks", "x-short", "x-model"
"""The role of a text; its kind (``text_kinds``); the blocks of a list by type; the key for which a group's value may
stand alone; and the few models that have a control of their own: ``partial-date`` and ``picture``."""

IS_NULLABLE, LANGUAGES = "x-nullable", "x-languages"
"""Whether a value may be left empty; and the keys of a text in several languages, the main one first."""

_OWN_CONTROLS: tuple[tuple[type[BaseModel], str], ...] = ((PartialDate, "partial-date"), (Picture, "picture"))
_KEPT = ("title", "description", "default", ROLE, TEXT_KIND)


class NoSuchPlaceError(LookupError):
    """There is nothing like this in documents of this kind, or the block at the path has no type that is known."""


@dataclass(frozen=True, slots=True)
class DocumentModel:
    """The JSON Schema of one kind of document in a publication, with the definitions it refers to."""

    root: Schema
    tags: tuple[str, ...] = ()
    """The languages of a publication that says every text in each of them, the main one first."""
    _resolved: dict[int, Schema] = make_field(default_factory=dict, repr=False)

    def resolve(self, schema: Schema) -> Schema:
        """Return a part of the schema without references, and the one choice that an editor writes.

        Where a group or a short form of it may be written, that is the group, with the short form's key as ``SHORT``.
        """
        known = self._resolved.get(id(schema))
        if known is None:
            known = self._resolved[id(schema)] = self._offer_languages(self._resolve(schema))
        return known

    def _resolve(self, schema: Schema) -> Schema:
        own = {key: schema[key] for key in _KEPT if key in schema}
        if "$ref" in schema:
            found = self._resolve(self.root["$defs"][schema["$ref"].rpartition("/")[2]])
            nameless = {key: part for key, part in found.items() if key != "title"}  # it is that of a class
            return nameless | {key: part for key, part in own.items() if part or key == "default"}
        if "anyOf" not in schema:
            return schema
        choices = [self._resolve(choice) for choice in schema["anyOf"] if choice.get("type") != "null"]
        is_nullable = len(choices) < len(schema["anyOf"])
        return self._choose(choices) | own | ({IS_NULLABLE: True} if is_nullable else {})

    def _choose(self, choices: list[Schema]) -> Schema:
        groups = [choice for choice in choices if "properties" in choice]
        if groups and len(choices) > 1:
            return groups[0] | {SHORT: _find_short_key(groups[0])}
        lists = [choice for choice in choices if choice.get("type") == "array"]
        kinds = {str(choice.get("type")) for choice in choices}
        is_typed = "string" in kinds and kinds & {"integer", "number"}
        return {**(lists or choices)[0], **({"type": "string", "x-typed": True} if is_typed else {})}

    def _offer_languages(self, schema: Schema) -> Schema:
        is_said = self.tags and schema.get("x-translated") and schema.get(ROLE) not in NOT_TRANSLATED
        return schema | {LANGUAGES: [name_key(tag, self.tags) for tag in self.tags]} if is_said else schema

    def at(self, data: Mapping[str, object], path: DataPath) -> Schema:
        """Return the schema of what is or could be at a path of a document.

        Raises:
            NoSuchPlaceError: no document of this kind has such a place.
        """
        schema: Schema = self.resolve(self.root)
        value: object = data
        for step in path:
            value = _look_up(value, step)
            schema = self.step(schema, step, value)
        return schema

    def step(self, schema: Schema, step: str | int, value: object = None) -> Schema:
        """Return the schema one step further; ``value`` is what is there, for blocks are told apart by it.

        Raises:
            NoSuchPlaceError: there is no such step.
        """
        if isinstance(step, int):
            return self._find_item(schema, value)
        if LANGUAGES in schema and step in schema[LANGUAGES]:
            return {key: part for key, part in schema.items() if key != LANGUAGES}
        inner = schema.get("properties", {}).get(step) or find_values(schema)
        if inner is None:
            raise NoSuchPlaceError(step)
        return self.resolve(inner)

    def _find_item(self, schema: Schema, value: object) -> Schema:
        items = schema.get("items")
        if not isinstance(items, dict):
            raise NoSuchPlaceError(0)
        if BLOCKS not in items:
            return self.resolve(items)
        kind = value.get("type") if isinstance(value, dict) else None
        return self.find_block(items, str(kind))

    def find_block(self, items: Schema, kind: str) -> Schema:
        """Return the schema of the blocks of a type.

        Raises:
            NoSuchPlaceError: no block has this type.
        """
        found = items[BLOCKS].get(kind)
        if found is None:
            raise NoSuchPlaceError(kind)
        return self.resolve(found)

    def order_at(self, data: Mapping[str, object], path: DataPath) -> tuple[str, ...]:
        """Return the keys of the group at a path in the order of its model; none for anything else."""
        return tuple(self._find(data, path).get("properties", ()))

    def short_key(self, data: Mapping[str, object], path: DataPath) -> str:
        """Return for which key of the group at a path a value may stand alone; nothing if it may not."""
        return str(self._find(data, path).get(SHORT, ""))

    def languages(self, data: Mapping[str, object], path: DataPath) -> tuple[str, ...]:
        """Return the keys under which the text at a path can be in several languages, the main one first."""
        return tuple(self._find(data, path).get(LANGUAGES, ()))

    def _find(self, data: Mapping[str, object], path: DataPath) -> Schema:
        try:
            return self.at(data, path)
        except NoSuchPlaceError:
            return {}


@cache
def find_document_model(document: str, packs: tuple[str, ...], tags: tuple[str, ...] = ()) -> DocumentModel:
    """Return the schema of an ``issue`` or a ``publication`` that uses these packs and languages.

    Raises:
        PluginError: a pack cannot be used.
    """
    model = {"issue": issue_model, "publication": publication_model}[document](packs)
    return DocumentModel(model.model_json_schema(schema_generator=_ForForms), tags)


def find_values(schema: Schema) -> Schema | None:
    """Return the schema of the values of a group whose keys are the editor's own, such as a glossary."""
    named = next(iter(schema.get("patternProperties", {}).values()), schema.get("additionalProperties"))
    return named if isinstance(named, dict) else None


def _look_up(value: object, step: str | int) -> object:
    """Return what is one step further in a document, or None."""
    if isinstance(value, Mapping):
        return value.get(step)
    is_in = isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value)
    return value[step] if is_in else None  # type: ignore[index]  # it is a list, and the step a number


def _find_short_key(group: Schema) -> str:
    """Return the key for which a value that stands alone is: the one that the group requires."""
    required = group.get("required", ())
    return str(required[0]) if len(required) == 1 else ""


def _describe(field: FieldInfo) -> Schema:
    """Return the kind and the role of what a field holds."""
    role = find_role(field)
    return {TEXT_KIND: name_kind(field)} | ({ROLE: role.value} if role else {})


class _ForForms(GenerateJsonSchema):
    """Keeps what forms need and JSON Schema has no word for."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        model, explanations = schema["cls"], read_explanations(schema["cls"])
        properties = {
            name: part | {"description": explanations.get(name, "")} | _describe(model.model_fields[name])
            for name, part in made["properties"].items()
        }
        own = next(({MODEL: name} for kind, name in _OWN_CONTROLS if issubclass(model, kind)), {})
        return made | {"properties": properties} | own

    def function_after_schema(self, schema: AfterValidatorFunctionSchema) -> JsonSchemaValue:
        """Mark a field as text for readers, so that it is checked."""
        made = super().function_after_schema(schema)
        return made | {"x-translated": True} if is_text_check(schema["function"]["function"]) else made

    def tagged_union_schema(self, schema: TaggedUnionSchema) -> JsonSchemaValue:
        """Keep the choices by their tags."""
        choices = {str(tag): self.generate_inner(choice) for tag, choice in schema["choices"].items()}
        return {"anyOf": list(choices.values())} if callable(schema["discriminator"]) else {BLOCKS: choices}
