"""Approvals of an issue: who said that exactly these words may go out. Data only, kept beside the issue."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from newsletter.documents.dates import Moment
from newsletter.documents.values import Data, PlainText

SUFFIX = ".approvals.yaml"
"""What the file of an issue's approvals ends with: ``issues/2024-01.approvals.yaml``."""


class Approval(Data):
    """A named person's word that an issue may go out exactly as it was."""

    by: PlainText
    """Who approved it."""
    at: Moment
    """When they did."""
    digest: str
    """SHA-256 of what readers would get; another letter makes another digest."""


class ContentSnapshot(Data):
    """The words of one digest, kept so that a later change can be shown."""

    model_config = ConfigDict(str_strip_whitespace=False)

    digest: str
    """SHA-256 of what a reader gets."""
    subject: str
    """The subject line."""
    preheader: str
    """The line that inboxes show after it."""
    sender: str
    """Name and address of the sender."""
    layout: str
    """SHA-256 of the HTML: links, colours and pictures are in that alone."""
    text: tuple[str, ...]
    """The plain text, line by line."""


class Approvals(Data):
    """Every approval of one issue, and the words that were approved last."""

    model_config = ConfigDict(populate_by_name=True)

    approvals: tuple[Approval, ...] = ()
    """Oldest first. Those of other digests hold no more."""
    snapshot: ContentSnapshot | None = Field(default=None, alias="letter")
    """What was approved last."""
