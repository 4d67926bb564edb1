"""A block of support contacts from the publication's list. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from newsletter.documents.blocks.base import Block
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Heading, Id


class Contacts(Block):
    """Support contacts of the publication: those that are chosen, or all of them."""

    example = """\

- type: contacts
  title: If you need to talk to someone"""
    recurs = True

    type: Literal["contacts"] = "contacts"
    title: Heading
    """The heading."""
    use: Annotated[tuple[Id, ...], Role.CONTACTS] = Field(default=(), title="Contacts to show")
    """The ids of the support contacts to show; all of them if left out."""
