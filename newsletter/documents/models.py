"""The models that parse documents, made once for each set of packs that a publication uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from pydantic import BaseModel, Field, create_model

from newsletter.documents.blocks import Section, list_of
from newsletter.documents.issue import Issue
from newsletter.documents.packs import collect_blocks, explain_offer, find_packs
from newsletter.documents.publication import ContentNote, EmailSettings, Publication


@cache
def issue_model(packs: tuple[str, ...]) -> type[Issue]:
    """Return the model of an issue in a publication that uses these packs.

    Raises:
        PluginError: a pack cannot be used, or two of them have the same block.
    """
    blocks = [*_collect_leaves(packs), section_model(packs)]
    return _derive(Issue, packs, blocks=(list_of(blocks, partial(explain_offer, packs)), ()))


@cache
def section_model(packs: tuple[str, ...]) -> type[Section]:
    """Return the model of a section, which may contain every block except another section.

    Raises:
        PluginError: a pack cannot be used, or two of them have the same block.
    """
    blocks = list_of(_collect_leaves(packs), partial(explain_offer, packs))
    return _derive(Section, packs, blocks=(blocks, Field(min_length=1)))


@cache
def publication_model(packs: tuple[str, ...]) -> type[Publication]:
    """Return the model of a publication that uses these packs.

    Raises:
        PluginError: a pack cannot be used.
    """
    used = find_packs(packs)
    parts = {
        "content_note": _combine(ContentNote, [pack.content_note for pack in used]),
        "mail": _combine(EmailSettings, [pack.mail for pack in used]),
    }
    changed = {name: (part, part()) for name, part in parts.items() if part not in (ContentNote, EmailSettings)}
    return _derive(Publication, packs, **changed) if changed else Publication


def _combine(base: type[Any], parts: list[type[Any]]) -> type[Any]:
    """Return a model with the fields of several, each of which extends the base."""
    own = tuple(dict.fromkeys(part for part in parts if part is not base))
    return own[0] if len(own) == 1 else create_model(base.__name__, __base__=own or base) if own else base


def _collect_leaves(packs: tuple[str, ...]) -> list[type[Any]]:
    return [block for block in collect_blocks(packs).values() if block is not Section]


def _derive(base: type[Any], packs: tuple[str, ...], **fields: Any) -> type[Any]:  # noqa: ANN401  # as Pydantic takes them
    """Make a model with some other fields than its base; it keeps the name of the base."""
    derived: type[Any] = create_model(base.__name__, __base__=base, __module__=__name__, __doc__=base.__doc__, **fields)
    derived.__qualname__ = f"{base.__name__}:{','.join(packs)}"  # __getattr__ finds it by this name
    return derived


_MODELS: dict[str, Callable[[tuple[str, ...]], type[BaseModel]]] = {
    "Issue": issue_model,
    "Section": section_model,
    "Publication": publication_model,
}


def __getattr__(name: str) -> type[BaseModel]:
    """Return a model by its full name, so that pickle can pass documents to other processes."""
    kind, colon, packs = name.partition(":")
    if kind not in _MODELS or not colon:
        raise AttributeError(name)
    return _MODELS[kind](tuple(filter(None, packs.split(","))))
