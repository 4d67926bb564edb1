"""What goes with a text: who wrote it, labelled facts, and files to read. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from newsletter.documents.blocks.base import Enclosure
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, Heading, HttpsUrl, name_size

MEDIA_TYPES = {
    "application/pdf": "PDF",
    "text/html": "web page",
    "application/msword": "Word document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word document",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel spreadsheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint presentation",
    "text/csv": "CSV table",
    "application/epub+zip": "EPUB book",
    "application/zip": "ZIP archive",
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

    @property
    def byline(self) -> str:
        """The line that names them."""
        return f"By {', '.join(filter(None, [self.name, self.role]))}"


class Detail(Data):
    """A fact with its label."""

    label: Heading
    """The name of the fact, in a word or two: Cost"""
    text: Heading
    """The fact itself: £42,000"""


class Resource(Data):
    """A file or page that readers can open."""

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

    @property
    def form(self) -> str:
        """What readers should know before they follow the link: format, length and size."""
        return describe_file(self.media_type, self.pages, self.bytes)

    @property
    def enclosure(self) -> Enclosure:
        """The same for a feed."""
        return Enclosure(self.url, self.media_type, self.bytes, self.title)


def describe_file(media_type: str, pages: int | None, size: int | None) -> str:
    """Describe a file in words: its format, its length in pages, and its size, given in bytes."""
    length = f"{pages} page{'s' if pages != 1 else ''}" if pages else None
    return ", ".join(filter(None, [MEDIA_TYPES[media_type], length, name_size(size)]))
