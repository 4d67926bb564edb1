"""The e-mail: HTML and plain text to look at, and the whole message as it would arrive. Drafts get one too."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import EMAIL, Artifact
from newsletter.rendering.campaign import UNSUBSCRIBE_TOKEN, merge
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign, unsubscribe_address
from newsletter.rendering.message import compose_message
from newsletter.rendering.renderer import Renderer

FOR_DRAFTS = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield ``email/PERIOD.html``, ``.txt`` and ``.eml``, with the publication's own unsubscribe address."""
    campaign = render_campaign(edition, renderer)
    stem = f"{EMAIL}{edition.issue.period}"
    values = {UNSUBSCRIBE_TOKEN: unsubscribe_address(edition.publication)}
    yield Artifact(f"{stem}.html", merge(campaign.html, values).encode())
    yield Artifact(f"{stem}.txt", merge(campaign.text, values).encode())
    yield Artifact(f"{stem}.eml", compose_message(campaign, to=campaign.sender))
