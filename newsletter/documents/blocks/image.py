"""A picture on its own: at full width, in the column, or half as wide with the text beside it. Data only."""

from __future__ import annotations

from typing import Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.pictures import Picture


class Image(Block, Picture):
    """A picture with its caption and credit."""

    example = """\

- type: image
  file: images/what-it-is.jpg
  alt: What a reader who cannot see it needs to know
  caption: A line below it"""

    type: Literal["image"] = "image"
    size: Literal["hero", "column", "half"] = "column"
    """How wide it is shown: hero from edge to edge, column as wide as the text, half beside an edge."""

    def cover(self) -> Picture | None:
        """See ``Block.cover``."""
        return self
