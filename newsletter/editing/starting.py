"""What a new block, list item or group begins with: words to be filled in, and as few facts as its model allows.

Words are placeholders such as ``[add title]``, which the checks find and which stop an issue from being sent; so
nothing that nobody wrote can go out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from newsletter.documents.blocks import Block
from newsletter.documents.dates import PATTERNS
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, PLAIN, URL
from newsletter.editing.field_words import name_field
from newsletter.editing.model_at import BLOCKS, SHORT, TEXT_KIND, DocumentModel, NoSuchPlaceError, Schema
from newsletter.parsing.yaml import read_yaml
from newsletter.scaffolding.draft import make_id

_WORDS = frozenset({MARKDOWN, MARKDOWN_LINE, PLAIN})
_LONGEST_LABEL = 34
_NO_LINK = "https://example.org/"
_NO_FILE = "images/to-be-added.jpg"


def start_value(model: DocumentModel, schema: Schema, today: date, key: str = "words") -> Any:  # noqa: ANN401  # plain data
    """Return the least that may be at a place; ``schema`` is resolved, and ``key`` what the value is called."""
    if "properties" in schema:
        made = _start_group(model, schema, today)
        return made[schema[SHORT]] if schema.get(SHORT) else made
    if schema.get("type") == "array":
        return _start_list(model, schema, today, key)
    return _start_scalar(schema, today, key)


def _start_scalar(schema: Schema, today: date, key: str) -> Any:  # noqa: ANN401  # plain data
    if "enum" in schema:
        return schema.get("default") or schema["enum"][-1]  # the last is often the one for anything else
    match schema.get("type"):
        case "integer" | "number":
            return today.year if key == "year" else max(schema.get("minimum", 0), schema.get("default") or 0)
        case "boolean":
            return bool(schema.get("default"))
        case "object":
            return {}
        case _:
            return schema.get("const") or _start_text(schema, today, key)


def _start_group(model: DocumentModel, schema: Schema, today: date) -> dict[str, object]:
    required = schema.get("required", ())
    parts = {key: model.resolve(part) for key, part in schema["properties"].items()}
    chosen = {key: part for key, part in parts.items() if key in required or (key == "type" and "const" in part)}
    made = {key: start_value(model, part, today, key) for key, part in chosen.items()}
    if "id" in made and "title" in made:
        made["id"] = make_id(made["title"])
    return made


def _start_list(model: DocumentModel, schema: Schema, today: date, key: str) -> list[object]:
    items = schema.get("items", {})
    if BLOCKS in items:
        return [start_value(model, model.find_block(items, "text"), today)]
    one = model.resolve(items)
    return [start_value(model, one, today, key) for _ in range(schema.get("minItems", 0) or 1)]


def _start_text(schema: Schema, today: date, key: str) -> str:
    pattern = str(schema.get("pattern", ""))
    if form := PATTERNS.get(pattern):
        return f"{today}T09:00:00+00:00" if form == "moment" else str(today)
    if schema.get(TEXT_KIND) == URL or "https" in pattern:
        return _NO_LINK
    if pattern.startswith("^images/"):
        return _NO_FILE
    if pattern.startswith("^[a-z0-9]+"):
        return "to-be-named"
    return name_placeholder(key, schema)


def name_placeholder(key: str, schema: Schema) -> str:
    """Return the words in place of a text that is still to be written: ``[add title]``."""
    label = name_field(key, schema)
    label = label[:1].lower() + label[1:]
    return f"[add {label}]" if len(label) <= _LONGEST_LABEL else "[add words]"


def read_example(block: type[Block], day: date) -> dict[str, Any]:
    """Return the example of a block as data, with days in the month of ``day``; nothing if it has none."""
    written = block.example.strip("\n").replace("MONTH", f"{day:%Y-%m}")
    blocks = read_yaml(f"blocks:\n{written}\n".encode(), "example").data.get("blocks") if written else None
    return dict(blocks[0]) if isinstance(blocks, list) and blocks and isinstance(blocks[0], dict) else {}


def start_block(model: DocumentModel, block: type[Block], schema: Schema, day: date) -> dict[str, Any]:
    """Return a new block: what it must have, and from its example the texts and lists that it usually has."""
    example = read_example(block, day)
    fullest = _follow_example(model, schema, example, day)
    least = _start_group(model, schema, day)
    return next((made for made in (fullest, least) if _is_valid(block, made)), example or least)


def _follow_example(model: DocumentModel, schema: Schema, example: Mapping[str, Any], day: date) -> dict[str, Any]:
    made = _start_group(model, schema, day)
    for key, value in example.items():
        try:
            part = model.step(schema, key)
        except NoSuchPlaceError:
            continue
        is_usual = isinstance(value, list | dict) or part.get(TEXT_KIND) in _WORDS
        if key not in made and is_usual:
            made[key] = start_value(model, part, day, key)
        elif _is_fact(made.get(key)) and not isinstance(value, list | dict) and key != "id":
            made[key] = value
    return {key: made[key] for key in (*example, *made) if key in made}


def _is_fact(value: object) -> bool:
    """Return whether a new value is anything but words to be filled in, so that the example's is as good."""
    return value is not None and not str(value).startswith("[add ")


def _is_valid(block: type[Block], data: Mapping[str, Any]) -> bool:
    try:
        block.model_validate(dict(data))
    except ValidationError:
        return False
    return True
