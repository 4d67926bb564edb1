"""Every block type there is: one file each, found by being here."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import BeforeValidator, Field

from newsletter.documents.blocks._advice import make_adviser
from newsletter.documents.blocks.base import Block, Item
from newsletter.documents.blocks.section import Section

__all__ = ["BLOCK_TYPES", "AnyBlock", "Block", "Item", "Section"]


def _find_block_types() -> dict[str, type[Block]]:
    """Import every module beside this one and collect the blocks it defines, by type name."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    found = (thing for module in modules for thing in vars(module).values() if isinstance(thing, type))
    blocks = {
        thing
        for thing in found
        if issubclass(thing, Block) and "type" in thing.model_fields and thing not in (Block, Item)
    }
    return {block.model_fields["type"].default: block for block in sorted(blocks, key=lambda block: block.__name__)}


BLOCK_TYPES = _find_block_types()

if TYPE_CHECKING:
    AnyBlock = Block
else:
    _leaves = tuple(block for block in BLOCK_TYPES.values() if block is not Section)
    _leaf_adviser = BeforeValidator(make_adviser(BLOCK_TYPES.keys() - {"section"}))
    LeafBlock = Annotated[Union[_leaves], Field(discriminator="type"), _leaf_adviser]  # noqa: UP007  # built at run time
    Section.model_rebuild(_types_namespace={"LeafBlock": LeafBlock})
    _adviser = BeforeValidator(make_adviser(BLOCK_TYPES.keys()))
    AnyBlock = Annotated[Union[tuple(BLOCK_TYPES.values())], Field(discriminator="type"), _adviser]  # noqa: UP007  # built at run time
