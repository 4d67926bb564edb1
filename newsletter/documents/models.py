"""The models that parse documents, made once for each set of packs that a publication uses."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from pydantic import BaseModel, Field, create_model

from newsletter.documents.blocks import Section, list_of
from newsletter.documents.issue import Issue
from newsletter.documents.packs import collect_blocks, explain_offer, find_packs
from newsletter.documents.publication import ContentNote, Publication


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
    notes = dict.fromkeys(pack.content_note for pack in find_packs(packs) if pack.content_note is not ContentNote)
    if not notes:
        return Publication
    note = next(iter(notes)) if len(notes) == 1 else create_model(ContentNote.__name__, __base__=tuple(notes))
    return _derive(Publication, packs, content_note=(note, note()))


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
