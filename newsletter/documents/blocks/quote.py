"""Somebody's words, quoted. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.pictures import Picture
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, Heading, HttpsUrl, Markdown


class QuoteSource(Data):
    """Where the words come from."""

    text: Heading = Field(title="Name of the source")
    """The name of the report, the article or the talk."""
    url: HttpsUrl | None = None
    """Its address, if it can be read on the web."""


class Quote(Block):
    """A quotation, set larger than the text around it."""

    example = """\

- type: quote
  words: What was said, without quotation marks. They are added for you.
  who: Who said it
  role: What they do"""

    type: Literal["quote"] = "quote"
    words: Markdown = Field(title="What was said")
    """What was said, without quotation marks: they are added."""
    who: Annotated[Heading, Role.NAME] | None = Field(default=None, title="Who said it")
    """Who said it."""
    role: Heading | None = None
    """What they do: Chair of the governors"""
    portrait: Picture | None = None
    """A picture of that person, shown small and round beside the name. Beside a name it is decorative: true."""
    source: QuoteSource | None = None
    """Where the words come from."""

    @property
    def as_markdown(self) -> str:
        """The words as a quotation in Markdown, for plain text."""
        return "\n".join(f"> {line}" for line in self.words.split("\n"))

    def attribution(self) -> str:
        """Return the speaker and their role on one line, or an empty string if neither is given."""
        return ", ".join(filter(None, [self.who, self.role]))
