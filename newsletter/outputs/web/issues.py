"""Pages of issues.

That of an issue shows nothing of another but the titles of the one before and the one after it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from markupsafe import Markup

from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact, IssueSummary, summarise
from newsletter.outputs.web.bodies import render_body
from newsletter.outputs.web.page import SitePage, fill, offer
from newsletter.outputs.web.structured import describe_issue
from newsletter.rendering.block_markers import strip_markers
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.social_card import make_card
from newsletter.rendering.words import choose_wording

_NEIGHBOURS = Markup("<!--neighbours-->")
"""The placeholder for links to other issues, which are not known yet. No text can look like it."""


def make_fragment(edition: Edition, renderer: Renderer) -> bytes:
    """Return the page of an issue, without the links to the issues before and after it."""
    issue = edition.issue
    description = summarise([issue.intro or issue.preheader or issue.title])
    page = SitePage(edition.publication, edition.path, issue.title, description, edition.language, edition.direction)
    feeds = offer(has_issues=True, has_items=bool(edition.items))
    digest = strip_markers(render_campaign(edition, renderer), renderer).digest
    body = partial(render_body, renderer, edition, page)
    values = {"digest": digest, "body": body, "neighbours": _NEIGHBOURS, "structured": describe_issue(edition)}
    values["card"] = make_card(edition, renderer.pictures)
    whole = fill(renderer, page, "issue", feeds, edition=edition, **values)
    return whole.content


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
