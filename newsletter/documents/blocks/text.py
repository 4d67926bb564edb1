"""Text with an optional heading. Data only."""

from __future__ import annotations

from typing import Literal

from newsletter.documents.blocks.base import OptionalItem
from newsletter.documents.values import Heading, Markdown, first_paragraph
from newsletter.languages.wording import Wording


class Text(OptionalItem):
    """Paragraphs, lists and links in Markdown."""

    example = """\

- type: text
  title: A heading
  body: Paragraphs, **bold** words, [links](https://example.org/page) and lists."""

    type: Literal["text"] = "text"
    title: Heading | None = None
    """The heading, if it has one."""
    body: Markdown
    """The text."""

    def lead(self, wording: Wording) -> str:  # all of it is the document's
        """See ``Block.lead``."""
        return first_paragraph(self.body)
