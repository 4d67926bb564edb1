"""A list of links. Data only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Data, Heading, LinkTarget, MarkdownLine


class Link(Data):
    """One link: its address, its text, and why to follow it."""

    text: Heading = Field(title="Words of the link")
    """The text of the link."""
    url: LinkTarget
    """The full address, https://example.org/page, or # and the id of a block of this issue: #events"""
    why: MarkdownLine | None = Field(default=None, title="Why it is worth following")
    """Why it is worth following."""


class Links(Block):
    """A titled list of links."""

    example = """\

- type: links
  title: Worth reading
  items:
    - text: The words that readers follow
      url: https://example.org/page
      why: Why it is worth following."""

    type: Literal["links"] = "links"
    title: Heading
    """The heading."""
    items: tuple[Link, ...] = Field(title="Links", min_length=1)
    """The links, in the order in which they are shown."""
