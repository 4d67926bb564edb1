"""A short message that must not be overlooked. Data only."""

from __future__ import annotations

from typing import Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Heading, Markdown


class Notice(Block):
    """A framed message, for information or for action."""

    frames_heading = True

    example = """\

- type: notice
  title: Something not to be missed
  body: It is shown in a frame."""

    type: Literal["notice"] = "notice"
    title: Heading
    """The heading inside the frame."""
    body: Markdown
    """The message."""
    tone: Literal["information", "important"] = "information"
    """Write important if readers have to act."""
