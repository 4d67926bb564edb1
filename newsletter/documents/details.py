"""What goes with a text: who wrote it, labelled facts, and files to read. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from newsletter.documents.blocks.base import Enclosure
from newsletter.documents.outside import OutsideDocument
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, Heading, HttpsUrl
from newsletter.languages.wording import Wording, mark

MEDIA_TYPES = {
    "application/pdf": "PDF",
    "text/html": mark("web page"),
    "application/msword": mark("Word document"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": mark("Word document"),
    "application/vnd.oasis.opendocument.text": mark("OpenDocument text"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": mark("Excel spreadsheet"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": mark("PowerPoint presentation"),
    "text/csv": mark("CSV table"),
    "application/epub+zip": mark("EPUB book"),
    "application/zip": mark("ZIP archive"),
}
"""The names of the formats of files for readers, by media type (IANA)."""

_MediaType = Literal[
    "application/pdf",
    "text/html",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "text/csv",
    "application/epub+zip",
    "application/zip",
]
MediaType = Annotated[_MediaType, Field(json_schema_extra={"enumDescriptions": list(MEDIA_TYPES.values())})]


class Author(Data):
    """Who wrote a text."""

    name: Annotated[Heading, Role.NAME]
    """The name that readers see."""
    role: Heading | None = None
    """What they are: Chair of the parish council"""

    def byline(self, wording: Wording) -> str:
        """Return the line that names them."""
        return wording.gettext("By {author}", author=wording.list_facts([self.name, self.role]))


class Detail(Data):
    """A fact with its label."""

    label: Heading = Field(title="Name of the fact")
    """The name of the fact, in a word or two: Cost"""
    text: Heading = Field(title="The fact")
    """The fact itself: £42,000"""


class _File(Data):
    title: Heading
    """Its title, which becomes the link."""
    url: HttpsUrl
    """Its full address."""
    media_type: MediaType = "application/pdf"
    """Its format."""
    bytes: StrictInt | None = Field(default=None, ge=1)
    """Its size in bytes, if known."""
    pages: StrictInt | None = Field(default=None, ge=1)
    """The number of pages."""


class Resource(OutsideDocument, _File):
    """A file or page that readers can open."""

    def form(self, wording: Wording) -> str:
        """Return what readers should know before they follow the link: format, length and size."""
        return describe_file(wording, self.media_type, self.pages, self.bytes)

    @property
    def enclosure(self) -> Enclosure:
        """The same for a feed."""
        return Enclosure(self.url, self.media_type, self.bytes, self.title)


def describe_file(wording: Wording, media_type: str, pages: int | None, size: int | None) -> str:
    """Describe a file in words: its format, its length in pages, and its size, given in bytes."""
    length = wording.ngettext("{count} page", "{count} pages", pages) if pages else None
    kind = wording.gettext(MEDIA_TYPES[media_type])
    return wording.list_facts([kind, length, wording.size(size) if size else None])
