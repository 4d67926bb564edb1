"""Text with an optional heading. Data only."""

from __future__ import annotations

from typing import Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Heading, Markdown


class Text(Block):
    """Paragraphs, lists and links in Markdown."""

    type: Literal["text"] = "text"
    title: Heading | None = None
    """The heading, if it has one."""
    body: Markdown
    """The text."""
