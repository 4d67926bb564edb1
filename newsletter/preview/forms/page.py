"""A form as HTML: what is at a place of a document, or could be there."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from newsletter.documents.publication import Publication
from newsletter.documents.text_kinds import Role
from newsletter.editing.field_words import capitalise, name_field, split_name
from newsletter.editing.model_at import DocumentModel, NoSuchPlaceError, Schema
from newsletter.editing.names import find_words, name_issue
from newsletter.parsing.document import DataPath, format_path
from newsletter.preview.forms.build import FormBuilder, name_picture
from newsletter.preview.forms.controls import Control, Term, Vocabularies
from newsletter.preview.forms.issue_facts import FIELDS, IssueFacts, list_rules
from newsletter.preview.frames import render_page

_MOST_STEPS = 40
_FEW = 12
"""Fields of a group all of which are shown where one is missing."""


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Which form: the place in the document, and the fields that come first."""

    file: str
    path: DataPath
    only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormContext:
    """What a form is made from; ``problems`` are sentences by the path that they are about."""

    model: DocumentModel
    data: Mapping[str, object]
    publication: Publication
    problems: Mapping[str, tuple[str, ...]]
    today: date
    base: str = ""
    """The digest of the document, for which the edits of the form are."""
    facts: IssueFacts | None = None
    """What goes with the form of a whole issue."""


def render_form(context: FormContext, asked: FormRequest) -> str:
    """Return the form of a group in a document, as HTML.

    Raises:
        NoSuchPlaceError: documents of this kind have no such place.
    """
    data, publication, problems = context.data, context.publication, context.problems
    asked, schema = _find_group(context.model, data, asked)
    words, value = find_vocabularies(publication, data), find_data(data, asked.path)
    builder = FormBuilder(context.model, words, context.today, problems)
    first, rest = _build_parts(builder, schema, value, asked)
    return render_page(
        "forms/form.html",
        file=asked.file,
        base=context.base,
        facts=context.facts,
        picture=json.dumps(asked.path) if name_picture(schema, value) == "picture" else "",
        zone=publication.time_zone,
        heading=name_place(context.model, data, asked.path) or publication.title,
        about="" if rest else str(schema.get("description") or "").partition("\n")[0],
        problems=problems.get(format_path(asked.path), ()),
        first=first,
        rest=rest,
        vocabularies=[(role, words[role]) for role in (Role.CONTACTS, Role.THEMES)],
    )


_Parts: TypeAlias = "tuple[tuple[Control, ...], tuple[Control, ...]]"


def _build_parts(builder: FormBuilder, schema: Schema, value: object, asked: FormRequest) -> _Parts:
    """Return the controls that come first, and those that are folded: all others, where some were asked for."""
    is_whole = not asked.path and asked.file == "issue"
    only = [key for key in schema["properties"] if key in asked.only] or (FIELDS if is_whole else ())
    first = builder.build_fields(schema, value, asked.path, only) if only else ()
    if not first:  # what was asked for is not typed, such as the period
        return builder.build_fields(schema, value, asked.path), ()
    rest = builder.build_fields(schema, value, asked.path, [key for key in schema["properties"] if key not in only])
    is_missing = isinstance(value, Mapping) and all(value.get(key) is None for key in asked.only)
    if asked.only and is_missing and len(schema["properties"]) <= _FEW:
        return (*first, *rest), ()  # what may be said in place of what is missing is in sight
    return first, rest


def _find_group(model: DocumentModel, data: Mapping[str, object], asked: FormRequest) -> tuple[FormRequest, Schema]:
    """Return the request and the schema of the group that has the place, which may be one of its fields."""
    if len(asked.path) > _MOST_STEPS:
        raise NoSuchPlaceError(len(asked.path))
    schema = model.at(data, asked.path)
    while "properties" not in schema:
        *above, last = asked.path
        only = (last,) if isinstance(last, str) else ()
        asked = FormRequest(asked.file, tuple(above), only)
        schema = model.at(data, asked.path)
    return asked, schema


def find_data(data: object, path: DataPath) -> object:
    """Return what a document has at a path, or None."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, Sequence) and not isinstance(data, str) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def find_vocabularies(publication: Publication, data: Mapping[str, object]) -> Vocabularies:
    """Return what may be chosen by its id: themes, support contacts, and the blocks of the issue."""
    themes = [Term(name, theme.label) for name, theme in publication.themes.items()]
    contacts = [Term(contact.id, contact.name) for contact in publication.support_contacts]
    found = (
        (Role.THEMES, tuple(sorted(themes, key=lambda term: term.words.casefold()))),
        (Role.CONTACTS, tuple(contacts)),
        (Role.BLOCK, tuple(_list_blocks(data))),
        (Role.RULE, list_rules(publication.packs)),
    )
    return dict(found)


def _list_blocks(data: Mapping[str, object]) -> list[Term]:
    found: list[Term] = []
    blocks = data.get("blocks")
    for block in blocks if isinstance(blocks, list) else ():
        if isinstance(block, Mapping):
            if isinstance(block.get("id"), str):
                found.append(Term(str(block["id"]), name_block(block)))
            found += _list_blocks(block)
    return found


def name_block(block: Mapping[str, object]) -> str:
    """Return what a block is known by: its title, or else its kind."""
    return find_words(block) or name_kind(str(block.get("type", "")))


def name_kind(kind: str) -> str:
    """Return the name of a kind of block for people."""
    return capitalise(split_name(kind))


def name_place(model: DocumentModel, data: Mapping[str, object], path: DataPath) -> str:
    """Return the heading of a form: what it is about, such as the title of a block, or Incidents 2."""
    value = find_data(data, path)
    has_name = isinstance(value, Mapping) and (value.get("type") or (path and isinstance(path[-1], int)))
    if isinstance(value, Mapping) and has_name and (named := name_block(value)):
        return named
    keys = [step for step in path if isinstance(step, str)]
    if not keys:
        return name_issue(data, "")
    above = path[: len(path) - (isinstance(path[-1], int))]
    label = name_field(keys[-1], model.at(data, above))
    return f"{label} {path[-1] + 1}" if isinstance(path[-1], int) else label
