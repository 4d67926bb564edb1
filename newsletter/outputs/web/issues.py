"""Pages of issues and of items.

That of an issue shows nothing of another but the titles of the one before and the one after it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary, summarise
from newsletter.outputs.citations import cite_entry, list_links
from newsletter.outputs.web.page import SitePage, fill, offer
from newsletter.outputs.web.responses import note_responses
from newsletter.outputs.web.sources import note_sources
from newsletter.outputs.web.structured import describe_issue, describe_item
from newsletter.rendering.block_markers import number_entry, strip_markers
from newsletter.rendering.edition import Edition, lead_within, pictures_path
from newsletter.rendering.email import render_campaign
from newsletter.rendering.entries import Entry
from newsletter.rendering.filters import link_notes
from newsletter.rendering.pictures import Medium
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.social_card import make_card
from newsletter.rendering.words import choose_wording

_NEIGHBOURS = Markup("<!--neighbours-->")
"""Where the page of an issue leads to others, which are not known while it is made. No text can look like it."""


def issue_artifacts(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    """Yield a page for each item of an issue."""
    neighbours = zip((None, *edition.items), edition.items, (*edition.items[1:], None), strict=False)
    for previous, entry, following in neighbours:
        yield _make_item_page(edition, renderer, entry, (previous, following))


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the page of an issue, without the links to the issues before and after it."""
    issue = edition.issue
    description = summarise([issue.intro or issue.preheader or issue.title])
    page = SitePage(edition.publication, edition.path, issue.title, description, edition.language, edition.direction)
    feeds = offer(has_issues=True, has_items=bool(edition.items))
    digest = strip_markers(render_campaign(edition, renderer), renderer).digest
    body = partial(_render_body, renderer, edition, page)
    values = {"digest": digest, "body": body, "neighbours": _NEIGHBOURS, "structured": describe_issue(edition)}
    values["card"] = make_card(edition, renderer.pictures)
    whole = fill(renderer, page, "issue", feeds, edition=edition, **values)
    return whole.content


def _render_body(
    renderer: Renderer, edition: Edition, page: SitePage, entry: Entry, level: int | None = None
) -> Markup:
    """Render an entry for a page: its pictures have relative addresses, as everything in the site."""
    html = renderer.html(edition, entry, level, Medium.ITEM if level == 1 else Medium.PAGE)
    publication, path = edition.publication, pictures_path(edition.issue.period)
    html = html.replace(f"{publication.site_url}/{path}", f"{page.top}{path}")
    html = note_sources(html, edition, entry)
    html = note_responses(html, edition, entry) if level == 1 else html
    return link_notes(_let_scroll(html), entry.wording, entry.block.id or f"block_{number_entry(edition, entry)}")


def _make_item_page(
    edition: Edition, renderer: Renderer, entry: Entry, neighbours: tuple[Entry | None, Entry | None]
) -> Artifact:
    publication, item = edition.publication, entry.block
    note = edition.note_for(item)
    # Search results and previews of a link show the description with no note before it.
    description = summarise([item.lead(entry.wording)]) if not note else ""
    page = SitePage(
        publication,
        str(entry.path),
        str(item.heading),
        description or publication.description,
        edition.language,
        edition.direction,
    )
    body = lead_within(_render_body(renderer, edition, page, entry, 1), f"{page.root}{edition.path}")
    facts, body = _split_facts(Markup(body))  # noqa: S704  # only addresses change
    return fill(
        renderer,
        page,
        "item",
        offer(has_issues=True, has_items=True),
        edition=edition,
        entry=entry,
        note=note,
        neighbours=neighbours,
        facts=facts,
        body=body,
        **_describe_item(edition, entry, renderer),
    )


def _describe_item(edition: Edition, entry: Entry, renderer: Renderer) -> dict[str, object]:
    """Return what the page of an item says of it to readers who look further, and to other programs."""
    cited, known = cite_entry(edition, entry), edition.publication.themes
    themes = {theme: known[theme] for theme in entry.block.categories() if theme in known}
    known_to_others = {"structured": describe_item(edition, entry), "card": make_card(edition, renderer.pictures)}
    return {"themes": themes, "cited": cited, "references": list_links(cited), **known_to_others}


def _let_scroll(html: str) -> Markup:
    """Let the keyboard reach listings, which scroll where they are wider than the page (WCAG 2.2, 2.1.1).

    In mail and feeds they wrap. In HTML no text can look like such a tag, since every < in it is escaped.
    """
    return Markup(str(html).replace('<pre class="code"', '<pre class="code" tabindex="0"'))  # noqa: S704  # already escaped


_FACTS = re.compile(r'(?:<!--block [0-9]{1,9}-->)?\s*+<p class="facts">.*?</p>', re.DOTALL)


def _split_facts(body: Markup) -> tuple[Markup, Markup]:
    """Return the line of facts with which many blocks begin, and the rest: a note goes between them.

    The preview has a mark before the block.
    """
    found = _FACTS.match(body)
    end = found.end() if found else 0
    return body[:end], body[end:]


def plan_issues(archive: Archive, newest_first: Sequence[IssueSummary]) -> Iterator[AggregatePage]:
    """Yield the page of each issue, which names the issues beside it and what subscribers were told of corrections."""
    bare = [replace(issue, summary="", items=(), events=0, cover=None) for issue in newest_first]
    told = defaultdict[str, dict[str, str]](dict)
    for notice in archive.notices:
        told[notice.corrects.partition("#")[0]][f"notice:{notice.period}"] = notice.path
    for place, issue in enumerate(bare):
        around, options = tuple(bare[max(0, place - 1) : place + 2]), told[str(issue.period)]
        yield AggregatePage("web", issue.path, archive.publication, around, (issue.period,), options)
    for notice in archive.notices:
        bare_notice = replace(notice, updated=notice.published, weight=0, corrected=(), withdrawn=0)
        alone = replace(bare_notice, summary="", items=(), events=0, cover=None)
        yield AggregatePage("web", notice.path, archive.publication, (alone,), (notice.period,))


def make_issue_page(aggregate: AggregatePage, fragment: bytes, renderer: Renderer) -> Artifact:
    """Return the page of an issue with links to the one before and the one after it, where they are."""
    [place] = [place for place, issue in enumerate(aggregate.issues) if issue.path == aggregate.name]
    page = aggregate.issues[place]
    links = renderer.page(
        "web/_neighbours.html",
        before=next(iter(aggregate.issues[place + 1 :]), None),
        after=next(iter(aggregate.issues[:place]), None),
        notices=aggregate.options.values(),
        root="../" * page.path.count("/"),
        wording=choose_wording(aggregate.publication, page.language),
    )
    return Artifact(f"{SITE}{page.path}index.html", fragment.replace(_NEIGHBOURS.encode(), links.encode()))
