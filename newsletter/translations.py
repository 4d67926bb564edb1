"""Texts that are said in several languages: finds them in a document, and makes the document of each language.

Which values may be said twice is decided by the model's schema: free texts alone, never an id, an address, a date or a
choice. What comes after has one language, and knows nothing of the others; positions stay those of the file.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from pydantic import BaseModel

from newsletter.documents.languages import OF, find_keys
from newsletter.documents.text_kinds import NOT_TRANSLATED, Role, find_role, is_text_check
from newsletter.documents.values import normalise, read_typed_number
from newsletter.errors import Problem
from newsletter.parsing.document import DataPath, Document, Node, format_path, shorten
from newsletter.parsing.messages import format_value, suggest

Schema: TypeAlias = dict[str, Any]
"""A core schema of ``pydantic_core``."""

SHOWN = 8
"""Hexadecimal digits of a digest that are written beside a text."""

_DIGEST = re.compile(r"[0-9a-f]{8,64}")
_WORD = re.compile(r"[^\W\d_]{2}")


def digest_text(text: str) -> str:
    """Return SHA-256, in hexadecimal, of a text's words; where its lines break makes no difference."""
    return hashlib.sha256(normalise("NFC", " ".join(text.split())).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Translation:
    """A text of a document: words and key of each language, the main one first; ``of`` is the original's digest."""

    path: DataPath
    texts: Mapping[str, str]
    keys: Mapping[str, str]
    of: str = ""

    def find_original(self) -> str:
        """Return the language of the text that has the digest; nothing if that text has changed, or there is none."""
        return next((tag for tag, text in self.texts.items() if self.of and digest_text(text).startswith(self.of)), "")

    @property
    def is_stale(self) -> bool:
        """Whether the text that the others translate has changed since."""
        return bool(self.of) and len(self.texts) > 1 and not self.find_original()

    def digest(self, tag: str) -> str:
        """Return the digest to write beside it if its text in this language is the original."""
        return digest_text(self.texts[tag])[:SHOWN]


@dataclass(frozen=True)
class Translations:
    """The texts of a document in several languages, and those that are said only ``once``; the main language first."""

    tags: tuple[str, ...] = ()
    found: tuple[Translation, ...] = ()
    once: tuple[DataPath, ...] = ()
    problems: tuple[Problem, ...] = field(default=(), compare=False)
    _chosen: Mapping[DataPath, Any] = field(default_factory=dict, compare=False)

    @cached_property
    def _by_path(self) -> dict[DataPath, Translation]:
        return {translation.path: translation for translation in self.found}

    def in_language(self, tag: str, document: Document) -> Document:
        """Return the document of one language; where that is missing, a text of another is in its place."""
        values = {**self._chosen, **{one.path: one.texts[self._choose(one, tag)] for one in self.found}}
        data = _replace_values(document.data, values, ())

        def find_positions() -> Node:
            keys = {one.path: one.keys[self._choose(one, tag)] for one in self.found}
            return _replace_nodes(document.tree, keys, ())

        return replace(document, data=data, find_positions=find_positions, source=document)

    def find_path(self, path: DataPath, tag: str) -> DataPath:
        """Return where in the file a value of the document of one language is."""
        translation = self._by_path.get(path)
        return (*path, translation.keys[self._choose(translation, tag)]) if translation else path

    def _choose(self, translation: Translation, tag: str) -> str:
        """Return the language in which a text is shown: the wanted one, else the first there is."""
        return next(one for one in (tag, *self.tags) if one in translation.texts)


NO_TRANSLATIONS = Translations()


def _replace_values(data: Any, values: Mapping[DataPath, Any], path: DataPath) -> Any:  # noqa: ANN401  # a document holds anything
    if path in values:
        return values[path]
    if isinstance(data, dict):
        return {key: _replace_values(value, values, (*path, key)) for key, value in data.items()}
    if isinstance(data, list):
        return [_replace_values(value, values, (*path, number)) for number, value in enumerate(data)]
    return data


def _replace_nodes(node: Node, keys: Mapping[DataPath, str], path: DataPath) -> Node:
    children = node.children
    if isinstance(children, dict) and path in keys:
        chosen = children[keys[path]]
        return Node(chosen.start, node.key, chosen.children)
    if isinstance(children, dict):
        return node._replace(children={key: _replace_nodes(one, keys, (*path, key)) for key, one in children.items()})
    if isinstance(children, list):
        return node._replace(children=[_replace_nodes(one, keys, (*path, n)) for n, one in enumerate(children)])
    return node


def find_translations(document: Document, model: type[BaseModel], tags: tuple[str, ...]) -> Translations:
    """Find the texts of a document that are said in several languages, and what is wrong with how they are said.

    ``tags`` are the languages of the publication, the main one first; without any, nothing is looked for.
    """
    if not tags:
        return NO_TRANSLATIONS
    finder = _Finder(document, model, tags)
    finder.walk()
    return Translations(tags, tuple(finder.found.values()), tuple(finder.once), tuple(finder.problems), finder.chosen)


@dataclass(frozen=True, slots=True)
class _Value:
    """A value of a document: where it is, the role of its field, and whether it is said once on purpose."""

    data: Any
    path: DataPath
    role: Role | None = None
    has_own_language: bool = False

    def step(self, key: str | int, role: Role | None = None, *, is_own: bool = False) -> _Value:
        own = self.has_own_language or is_own
        return _Value(self.data[key], (*self.path, key), role or self.role, own)


class _Finder:
    """Follows a document and its model's schema side by side."""

    def __init__(self, document: Document, model: type[BaseModel], tags: tuple[str, ...]) -> None:
        schema: Schema = dict(model.__pydantic_core_schema__)
        self._definitions: dict[str, Schema] = {inner["ref"]: inner for inner in schema.get("definitions", ())}
        self._root, self._document = schema, document
        self._tags, self._keys = tags, find_keys(tags)
        self.found: dict[DataPath, Translation] = {}
        self.chosen: dict[DataPath, Any] = {}
        self.once: dict[DataPath, None] = {}
        self.problems: list[Problem] = []

    def walk(self) -> None:
        self._walk(self._root, _Value(self._document.data, ()))

    def _walk(self, wrapped: Schema, value: _Value) -> None:
        schema, is_text = self._unwrap(wrapped)
        if self._is_said(schema, value.data, is_text=is_text):
            self._take(schema, value, is_text=is_text)
        elif is_text or ("fields" in schema and isinstance(value.data, str)):
            self._take_once(value)
        elif isinstance(value.data, dict):
            self._walk_mapping(schema, value)
        elif isinstance(value.data, list):
            inner = schema.get("items_schema", ())
            inner = inner[0] if isinstance(inner, (list, tuple)) and inner else inner
            for number in range(len(value.data)) if inner else ():
                self._walk(inner, value.step(number))
        for choice in _list_choices(schema):
            if not (isinstance(value.data, dict) and self._unwrap(choice)[1]) or self._names_language(value.data):
                self._walk(choice, value)

    def _walk_mapping(self, schema: Schema, value: _Value) -> None:
        if schema["type"] == "tagged-union":
            tag = value.data.get(schema["discriminator"])
            if isinstance(tag, str) and tag in schema["choices"]:
                self._walk(schema["choices"][tag], value)
        elif schema["type"] == "dict":
            for key in value.data:
                self._walk(schema["values_schema"], value.step(key))
        elif "fields" in schema:
            is_own = "language" in schema["fields"] and bool(value.path and value.data.get("language"))
            for key in (key for key in value.data if key in schema["fields"]):
                role = find_role(schema["cls"].model_fields[key])
                self._walk(schema["fields"][key], value.step(key, role, is_own=is_own))

    def _unwrap(self, schema: Schema) -> tuple[Schema, bool]:
        """Unwrap a schema; return it, and whether a check of free text was around it."""
        is_text, kind = False, None
        while True:
            if schema["type"] in {"function-after", "function-before", "function-wrap"}:
                is_text |= is_text_check(schema["function"]["function"])
            kind = schema.get("cls", kind)
            if "schema_ref" in schema:
                schema = self._definitions[schema["schema_ref"]]
            elif "schema" in schema:
                schema = schema["schema"]
            else:
                return schema | {"cls": kind}, is_text

    def _is_said(self, schema: Schema, data: object, *, is_text: bool) -> bool:
        """Tell whether a value is meant to be a text in several languages."""
        if not isinstance(data, dict) or schema["type"] in {"dict", "union", "tagged-union"}:
            return False
        return is_text or (self._names_language(data) and data.keys().isdisjoint(schema.get("fields", ())))

    def _names_language(self, data: dict[str, Any]) -> bool:
        return not data.keys().isdisjoint({*self._keys, OF})

    def _take_once(self, value: _Value) -> None:
        is_prose = isinstance(value.data, str) and _WORD.search(value.data)
        if is_prose and not value.has_own_language and value.role not in NOT_TRANSLATED:
            self.once[value.path] = None

    def _take(self, schema: Schema, value: _Value, *, is_text: bool) -> None:
        """Keep a text in several languages, or report what is wrong with it."""
        if not is_text and "fields" not in schema:
            hint = _EACH if "items_schema" in schema else _ONCE
            self._report(value.path, "not-text", f"'{_name(value.path)}' cannot be said in several languages", hint)
            self.chosen[value.path] = next(iter(value.data.values()))
            return
        data = {key: inner for key, inner in value.data.items() if key != OF}
        problems = len(self.problems)
        written = dict(self._read_texts(value.path, data))
        texts = {tag: written[tag] for tag in self._tags if tag in written}
        of = self._read_digest((*value.path, OF), value.data.get(OF))
        if not texts and len(self.problems) == problems:
            hint = f"Write it in {' and '.join(self._tags)}, or leave the key out."
            self._report(value.path, "empty", "this text is empty in every language", hint)
        if texts:
            keys = {self._keys[key]: key for key in data if key in self._keys}
            self.found[value.path] = Translation(value.path, texts, keys, of)
        else:
            self.chosen[value.path] = _PLACEHOLDER

    def _read_texts(self, path: DataPath, texts: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        taken: set[str] = set()
        for key, inner in texts.items():
            tag, where = self._keys.get(key), (*path, key)
            if tag is None:
                self._report_unknown(where, key)
            elif tag in taken:
                self._report(where, "language", f"this text is said twice in {tag}", "Keep one of them.")
            elif isinstance(inner, (dict, list)):
                self._report(where, "nested", f"this is {format_value(inner)}, and not a text", "Write the text here.")
            elif inner is not None and str(inner).strip():
                yield tag, str(read_typed_number(inner))
            taken.add(str(tag))

    def _report_unknown(self, where: DataPath, key: str) -> None:
        meant = suggest(key, [*self._keys, OF])
        known = f"Its languages are {' and '.join(self._tags)}."
        message = f"'{shorten(key)}' is not a language of this publication"
        self._report(where, "language", message, f"Did you mean {meant}? {known}" if meant else known)

    def _read_digest(self, path: DataPath, value: object) -> str:
        if value is None:
            return ""
        of = str(read_typed_number(value)).lower()
        if _DIGEST.fullmatch(of):
            return of
        hint = "Delete this key; newsletter check --fix writes it."
        self._report(path, "of", f"{format_value(value)} is not the digest of a text", hint)
        return ""

    def _report(self, path: DataPath, rule: str, message: str, hint: str) -> None:
        place = self._document.key_location_of(path)
        self.problems.append(Problem(place, f"translation.{rule}", f"{message}.", hint, format_path(path)))


_ONCE = "Write one value for all languages: only texts for readers are said in several."
_EACH = "Write one list, and say each text in it in several languages."
_PLACEHOLDER = "-"
"""What a text that cannot be used is replaced by, so that it is reported once."""


def _list_choices(schema: Schema) -> list[Schema]:
    """Return the members of a union that no key tells apart."""
    choices = schema.get("choices", ()) if schema["type"] == "union" else ()
    return [choice[0] if isinstance(choice, tuple) else choice for choice in choices]


def _name(path: DataPath) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")
