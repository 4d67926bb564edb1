"""What every block has: a type, and an id where it is an item. Data only."""

from __future__ import annotations

from typing import ClassVar

from newsletter.documents.values import Data, Id


class Block(Data):
    """A unit of an issue. ``type`` is the word editors write, and names the block's templates."""

    is_item: ClassVar[bool] = False
    """Whether the block has its own page and feed entry, and so needs a title and an id."""

    type: str
    id: Id | None = None


class Item(Block):
    """A block with a page and a feed entry of its own; its id is what its address and feed id are made from."""

    is_item: ClassVar[bool] = True

    id: Id
