"""Withdrawals: of issues and items that were published, and are no longer there to be read. Data only."""

from __future__ import annotations

from pydantic import Field, StrictBool

from newsletter.documents.dates import Moment
from newsletter.documents.values import Data, MarkdownLine


class Withdrawal(Data):
    """That it was withdrawn after publication. Its address then says so; its words are nowhere any more."""

    at: Moment = Field(title="When")
    """When it was withdrawn, with the time zone: 2024-02-03T10:00:00+00:00"""
    reason: MarkdownLine
    """One sentence that tells readers why. It must not repeat what was withdrawn."""


class Withdrawals(Data):
    """What is said of an issue or an entry that was withdrawn."""

    show_titles: StrictBool = False
    """Whether the page that takes its place names it. Otherwise nothing tells what it was."""
