"""RSS 2.0, Atom 1.0 and JSON Feed 1.1: an entry for each issue, and an entry for each item; one file for each format.

A format has a ``FILE``, the name of its file in a feed's folder, and ``write(feed)``, which returns the file's bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import import_module

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.outputs.feeds import assembly, planning
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer

FORMATS = ("rss", "atom", "json_feed")


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield a page for the current documents, and one for each archived year."""
    yield from planning.plan(archive)


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the feed entries of an issue, as bytes."""
    return assembly.make_fragment(edition, renderer)


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # fragments are rendered already
    """Yield the feeds of issues and of items, in every format."""
    formats = [
        import_module(f"{__name__}.{name}") for name in FORMATS
    ]  # so that feedgen loads only if a feed is written
    for feed in assembly.assemble_feeds(aggregate, fragments):
        for made in formats:
            yield Artifact(f"{SITE}{feed.folder}{made.FILE}", made.write(feed))
