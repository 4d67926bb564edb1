"""The e-mail: HTML and plain text to look at, and the whole message as it would arrive. Drafts get one too."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import EMAIL, Artifact
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.message import compose_message, fill_tokens
from newsletter.rendering.renderer import Renderer

FOR_DRAFTS = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield ``email/PERIOD.html``, ``.txt`` and ``.eml``, with the publication's own unsubscribe address."""
    if edition.publication.is_one_mail and edition.publication.folder:
        return  # the e-mail of the main language holds it
    campaign = render_campaign(edition, renderer)
    text, html = fill_tokens(campaign, campaign.unsubscribe_url)
    stem = f"{EMAIL}{edition.issue.period}"
    yield Artifact(f"{stem}.html", html.encode())
    yield Artifact(f"{stem}.txt", text.encode())
    message = compose_message(campaign, to=campaign.sender, unsubscribe_url=campaign.unsubscribe_url)
    yield Artifact(f"{stem}.eml", message)
