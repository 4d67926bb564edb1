"""The blocks that come with the program: each module in this folder is found automatically. Packs add others."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from newsletter.documents.blocks.base import Block, Item, OptionalItem, type_of
from newsletter.documents.blocks.section import Section

__all__ = ["BLOCK_TYPES", "Block", "Item", "OptionalItem", "Section", "type_of"]


def _find_block_types() -> dict[str, type[Block]]:
    """Import every module in this folder and collect its blocks by type."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    modules = [import_module(f"{__name__}.{name}") for name in names]
    found = (thing for module in modules for thing in vars(module).values() if isinstance(thing, type))
    blocks = {thing for thing in found if issubclass(thing, Block) and not thing.model_fields["type"].is_required()}
    return {type_of(block): block for block in sorted(blocks, key=lambda block: block.__name__)}


BLOCK_TYPES = _find_block_types()
"""The blocks that every publication has, by type."""
