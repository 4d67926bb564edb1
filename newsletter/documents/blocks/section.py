"""Blocks grouped under one heading. Data only; the blocks it may hold are every type but itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Heading, Markdown

if TYPE_CHECKING:
    LeafBlock = Block
else:
    LeafBlock = "LeafBlock"  # completed by the package once every block is known


class Section(Block):
    """A heading, an optional introduction, and the blocks below it."""

    type: Literal["section"] = "section"
    title: Heading
    """The heading over all blocks of the section."""
    intro: Markdown | None = None
    """What stands below the heading."""
    blocks: tuple[LeafBlock, ...] = Field(min_length=1)
    """What the section holds. It may not hold another section."""
