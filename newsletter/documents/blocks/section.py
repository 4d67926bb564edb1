"""Blocks grouped under one heading. Data only; ``documents/packs.py`` defines which blocks are allowed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Heading, Markdown


class Section(Block):
    """A heading, an optional introduction, and the blocks below it."""

    example = """\

- type: section
  title: A heading above several
  intro: What they have in common.
  blocks:
    - type: text
      title: One of them
      body: Its words."""

    type: Literal["section"] = "section"
    title: Heading
    """The heading of the section."""
    intro: Markdown | None = None
    """The text below the heading."""
    blocks: tuple[Block, ...] = Field(min_length=1)
    """The blocks of the section. It cannot contain another section."""
