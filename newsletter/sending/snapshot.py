"""What a reader gets, as lines that people can compare: kept with an approval, a test and a send."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator

from newsletter.documents.approvals import ContentSnapshot
from newsletter.rendering.campaign import Campaign

MOST_LINES = 60
"""Lines of a difference that are shown; who changed more knows it."""


def take_snapshot(campaign: Campaign) -> ContentSnapshot:
    """Return the words of a campaign."""
    return ContentSnapshot(
        digest=campaign.digest,
        subject=campaign.subject,
        preheader=campaign.preheader,
        sender=f"{campaign.sender.name} <{campaign.sender.email}>",
        layout=hashlib.sha256(campaign.html.encode()).hexdigest(),
        text=tuple(campaign.text.splitlines()),
    )


def diff_snapshots(before: ContentSnapshot, now: ContentSnapshot) -> Iterator[str]:
    """Yield what has changed, as a text difference: lines that went with ``-``, lines that came with ``+``."""
    names = before.digest[:8], now.digest[:8]
    changes = list(difflib.unified_diff(_list_lines(before), _list_lines(now), *names, n=1, lineterm=""))
    yield from changes[:MOST_LINES]
    if len(changes) > MOST_LINES:
        yield f"… and {len(changes) - MOST_LINES} more lines."
    if not changes and before.layout != now.layout:
        yield "The words are the same; links, layout or colours of the HTML are not."


def _list_lines(snapshot: ContentSnapshot) -> list[str]:
    return [
        f"From: {snapshot.sender}",
        f"Subject: {snapshot.subject}",
        f"Preheader: {snapshot.preheader}",
        "",
        *snapshot.text,
    ]
