"""An article: a summary for the mail, and the whole on a page of its own. Data only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field

from newsletter.documents.blocks.base import Enclosure, Item
from newsletter.documents.details import Author, Detail, Resource
from newsletter.documents.outside import OutsideDocument
from newsletter.documents.pictures import Picture
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Heading, Id, Markdown, first_paragraph
from newsletter.languages.wording import Wording

if TYPE_CHECKING:
    from newsletter.documents.mail_settings import EmailSettings


class Article(Item):
    """A text with a page and a feed entry of its own. The e-mail has its summary, and a link to the rest."""

    schema_type = "NewsArticle"

    example = """\

- type: article
  id: an-article
  title: An article
  summary: What it is about, in two or three sentences. The e-mail shows this much.
  body: The whole of it, for its own page."""

    type: Literal["article"] = "article"
    kicker: Heading | None = None
    """A word or two above the heading, such as the name of a column: Council"""
    title: Heading
    """The heading."""
    author: Author | None = None
    """Who wrote it."""
    picture: Picture | None = None
    """A picture that belongs to it. E-mail and page show it."""
    side: Literal["top", "start", "end", "hero"] = Field(default="top", title="Place of the picture")
    """Where it is: top, as wide as the text; hero, as wide as the page; start or end, beside the text."""
    summary: Markdown | None = None
    """What it is about, in two or three sentences. The e-mail shows this, with a link to the whole."""
    body: Markdown
    """The whole text. It begins where the summary ends: the page shows both."""
    in_mail: Literal["summary", "full"] = Field(default="summary", title="In the e-mail")
    """Write full if the e-mail is to show all of it."""
    details: tuple[Detail, ...] = ()
    """Facts with their labels, shown as a list: {label: Cost, text: 5 pounds}"""
    resources: tuple[Resource, ...] = ()
    """Files or pages that belong to it."""
    themes: Annotated[tuple[Id, ...], Role.THEMES] = ()
    """The ids of its themes."""

    def shorten(self, settings: EmailSettings) -> Self:  # its editor says how much
        """See ``Block.shorten``: its summary, where there is one."""
        if self.in_mail == "full" or not self.summary:
            return self
        return self.model_copy(update={"body": self.summary, "summary": None, "details": (), "resources": ()})

    def lead(self, wording: Wording) -> str:  # all of it is the document's
        """See ``Block.lead``."""
        return self.summary or first_paragraph(self.body)

    def outline(self, wording: Wording) -> tuple[str, ...]:  # its editor says it
        """See ``Block.outline``: the words above its heading."""
        return (self.kicker,) if self.kicker else ()

    def facets(self, wording: Wording) -> dict[str, tuple[str, ...]]:  # all of them are the document's
        """See ``Block.facets``: its column, and its author."""
        found = {"kind": self.kicker, "author": self.author.name if self.author else None}
        return {name: (value,) for name, value in found.items() if value}

    @classmethod
    def facet_labels(cls, wording: Wording) -> dict[str, str]:
        """See ``Block.facet_labels``."""
        return {"kind": wording.gettext("Column"), "author": wording.gettext("Author")}

    def cover(self) -> Picture | None:
        """See ``Block.cover``."""
        return self.picture

    def categories(self) -> tuple[str, ...]:
        """See ``Block.categories``."""
        return self.themes

    def outside_documents(self) -> tuple[tuple[str, OutsideDocument], ...]:
        """See ``Block.outside_documents``."""
        return tuple((resource.url, resource) for resource in self.resources)

    def enclosure(self) -> Enclosure | None:
        """See ``Block.enclosure``: its first file."""
        files = (resource for resource in self.resources if resource.media_type != "text/html")
        return next((file.enclosure for file in files), None)
