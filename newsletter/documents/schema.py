"""The JSON Schemas by which an editor completes and checks documents while they are typed."""

from __future__ import annotations

import json

from pydantic import BaseModel

from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MODELS: dict[str, type[BaseModel]] = {"issue": Issue, "publication": Publication}


def write_schema(name: str) -> str:
    """Return the JSON Schema of ``issue`` or ``publication`` as text, the same on every machine."""
    schema = {"$schema": DIALECT} | MODELS[name].model_json_schema()
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
