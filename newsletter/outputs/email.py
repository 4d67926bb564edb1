"""The e-mail: HTML and plain text to look at. Drafts get one too."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import EMAIL, Artifact
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.renderer import Renderer

FOR_DRAFTS = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield ``email/PERIOD.html`` and ``.txt``, with the publication's own unsubscribe address."""
    if not has_own_mail(edition):
        return
    campaign = render_campaign(edition, renderer)
    text, html = fill_tokens(campaign, campaign.unsubscribe_url)
    stem = f"{EMAIL}{edition.issue.period}"
    yield Artifact(f"{stem}.html", html.encode())
    yield Artifact(f"{stem}.txt", text.encode())


def has_own_mail(edition: Edition) -> bool:
    """Tell whether an edition has an e-mail: where one holds all languages, it is that of the main one."""
    return not (edition.publication.is_one_mail and edition.publication.folder)
