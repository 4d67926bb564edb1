"""Pydantic's errors with their places in the document. Says where, not what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from newsletter.errors import Location
from newsletter.parsing.document import DataPath, Document, write_path
from newsletter.parsing.locate import place_words
from newsletter.parsing.schema_paths import ModelMap, Spot


@dataclass(frozen=True)
class Fault:
    """One of Pydantic's errors: its kind, the value it is about, and where in the document that stands."""

    kind: str
    message: str
    value: object
    context: Mapping[str, Any]
    path: DataPath
    spot: Spot
    document: Document

    @cached_property
    def place(self) -> Location:
        """Where the words at fault stand, if the error names some; else where the value or key begins."""
        words = str(self.context.get("words", ""))
        return place_words(self.document, self.path, words) if words else self._start

    @property
    def _start(self) -> Location:
        is_key = self.spot.is_key or self.kind == "extra_forbidden"
        return self.document.key_place_of(self.path) if is_key else self.document.place_of(self.path)

    @property
    def order(self) -> tuple[Location, str]:
        """What to sort by: reading order."""
        return self._start, write_path(self.path)

    @property
    def name(self) -> str:
        """The last key of the path."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @property
    def free_keys(self) -> tuple[str, ...]:
        """The keys that could stand beside the last one of the path, and do not."""
        keys = self.spot.sibling_keys
        return tuple(key for key in keys if not self.document.holds((*self.path[:-1], key)))


def find_faults(error: ValidationError, model: type[BaseModel], document: Document) -> list[Fault]:
    """Find where each of Pydantic's errors is, in reading order."""
    model_map = ModelMap(model)
    faults = [_find(details, model_map, document) for details in error.errors(include_url=False)]
    return sorted(faults, key=lambda fault: fault.order)


def _find(details: ErrorDetails, model_map: ModelMap, document: Document) -> Fault:
    spot = model_map.locate(details["loc"])
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    path = spot.path
    if tag_key := context.get("discriminator", "").strip("'"):
        path = (*path, tag_key)
        value = value.get(tag_key) if "tag" in context else value
    elif kind != "missing":
        path = _held_by(document, path)
    return Fault(kind, details["msg"], value, context, path, spot, document)


def _held_by(document: Document, path: DataPath) -> DataPath:
    """Cut off steps that a shorthand added: an item written as bare text stands for a group with one key."""
    while path and not document.holds(path):
        path = path[:-1]
    return path
