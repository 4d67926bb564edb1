"""Derives from a field's type what kind of text it contains, and for whom."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from types import UnionType
from typing import Any, ForwardRef, Union, cast, get_args, get_origin

from pydantic import AfterValidator, BaseModel
from pydantic.fields import FieldInfo

from newsletter.documents.values import HttpsUrl, LinkTarget, Markdown, MarkdownLine, PlainText

MARKDOWN, MARKDOWN_LINE, PLAIN, URL, MODEL = "markdown", "markdown line", "plain", "url", "model"
_TYPES = ((Markdown, MARKDOWN), (MarkdownLine, MARKDOWN_LINE), (PlainText, PLAIN), (HttpsUrl, URL), (LinkTarget, URL))
_KINDS = {id(part): name for kind, name in _TYPES for part in get_args(kind) if isinstance(part, AfterValidator)}
_CHECKS = {part.func: name for kind, name in _TYPES for part in get_args(kind) if isinstance(part, AfterValidator)}
_FREE = frozenset({MARKDOWN, MARKDOWN_LINE, PLAIN})


class Role(StrEnum):
    """The role of a text, given in the type of its field: ``Annotated[Heading, Role.NAME]``."""

    NAME = "name"
    """It names a person, a place or an organisation, so it is not in a dictionary."""
    LABEL = "label"
    """It is used instead of a name: B12."""
    THEMES = "themes"
    """It names themes of the publication by their ids."""
    CONTACTS = "contacts"
    """It names support contacts of the publication by their ids."""
    BLOCK = "block"
    """It names a block of the issue by its id."""
    RULE = "rule"
    """It names a rule by its id."""
    PLACE = "place"
    """It is a path in the document, which only the program writes for people who do not type it."""
    FOR_EDITORS = "for editors"
    """Readers never see it or anything inside it."""


NOT_TRANSLATED = frozenset({Role.NAME, Role.LABEL, Role.THEMES, Role.CONTACTS, Role.BLOCK, Role.FOR_EDITORS})
"""Roles of what is the same in every language."""


def find_role(field: FieldInfo) -> Role | None:
    """Return the role in the type of a field, also of one that may be left out."""
    is_optional = get_origin(field.annotation) in {Union, UnionType}
    choices = map(get_args, get_args(field.annotation) if is_optional else ())
    parts = (*field.metadata, *(part for choice in choices for part in choice))
    return next((part for part in parts if isinstance(part, Role)), None)


def is_text_check(function: object) -> bool:
    """Return whether a function checks free texts: those that readers see, and that are written in a language."""
    return _CHECKS.get(cast("Any", function)) in _FREE


def name_kind(field: FieldInfo) -> str:
    """Return the kind of text in a field, however nested, or ``model``; an empty string for other types."""
    return _find_kind([*field.metadata, field.annotation])


def _find_kind(parts: Iterable[object]) -> str:
    for part in parts:
        if isinstance(part, AfterValidator) and id(part) in _KINDS:
            return _KINDS[id(part)]
        is_named = isinstance(part, ForwardRef)  # a section names the blocks that it holds
        if is_named or (isinstance(part, type) and issubclass(part, BaseModel)):
            return MODEL
        if found := _find_kind(get_args(part)):
            return found
    return ""
