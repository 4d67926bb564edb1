"""The JSON Schemas by which an editor completes and checks documents while they are typed."""

from __future__ import annotations

import ast
import inspect
import json
from itertools import pairwise

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema, TaggedUnionSchema

from newsletter.documents.models import issue_model, publication_model
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, PLAIN, name_kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DOCUMENTS = ("issue", "publication")


def find_model(document: str, packs: tuple[str, ...]) -> type[BaseModel]:
    """Return the model of ``issue`` or ``publication`` where these packs are used."""
    return {"issue": issue_model, "publication": publication_model}[document](packs)


def write_schema(document: str, packs: tuple[str, ...]) -> str:
    """Return the JSON Schema of ``issue`` or ``publication`` as text, the same on every machine.

    Raises:
        PluginError: a pack cannot be used.
    """
    model = find_model(document, packs)
    schema = {"$schema": DIALECT} | model.model_json_schema(schema_generator=_ForEditors)
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


def _is_written(model: type[BaseModel]) -> bool:
    """Tell whether a model has a source of its own: one that was made for some packs takes its base's name."""
    return model is not BaseModel and model.__name__ != getattr(model.__base__, "__name__", "")


def _read_explanations(model: type[BaseModel]) -> dict[str, str]:
    """Read the docstrings below a model's fields, its bases' among them.

    Pydantic would read them whenever a model is imported, which takes longer than the import itself.
    """
    ours = [part for part in reversed(model.mro()) if issubclass(part, BaseModel) and _is_written(part)]
    trees = [ast.parse(inspect.getsource(part)).body[0] for part in ours]
    pairs = (pair for tree in trees if isinstance(tree, ast.ClassDef) for pair in pairwise(tree.body))
    return {
        field.target.id: str(words.value.value)
        for field, words in pairs
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        and isinstance(words, ast.Expr) and isinstance(words.value, ast.Constant)
    }  # fmt: skip
