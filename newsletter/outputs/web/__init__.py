"""The web archive: pages for issues, items, themes and subscribing, that need no script and no server of their own.

One module for each kind of page. No file is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.outputs.base import AggregatePage, Archive, Artifact
from newsletter.outputs.web.archive import make_archive, order
from newsletter.outputs.web.issues import issue_artifacts, make_fragment, make_issue_page
from newsletter.outputs.web.page import FEEDS
from newsletter.outputs.web.site import make_pages
from newsletter.outputs.web.themes import make_themes
from newsletter.rendering.renderer import Renderer

__all__ = ["FEEDS", "issue_artifacts", "make_aggregate_page", "make_fragment", "plan_aggregate_pages"]


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the pages about no issue, the list of issues, the page of each, and those of the themes there are."""
    has_items = any(issue.items for issue in archive.issues)
    feeds = {"issues": "some"} if archive.issues else {}
    offered = feeds | ({"entries": "some"} if has_items else {})
    events = {"events": "some"} if any(issue.events for issue in archive.issues) else {}
    yield AggregatePage("web", "pages", archive.publication, options=offered | events)
    yield AggregatePage("web", "archive", archive.publication, archive.issues, options=offered)
    # What a page does not show must not make it out of date.
    bare = tuple(replace(issue, summary="", updated=issue.published, weight=0, cover=None) for issue in archive.issues)
    if archive.publication.themes:
        yield AggregatePage("web", "themes", archive.publication, bare, options=offered)
    in_order = order(archive.publication, [replace(issue, items=(), events=0) for issue in bare])
    for place, issue in enumerate(in_order):
        around = in_order[max(0, place - 1) : place + 2]
        yield AggregatePage("web", issue.path, archive.publication, tuple(around), periods=(issue.period,))


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the files of an aggregate page."""
    if aggregate.periods:
        return iter([make_issue_page(aggregate, fragments[0], renderer)])
    makers = {"pages": make_pages, "archive": make_archive, "themes": make_themes}
    return makers[aggregate.name](aggregate, renderer)
