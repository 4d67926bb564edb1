"""The words of a sponsor, marked as such. Data only."""

from __future__ import annotations

from typing import Literal

from newsletter.documents.blocks.base import Block
from newsletter.documents.blocks.links import Link
from newsletter.documents.pictures import Picture
from newsletter.documents.values import Heading, Markdown
from newsletter.languages.wording import Wording


class Sponsor(Block):
    """An advertisement in a frame. That it is one is said for you, and makes the whole e-mail marketing."""

    frames_heading = True

    example = """\

- type: sponsor
  title: The name of the sponsor
  body: What the sponsor has to say.
  link: {text: Words that say where it leads, url: https://example.org/offer}"""

    type: Literal["sponsor"] = "sponsor"
    title: Heading
    """The name of the sponsor. The program writes "Sponsored:" before it."""
    body: Markdown
    """What the sponsor has to say."""
    picture: Picture | None = None
    """A picture or a logo of the sponsor."""
    link: Link | None = None
    """Where to read more."""

    def headline(self, wording: Wording) -> str:
        """Return its heading, which says first what it is (the UK's CAP Code, rule 2.1; in the USA, 16 CFR 255)."""
        return wording.gettext("Sponsored: {title}", title=self.title)
