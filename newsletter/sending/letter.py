"""What a reader gets, as lines that people can compare: kept with an approval, a test and a send."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.rendering.campaign import Campaign

MOST_LINES = 60
"""Lines of a difference that are shown; who changed more knows it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of one digest. ``layout`` is the SHA-256 of the HTML: links, colours and pictures are in that alone."""

    digest: str
    subject: str
    preheader: str
    sender: str
    layout: str
    text: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """All that can be compared, a line each."""
        return [f"From: {self.sender}", f"Subject: {self.subject}", f"Preheader: {self.preheader}", "", *self.text]


def write_letter(campaign: Campaign) -> Letter:
    """Return the words of a campaign."""
    return Letter(
        digest=campaign.digest,
        subject=campaign.subject,
        preheader=campaign.preheader,
        sender=f"{campaign.sender.name} <{campaign.sender.email}>",
        layout=hashlib.sha256(campaign.html.encode()).hexdigest(),
        text=tuple(campaign.text.splitlines()),
    )


def compare_letters(before: Letter, now: Letter) -> Iterator[str]:
    """Yield what has changed, as a text difference: lines that went with ``-``, lines that came with ``+``."""
    changes = difflib.unified_diff(before.lines, now.lines, before.digest[:8], now.digest[:8], n=1, lineterm="")
    shown = list(changes)
    yield from shown[:MOST_LINES]
    if len(shown) > MOST_LINES:
        yield f"… and {len(shown) - MOST_LINES} more lines."
    if not shown and before.layout != now.layout:
        yield "The words are the same; links, layout or colours of the HTML are not."
