"""A button: the one thing that readers are asked to do. Data only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Heading, LinkTarget


class Button(Block):
    """A link that looks like a button, in the mail of every program."""

    example = """\

- type: button
  text: Offer a cake
  url: https://example.org/cakes"""

    type: Literal["button"] = "button"
    text: Heading = Field(title="Words on the button")
    """What readers do by it, in a few words: Offer a cake"""
    url: LinkTarget
    """The full address, https://example.org/page, or # and the id of a block of this issue: #events"""
    style: Literal["primary", "secondary"] = "primary"
    """Write secondary for a button that is less important than another."""
