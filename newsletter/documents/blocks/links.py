"""A list of things worth following. Data only."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.values import Data, HttpsUrl, PlainText


class Link(Data):
    """One address, the words that name it, and why to follow it."""

    text: PlainText
    url: HttpsUrl
    why: PlainText | None = None


class Links(Block):
    """A titled list of links."""

    type: Literal["links"] = "links"
    title: PlainText
    items: tuple[Link, ...] = Field(min_length=1)
