"""The whole message as it would arrive, to try in a mail program before it is sent.

It repeats all of the e-mail, so an issue that is out has none until its e-mail is built by name.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import EMAIL, Artifact
from newsletter.outputs.email import has_own_mail
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.message import compose_message
from newsletter.rendering.renderer import Renderer

FOR_DRAFTS = True
UNTIL_PUBLIC = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield ``email/PERIOD.eml``, to the sender, with the publication's own unsubscribe address."""
    if not has_own_mail(edition):
        return
    campaign = render_campaign(edition, renderer)
    message = compose_message(campaign, to=campaign.sender, unsubscribe_url=campaign.unsubscribe_url)
    yield Artifact(f"{EMAIL}{edition.issue.period}.eml", message)
