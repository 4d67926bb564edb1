"""The blocks that come with the program: each module in this folder is found automatically. Packs add others."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib import import_module
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Union

from pydantic import BeforeValidator, Field

from newsletter.documents.blocks._advice import FindOffer, make_adviser
from newsletter.documents.blocks.base import Block, Item, OptionalItem, type_of
from newsletter.documents.blocks.section import Section

__all__ = ["BLOCK_TYPES", "Block", "Item", "OptionalItem", "Section", "list_of", "type_of"]


def _find_block_types() -> dict[str, type[Block]]:
    """Import every module in this folder and collect its blocks by type."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    found = (thing for module in modules for thing in vars(module).values() if isinstance(thing, type))
    blocks = {thing for thing in found if issubclass(thing, Block) and not thing.model_fields["type"].is_required()}
    return {type_of(block): block for block in _sort(blocks)}


def _sort(blocks: Iterable[type[Block]]) -> list[type[Block]]:
    return sorted(blocks, key=lambda block: block.__name__)


def list_of(blocks: Collection[type[Block]], find_offer: FindOffer) -> Any:  # noqa: ANN401  # a type, made here
    """Return the type of a list of blocks; ``find_offer`` returns which pack has a block that is not among them."""
    adviser = BeforeValidator(make_adviser({type_of(block) for block in blocks}, find_offer))
    one: Any = Union[tuple(_sort(blocks))]  # noqa: UP007  # built at run time
    return GenericAlias(tuple, (Annotated[one, Field(discriminator="type"), adviser], ...))


BLOCK_TYPES = _find_block_types()
"""The blocks that every publication has, by type."""
