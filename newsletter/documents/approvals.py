"""Approvals of an issue: who approved exactly which content. Data only, in a file beside the issue."""

from __future__ import annotations

from pydantic import ConfigDict, Field

from newsletter.documents.dates import Moment
from newsletter.documents.values import Data, PlainText

SUFFIX = ".approvals.yaml"
"""The suffix of the file with an issue's approvals: ``issues/2024-01.approvals.yaml``."""


class Approval(Data):
    """A named person's approval of an issue with exactly this content."""

    by: PlainText
    """Who approved it."""
    at: Moment
    """When they approved it."""
    digest: str
    """SHA-256 of what readers would get; any change to the content changes it."""


class ContentSnapshot(Data):
    """The content behind one digest, kept so that later changes can be shown."""

    model_config = ConfigDict(str_strip_whitespace=False)

    digest: str
    """SHA-256 of what readers get."""
    subject: str
    """The subject line."""
    preheader: str
    """The line that inboxes show after it."""
    sender: str
    """Name and address of the sender."""
    layout: str
    """SHA-256 of the HTML, which alone has the links, colours and pictures."""
    text: tuple[str, ...]
    """The plain text, line by line."""


class Approvals(Data):
    """Every approval of one issue, and the content that was approved last."""

    model_config = ConfigDict(populate_by_name=True)

    approvals: tuple[Approval, ...] = ()
    """Oldest first. Those of other digests no longer count."""
    snapshot: ContentSnapshot | None = Field(default=None, alias="letter")
    """The content that was approved last."""
