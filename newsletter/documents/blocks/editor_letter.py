"""A letter from the editor, which opens an issue. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.pictures import Picture
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Heading, Markdown
from newsletter.languages.wording import Wording


class EditorLetter(Block):
    """A few words from the editor, with a greeting and a signature, instead of an intro."""

    example = """\

- type: letter
  greeting: Dear readers,
  body: A few words to all of them. Leave out intro, which a letter replaces.
  name: Your name
  role: Editor"""

    type: Literal["letter"] = "letter"
    greeting: Heading | None = None
    """How it begins: Dear neighbours,"""
    body: Markdown
    """The words of the letter."""
    name: Annotated[Heading, Role.NAME]
    """Who writes it."""
    role: Heading | None = None
    """What that person is: Editor"""
    portrait: Picture | None = None
    """A picture of that person, shown small and round beside the name. Beside a name it is decorative: true."""

    def lead(self, wording: Wording) -> str:  # all of it is the document's
        """Return the words of the letter."""
        return self.body
