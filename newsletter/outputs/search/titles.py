"""The titles of all entries from A to Z, for those who browse: pages of titles, and above them pages of pages.

Pages are cut by first letters, as the files of the index are, so that a title more changes its own page and few others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from newsletter.outputs.base import AggregatePage, Archive, Artifact, make_adapter
from newsletter.outputs.search.folding import fold
from newsletter.outputs.search.shards import cut
from newsletter.outputs.web.page import describe, fill, offered
from newsletter.outputs.web.topics import ListedItem
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

TITLES = "titles"
"""The kind of these pages, which their names have before their paths."""

TOP = "search/titles/"
_MOST = 50
"""Titles on a page from which it is cut, and links to pages."""

_LETTERS = 80
"""How many letters of a title count; of two that begin with the same the older address is first."""


class TitleRange(NamedTuple):
    """A page of titles, by the first and the last of them."""

    path: str
    first: ListedItem
    last: ListedItem


class _Row(NamedTuple):
    """A row of a page, a title or a page of titles: by what it is sorted, and where it leads."""

    key: str
    leads_to: TitleRange
    is_title: bool


def plan_titles(archive: Archive, options: Mapping[str, str]) -> Iterator[AggregatePage]:
    """Yield the pages of all titles; the page at the top has the address of the list."""
    items = [ListedItem.of(issue, item) for issue in archive.issues for item in issue.items]
    keyed = sorted((f"{fold(item.title)[:_LETTERS]} {item.path}", item) for item in items)
    rows = [_Row(key, TitleRange(item.path, item, item), is_title=True) for key, item in keyed]
    while rows:
        runs = cut([row.key for row in rows], [1] * len(rows), _MOST)
        pages = [rows[start:end] for start, end in runs]
        above = [_lead_to(page, TOP if len(pages) == 1 else _name(page)) for page in pages]
        for row, page in zip(above, pages, strict=True):
            yield _plan(archive, row.leads_to.path, page, options)
        rows = above if len(pages) > 1 else []


def _lead_to(page: Sequence[_Row], path: str) -> _Row:
    leads_to = TitleRange(path, page[0].leads_to.first, page[-1].leads_to.last)
    return _Row(page[0].key, leads_to, is_title=False)


def _name(page: Sequence[_Row]) -> str:
    """Return the address of a page below the top: made of its first title, which may have any letters."""
    level = "" if page[0].is_title else "pages-"
    return f"{TOP}{level}{hashlib.sha256(page[0].key.encode()).hexdigest()[:12]}/"


def _plan(archive: Archive, path: str, page: Sequence[_Row], options: Mapping[str, str]) -> AggregatePage:
    write_title, write_range = make_adapter(ListedItem).dump_json, make_adapter(TitleRange).dump_json
    shown = [write_title(row.leads_to.first) if row.is_title else write_range(row.leads_to) for row in page]
    kept = {**options, "of": "titles" if page[0].is_title else "pages"}
    rows = tuple(row.decode() for row in shown)
    return AggregatePage("search", f"{TITLES}:{path}", archive.publication, options=kept, rows=rows)


def make_titles(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page of titles, or of pages of titles."""
    publication, is_leaf = aggregate.publication, aggregate.options["of"] == "titles"
    wording = choose_wording(publication)
    title = wording.gettext("All entries from A to Z")
    page = describe(publication, aggregate.path, title, f"{publication.title}: {title}")
    read = make_adapter(ListedItem if is_leaf else TitleRange).validate_json
    rows = [read(row) for row in aggregate.rows]
    yield fill(renderer, page, "titles", offered(aggregate), rows=rows, is_leaf=is_leaf, is_top=aggregate.path == TOP)
