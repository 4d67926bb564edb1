"""The record of what was published: of each issue its digest, addresses and ids, and its e-mail's pictures. Data only.

An e-mail that was sent loads its pictures for as long as somebody keeps it, so they are never removed from the site.
Links lead to its addresses, and feed readers know its ids, for as long.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from newsletter.documents.redirects import SitePath
from newsletter.documents.rhythm import PeriodName
from newsletter.documents.values import Data, HttpsUrl, Id, InnerFile, Language

FILE = "issues/published.json"
"""The record of a publication, which people commit."""

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Urn = Annotated[str, Field(pattern="^urn:uuid:[0-9a-f-]{36}$")]
Count = Annotated[StrictInt, Field(ge=0)]


class PictureOrigin(Data):
    """What a picture was made from, so that it can be made again."""

    file: InnerFile
    """The file of the publication."""
    sha256: Sha256
    """SHA-256 of that file."""
    crop: tuple[Count, Count, Count, Count] | None = None
    """The part of it that is shown: left, top, right, bottom, in its pixels. None for a file served as it is."""
    heaviest: Count | None = None
    """The bytes above which its quality was lowered. None for a file served as it is."""


class PublishedPicture(Data):
    """A picture in an e-mail, as it was on the web when the issue was published."""

    file: InnerFile
    """Its path in the site."""
    address: HttpsUrl
    """The address from which the e-mail loads it."""
    type: Annotated[str, Field(pattern="^image/[a-z0-9.+-]+$")]
    """Its media type."""
    bytes: Count
    """Its length."""
    width: Count | None = None
    """Its width in pixels, if it is known."""
    height: Count | None = None
    """Its height in pixels, if it is known."""
    sha256: Sha256
    """SHA-256 of what was encoded: another machine may encode the same picture otherwise."""
    origin: PictureOrigin | None = None
    """What it was made from, if that is known."""


class PublishedItem(Data):
    """An item that was published: its address and its id stay for ever."""

    path: SitePath
    """The path of its page in the site, with the folder of its language."""
    urn: Urn
    """Its id in every feed."""
    points: tuple[Id, ...] = ()
    """The ids that were written for its points, to which links may lead."""


class PublishedIssue(Data):
    """An issue that was published."""

    digest: Sha256
    """The digest of its e-mail."""
    page: HttpsUrl
    """Its page."""
    pictures: tuple[PublishedPicture, ...] = ()
    """The pictures of its e-mail, by their paths."""
    path: SitePath | None = None
    """The path of its page in the site, with the folder of its language. Older records have none."""
    urn: Urn | None = None
    """Its id in every feed."""
    items: dict[Id, PublishedItem] = Field(default_factory=dict)
    """Its items, by their ids."""
    languages: dict[Language, PublishedIssue] = Field(default_factory=dict)
    """The issue in the other languages of its publication."""


class PublishedRecord(Data):
    """Every issue that was published, by its period."""

    format: Literal[1] = 1
    """The version of this format."""
    issues: dict[PeriodName, PublishedIssue] = Field(default_factory=dict)
    """The issues, the oldest first."""
