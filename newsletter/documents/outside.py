"""Documents of others that an issue links to, and what was found when they were visited. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from newsletter.documents.dates import Day
from newsletter.documents.published import Sha256
from newsletter.documents.text_kinds import Role
from newsletter.documents.values import Data, HttpsUrl

FILE = "issues/sources.json"
"""What was found of every document, which people commit."""


class SourceSettings(Data):
    """What newsletter sources visits."""

    links: StrictBool = Field(default=False, title="Links in texts")
    """Whether it visits what texts link to as well, beside the documents that items list."""


class OutsideDocument(Data):
    """What an editor noted about a document on another site, which may be moved or removed."""

    seen: Annotated[Day | None, Role.FOR_EDITORS] = Field(default=None, title="Read on")
    """The day on which it was read: 2024-01-31"""
    sha256: Annotated[Sha256 | None, Role.FOR_EDITORS] = Field(default=None, title="Fingerprint (SHA-256)")
    """The fingerprint of the file that was read, by which a change is noticed: SHA-256 in hexadecimal."""
    available_until: Day | None = Field(default=None, title="Available until")
    """The last day on which its publisher keeps it, if that is known: 2025-01-31"""
    archived: HttpsUrl | None = Field(default=None, title="Address of a copy in an archive")
    """The address of a copy in a public archive, which pages offer once the document is gone."""


SourceState = Literal["alive", "moved", "changed", "gone", "unknown"]
"""At its address as it was; elsewhere; at its address with other content; gone; not known, since nothing answered."""


class SourceRecord(Data):
    """What was found of one document."""

    state: SourceState
    """What became of it."""
    since: Day
    """The day on which that was first found."""
    checked: Day
    """The day on which its address was last visited."""
    to: HttpsUrl | None = None
    """Where it moved."""
    why: str = ""
    """What was answered, for editors."""
    sha256: Sha256 | None = None
    """SHA-256 of what was read: as an issue says, or as it was first found."""
    bytes: Annotated[StrictInt, Field(ge=0)] | None = None
    """Its length when it was last found, in bytes."""
    etag: str = ""
    """What its host calls this version of it, by which a later visit asks whether it has changed (RFC 9110, 8.8.3)."""
    modified: str = ""
    """When its host says that it was last changed, in the words of the host (RFC 9110, 8.8.2)."""
    issues: tuple[str, ...] = ()
    """The issues that link to it."""


class SourcesRecord(Data):
    """What was found of every document, by its address."""

    format: Literal[1] = 1
    """The version of this format."""
    sources: dict[HttpsUrl, SourceRecord] = Field(default_factory=dict)
    """The documents, by address."""
