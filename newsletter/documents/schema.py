"""The JSON Schemas with which editors complete and validate documents as you type."""

from __future__ import annotations

import ast
import inspect
import json
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import AfterValidatorFunctionSchema, ModelSchema, TaggedUnionSchema

from newsletter.documents.languages import OF, name_key
from newsletter.documents.packs import issue_model, publication_model
from newsletter.documents.responses import ResponseList
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, PLAIN, is_text_check, name_kind
from newsletter.documents.year_report import YearReportDocument

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS = ("issue", "publication", "report", "responses")


_WITHOUT_PACKS: dict[str, type[BaseModel]] = {"report": YearReportDocument, "responses": ResponseList}


def find_model(document: str, packs: tuple[str, ...]) -> type[BaseModel]:
    """Return the model of one of the ``DOCUMENTS`` for a publication with these packs."""
    if document in _WITHOUT_PACKS:
        return _WITHOUT_PACKS[document]
    return {"issue": issue_model, "publication": publication_model}[document](packs)


@cache
def write_schema(document: str, packs: tuple[str, ...], tags: tuple[str, ...] = ()) -> str:
    """Return the JSON Schema of one of the ``DOCUMENTS`` as text, the same on every machine.

    Where a publication has several languages, ``tags``, a text may be said in each of them.

    Raises:
        PluginError: a pack cannot be used.
    """
    model = find_model(document, packs)
    schema = {"$schema": DIALECT} | model.model_json_schema(schema_generator=_ForEditors)
    schema = _offer_languages(schema, () if document == "responses" else tags)  # what was answered is in one language
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


_IS_TEXT = "x-text"
"""Marks what readers see while a schema is made; nothing that is written has it."""


def _offer_languages(schema: Any, tags: tuple[str, ...]) -> Any:  # noqa: ANN401  # any part of a schema
    """Return a part of a schema in which every text may also be a group of texts, one for each language."""
    if isinstance(schema, list):
        return [_offer_languages(part, tags) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _offer_languages(part, tags) for key, part in schema.items() if key != _IS_TEXT}
    if not tags or _IS_TEXT not in schema:
        return made
    around = {key: made.pop(key) for key in ("description", "default", "title") if key in made}
    each = {name_key(tag, tags): made for tag in tags} | {OF: _DIGEST}
    group = {"type": "object", "properties": each, "minProperties": 1, "additionalProperties": False}
    return {"anyOf": [made, group], **around}


_DIGEST = {
    "description": "The digest of the text that the others translate: newsletter check --fix writes it.",
    "type": ["string", "integer"],
}
_MARKUP = {MARKDOWN: " In Markdown.", MARKDOWN_LINE: " One line, in Markdown.", PLAIN: " Plain text."}
"""The end of the description of a field of each kind of text."""


class _ForEditors(GenerateJsonSchema):
    """Adds the description of each key, and requires the type of each block."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        properties = made["properties"]
        explanations = read_explanations(schema["cls"])
        fields = schema["cls"].model_fields
        for name in properties.keys() & explanations.keys():
            properties[name]["description"] = f"{explanations[name]}{_MARKUP.get(name_kind(fields[name]), '')}"
        tags = [name for name, value in properties.items() if "const" in value]
        return made | {"required": [*tags, *made.get("required", ())]}

    def function_after_schema(self, schema: AfterValidatorFunctionSchema) -> JsonSchemaValue:
        """Mark a field as text for readers, so that it is checked."""
        made = super().function_after_schema(schema)
        return made | {_IS_TEXT: True} if is_text_check(schema["function"]["function"]) else made

    def tagged_union_schema(self, schema: TaggedUnionSchema) -> JsonSchemaValue:
        """Let the tag select the schema, so that an unknown tag is the only error that an editor shows.

        With Pydantic's ``oneOf``, every other key of the block would be marked as unexpected too.
        """
        if callable(schema["discriminator"]):  # the choices are told apart by a function, not by a key
            return {"anyOf": [self.generate_inner(choice) for choice in schema["choices"].values()]}
        choices = {str(tag): self.generate_inner(choice) for tag, choice in schema["choices"].items()}
        key = str(schema["discriminator"])
        conditions = [{"if": _has(key, tag), "then": chosen} for tag, chosen in choices.items()]
        tags = {"enum": list(choices), "description": "The type of this block; it decides which keys may follow."}
        return {"type": "object", "required": [key], "properties": {key: tags}, "allOf": conditions}


def _has(key: str, value: str) -> JsonSchemaValue:
    return {"properties": {key: {"const": value}}, "required": [key]}


def _is_written(model: type[BaseModel]) -> bool:
    """Return whether a model has source code: one made for some packs has the name of its base."""
    return model is not BaseModel and model.__name__ != getattr(model.__base__, "__name__", "")


_PARSING = Lock()
"""Held while source is parsed: two threads that do that at once break off a parse (python/cpython#106905)."""


def read_explanations(model: type[BaseModel]) -> dict[str, str]:
    """Return the docstrings of a model's fields, including inherited ones.

    Pydantic would parse them at every import, which takes longer than the import itself.
    """
    ours = [part for part in reversed(model.mro()) if issubclass(part, BaseModel) and _is_written(part)]
    return {name: words for part in ours for name, words in read_own_explanations(part)}


@cache
def read_own_explanations(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Return the fields that a model itself defines, each with its docstring; kept, since other models inherit them."""
    with _PARSING:
        trees = ast.parse(inspect.getsource(model)).body
    pairs = (pair for tree in trees if isinstance(tree, ast.ClassDef) for pair in pairwise(tree.body))
    return tuple(
        (field.target.id, str(words.value.value))
        for field, words in pairs
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        and isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant)
    )  # fmt: skip
