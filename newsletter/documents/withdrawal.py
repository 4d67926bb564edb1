"""Withdrawals: of issues and items that were published, and are no longer there to be read. Data only."""

from __future__ import annotations

from pydantic import Field, StrictBool

from newsletter.documents.dates import Moment
from newsletter.documents.values import Data, MarkdownLine


class Withdrawal(Data):
    """When and why it was withdrawn after publication. Its address then says that, and its words are shown nowhere."""

    at: Moment = Field(title="When")
    """When it was withdrawn, with the time zone: 2024-02-03T10:00:00+00:00"""
    reason: MarkdownLine
    """One sentence that tells readers why. It must not repeat what was withdrawn."""


class Withdrawals(Data):
    """The notice for a withdrawn issue or entry."""

    show_titles: StrictBool = False
    """Whether the page that takes its place names it. Otherwise nothing tells what it was."""
