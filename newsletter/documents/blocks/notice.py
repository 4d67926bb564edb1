"""A short message that must not be overlooked. Data only."""

from __future__ import annotations

from typing import Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Markdown, PlainText


class Notice(Block):
    """A framed message: something to know, or something to act on."""

    type: Literal["notice"] = "notice"
    title: PlainText
    body: Markdown
    tone: Literal["information", "important"] = "information"
