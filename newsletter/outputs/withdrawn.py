"""The page at the address of a withdrawn issue or item. It says that, and nothing of what it was."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import Artifact
from newsletter.outputs.web.page import SitePage, fill
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Tombstone
from newsletter.rendering.renderer import Renderer

FOR_WITHDRAWN = True


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page for the issue, if it was withdrawn, and for each of its items that was."""
    for tombstone in edition.withdrawn.tombstones:
        yield _make_page(edition, renderer, tombstone)


def _make_page(edition: Edition, renderer: Renderer, tombstone: Tombstone) -> Artifact:
    wording, publication = edition.wording, edition.publication
    title = (
        wording.gettext("This entry was withdrawn")
        if tombstone.item_id
        else wording.gettext("This issue was withdrawn")
    )
    page = SitePage(publication, tombstone.path, title, publication.description, edition.language, edition.direction)
    # No feed is offered: with the last issue that is withdrawn, they are gone too.
    is_item = bool(tombstone.item_id) and edition.issue.withdrawn is None
    return fill(renderer, page, "withdrawn", (), edition=edition, tombstone=tombstone, is_item=is_item)
