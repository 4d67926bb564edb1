"""The output ``shopping-list``: what to buy for the recipes of an issue; nothing where there are none."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import SITE, Artifact
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

from .block import Recipe


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # what an output is given
    """Yield the list, a line an ingredient."""
    recipes = [block for block in edition.issue.walk() if isinstance(block, Recipe)]
    lines = [ingredient for recipe in recipes for ingredient in recipe.ingredients]
    if lines:
        yield Artifact(f"{SITE}{edition.path}shopping-list.txt", "".join(f"{line}\n" for line in lines).encode())
