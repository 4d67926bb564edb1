"""The web archive: pages of issues, years and topics, that need no script and no server of their own.

One module for each kind of page. No file is read here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from newsletter.outputs.base import AggregatePage, Archive, Artifact
from newsletter.outputs.web.archive import make_front, make_year, make_years, plan_archive
from newsletter.outputs.web.archive_order import order
from newsletter.outputs.web.collections import list_collections
from newsletter.outputs.web.glossary import make_glossary, plan_glossary
from newsletter.outputs.web.issues import make_fragment, make_issue_page, plan_issues
from newsletter.outputs.web.page import FEEDS
from newsletter.outputs.web.site import make_pages
from newsletter.outputs.web.topic_pages import make_topic, make_topics, plan_topics
from newsletter.outputs.web.topics import write_rows
from newsletter.rendering.renderer import Renderer

__all__ = ["FEEDS", "make_aggregate_page", "make_fragment", "plan_aggregate_pages"]


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Plan every page of the site: fixed pages, lists, topics and issues."""
    has_items = any(issue.items for issue in archive.issues)
    feeds = {"issues": "some"} if archive.issues else {}
    offered = feeds | ({"entries": "some"} if has_items else {})
    events = {"events": "some"} if any(issue.events for issue in archive.issues) else {}
    yield AggregatePage("web", "pages:", archive.publication, options=offered | events)
    # What a page does not show must not make it out of date.
    shown = [replace(one, updated=one.published, weight=0, corrected=(), withdrawn=0) for one in archive.issues]
    newest_first = order(archive.publication, shown)
    collections = list(list_collections(archive.publication, newest_first))
    yield from plan_glossary(archive, offered)
    yield from plan_archive(archive, newest_first, collections, offered)
    yield from plan_topics(archive, collections, write_rows(newest_first), offered)
    yield from plan_issues(archive, newest_first)


_MAKERS = {
    "pages": make_pages,
    "front": make_front,
    "years": make_years,
    "year": make_year,
    "topics": make_topics,
    "glossary": make_glossary,
}


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the files of an aggregate page."""
    if aggregate.kind == "topic":
        return make_topic(aggregate, fragments, renderer)
    if aggregate.periods:
        return iter([make_issue_page(aggregate, fragments[0], renderer)])
    return _MAKERS[aggregate.kind](aggregate, renderer)
