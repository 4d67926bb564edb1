"""The social card of an issue, shown where someone shares a link to its page, and there as soon as that is."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import SITE, Artifact
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.social_card import make_card


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the card, if one can be drawn."""
    folder = f"{SITE}{pictures_path(edition.issue.period)}"
    if card := make_card(edition, renderer.pictures):
        yield Artifact(f"{folder}{card.name}", renderer.pictures.keep(card.name, folder, card.draw))
