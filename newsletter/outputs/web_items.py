"""The pages of items: made with their issue, then completed with links to related entries of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary, make_adapter
from newsletter.outputs.web.archive_order import order
from newsletter.outputs.web.items import ELSEWHERE, make_item_pages
from newsletter.outputs.web.related import RelatedItem, find_related
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

OUTPUT = "web_items"
_BETWEEN = b"\0"
"""What is between the pages of an issue: no document can have it."""

_LANGUAGE, _COUNTS, _NOTICE = "language", "counts", "notice:"


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the pages of the items of an issue, without what leads to other issues."""
    return _BETWEEN.join(page.content for page in make_item_pages(edition, renderer))


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Yield the pages of the items of each issue that has any, and of each e-mail about a correction."""
    newest_first, told = order(archive.publication, archive.issues), _list_told(archive)
    write = make_adapter(RelatedItem).dump_json
    rows = [write(RelatedItem.of(item)).decode() for issue in newest_first for item in issue.items]
    number = 0
    for issue, related in zip(newest_first, find_related(newest_first), strict=True):
        if related:
            own = rows[number : number + len(related)]
            yield _plan(archive, issue, (own, [[rows[one] for one in each] for each in related]), told)
        number += len(related)
    for notice in archive.notices:
        if notice.items:
            alone = [write(RelatedItem.of(item)).decode() for item in notice.items]
            yield _plan(archive, notice, (alone, [[] for _ in alone]), {})


def _list_told(archive: Archive) -> dict[str, dict[str, str]]:
    """Return the pages of e-mails about corrections of each issue, by the item that each is about."""
    told = defaultdict[str, dict[str, str]](dict)
    for notice in archive.notices:
        issue, _, item = notice.corrects.partition("#")
        told[issue][f"{_NOTICE}{item}:{notice.period}"] = notice.path
    return told


def _plan(
    archive: Archive, issue: IssueSummary, rows: tuple[list[str], list[list[str]]], told: dict[str, dict[str, str]]
) -> AggregatePage:
    """Plan the pages of an issue: the rows of its items, those of what is related to each, and how many these are."""
    own, related = rows
    options = {_COUNTS: " ".join(str(len(each)) for each in related)} | told.get(str(issue.period), {})
    options |= {_LANGUAGE: issue.language} if issue.language else {}
    every = (*own, *chain(*related))
    return AggregatePage(OUTPUT, issue.path, archive.publication, periods=(issue.period,), options=options, rows=every)


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the page of each item of an issue."""
    counts = [int(count) for count in aggregate.options[_COUNTS].split()]
    rows = map(make_adapter(RelatedItem).validate_json, aggregate.rows)
    own = list(islice(rows, len(counts)))
    for item, count, page in zip(own, counts, fragments[0].split(_BETWEEN), strict=True):
        links = _lead_on(aggregate, item, list(islice(rows, count)), renderer)
        yield Artifact(f"{SITE}{item.path}index.html", page.replace(ELSEWHERE.encode(), links.encode()))


def _lead_on(aggregate: AggregatePage, item: RelatedItem, related: Sequence[RelatedItem], renderer: Renderer) -> str:
    """Return the links from an item's page to related entries, and to the e-mail about its correction."""
    publication, notice = aggregate.publication, f"{_NOTICE}{item.path.rstrip('/').rpartition('/')[2]}:"
    wording = choose_wording(publication, aggregate.options.get(_LANGUAGE, publication.language))
    return renderer.page(
        "web/_related.html",
        related=[(one, item.explain(one, publication, wording)) for one in related],
        notices=[path for key, path in aggregate.options.items() if key.startswith(notice)],
        root="../" * item.path.count("/"),
        wording=wording,
    )
