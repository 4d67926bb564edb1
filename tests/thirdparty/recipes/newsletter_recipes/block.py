"""A dish: what goes in, and how it is made. Data only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, StrictInt

from newsletter.documents.blocks import Item
from newsletter.documents.values import Heading, Id, Markdown, PlainText
from newsletter.languages.wording import Wording


class Recipe(Item):
    """A dish to cook, with a page and a feed entry of its own."""

    example = """\
- type: recipe
  id: leek-soup
  title: Leek soup
  serves: 4
  ingredients: [3 leeks, 1 litre of stock]
  method: Slice, simmer, serve."""

    type: Literal["recipe"] = "recipe"
    title: Heading
    """What the dish is called."""
    serves: StrictInt = Field(ge=1, le=99)
    """For how many people it is."""
    ingredients: tuple[PlainText, ...] = Field(min_length=1)
    """What goes in, each with its amount."""
    method: Markdown
    """How it is made."""
    contains: tuple[Id, ...] = ()
    """Ids of themes: what some readers must not eat."""

    def sensitivities(self) -> tuple[str, ...]:
        """See ``Block.sensitivities``."""
        return self.contains

    def lead(self, wording: Wording) -> str:  # noqa: ARG002  # all of it is the cook's
        """See ``Block.lead``."""
        return self.method
