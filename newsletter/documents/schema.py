"""The JSON Schemas by which an editor completes and checks documents while they are typed."""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema, TaggedUnionSchema

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, PLAIN, name_kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[BaseModel]] = {"issue": Issue, "publication": Publication}


def write_schema(name: str) -> str:
    """Return the JSON Schema of ``issue`` or ``publication`` as text, the same on every machine."""
    schema = {"$schema": DIALECT} | MODELS[name].model_json_schema(schema_generator=_ForEditors)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


_MARKUP = {MARKDOWN: " In Markdown.", MARKDOWN_LINE: " One line, in Markdown.", PLAIN: " Plain text."}
"""What an editor may type into a text of each kind."""


class _ForEditors(GenerateJsonSchema):
    """Adds what a person at an editor needs: what each key is for, and that a block begins with its type."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        properties = made["properties"]
        explanations = _read_explanations(schema["cls"])
        fields = schema["cls"].model_fields
        for name in properties.keys() & explanations.keys():
            properties[name]["description"] = f"{explanations[name]}{_MARKUP.get(name_kind(fields[name]), '')}"
        tags = [name for name, value in properties.items() if "const" in value]
        return made | {"required": [*tags, *made.get("required", ())]}

    def tagged_union_schema(self, schema: TaggedUnionSchema) -> JsonSchemaValue:
        """Let the tag choose, so that an unknown one is the only fault that an editor sees.

        With the ``oneOf`` of Pydantic every other key of such a block would be marked as unexpected, too.
        """
        choices = {str(tag): self.generate_inner(choice) for tag, choice in schema["choices"].items()}
        key = str(schema["discriminator"])
        conditions = [{"if": _has(key, tag), "then": chosen} for tag, chosen in choices.items()]
        tags = {"enum": list(choices), "description": "What kind of block this is; it decides which keys may follow."}
        return {"type": "object", "required": [key], "properties": {key: tags}, "allOf": conditions}


def _has(key: str, value: str) -> JsonSchemaValue:
    return {"properties": {key: {"const": value}}, "required": [key]}


def _read_explanations(model: type[BaseModel]) -> dict[str, str]:
    """Read the docstrings below a model's fields, its bases' among them.

    Pydantic would read them whenever a model is imported, which takes longer than the import itself.
    """
    ours = [part for part in reversed(model.mro()) if issubclass(part, BaseModel) and part is not BaseModel]
    trees = [ast.parse(inspect.getsource(part)).body[0] for part in ours]
    pairs = (pair for tree in trees if isinstance(tree, ast.ClassDef) for pair in pairwise(tree.body))
    return {
        field.target.id: str(words.value.value)
        for field, words in pairs
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        and isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant)
    }  # fmt: skip
