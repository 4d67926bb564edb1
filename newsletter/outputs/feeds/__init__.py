"""RSS 2.0, Atom 1.0 and JSON Feed 1.1, with an entry an issue and with an entry an item; one file a format.

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


def plan_sheets(archive: Archive) -> Iterator[AggregatePage]:
    """Yield a sheet for what readers subscribe to, and one for each archived year."""
    yield from planning.plan(archive)


def clip_issue(edition: Edition, renderer: Renderer) -> bytes:
    """Return what an issue brings to the sheets it is in."""
    return assembly.clip(edition, renderer)


def make_sheet(sheet: AggregatePage, clips: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:  # noqa: ARG001  # clips are rendered already
    """Yield every grain of a sheet in every format."""
    formats = [import_module(f"{__name__}.{name}") for name in FORMATS]  # feedgen loads only where a feed is written
    for feed in assembly.assemble_feeds(sheet, clips):
        for made in formats:
            yield Artifact(f"{SITE}{feed.folder}{made.FILE}", made.write(feed))
