"""Responses to recommendations: a page, with what is overdue on the day of the build, and a table for action plans.

Nothing of it is sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from newsletter.documents.publication import Publication
from newsletter.documents.responses import RecordedResponse, count_responses, list_latest
from newsletter.outputs.base import SITE, AggregatePage, Archive, Artifact
from newsletter.outputs.data import find_fragment_file, make_fragment
from newsletter.outputs.data.tables import format_table
from newsletter.outputs.web.page import describe, fill, offer
from newsletter.outputs.web.responses import PATH, STATES, describe_response
from newsletter.rendering.edition import absolute
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

__all__ = ["find_fragment_file", "make_aggregate_page", "make_fragment", "plan_aggregate_pages"]

_COLUMNS = (
    *("issue", "item", "point", "title", "text", "owner", "by", "on"),
    *("state", "why", "due", "overdue", "evidence", "url"),
)


@dataclass(frozen=True, slots=True)
class AnsweredPoint:
    """A response with the words, title and address of what it answers."""

    response: RecordedResponse
    title: str
    text: str
    owner: str
    url: str
    path: str
    """The address below the site."""


def plan_aggregate_pages(archive: Archive) -> Iterator[AggregatePage]:
    """Plan the page and the table, if any published issue has a response. Both are as of a day."""
    answered = {response.issue for response in archive.publication.responses}
    periods = tuple(issue.period for issue in archive.issues if str(issue.period) in answered)
    if periods:
        day = (archive.as_of or date.max).isoformat()
        has_items = {"entries": "some"} if any(issue.items for issue in archive.issues) else {}
        yield AggregatePage("responses", "all", archive.publication, periods=periods, options={"day": day, **has_items})


def make_aggregate_page(aggregate: AggregatePage, fragments: Sequence[bytes], renderer: Renderer) -> Iterator[Artifact]:
    """Yield the page of responses, and the table for an action plan."""
    day = date.fromisoformat(aggregate.options["day"])
    answered = list(_join(aggregate.publication, [json.loads(fragment) for fragment in fragments], day))
    yield _make_page(aggregate, answered, day, renderer)
    rows = (_make_row(one, day) for one in answered)
    yield Artifact(f"{SITE}data/actions.csv", format_table(_COLUMNS, rows))


def _join(publication: Publication, issues: Sequence[Mapping[str, Any]], day: date) -> Iterator[AnsweredPoint]:
    """Yield the latest response to each point or item up to a day, with what it answers."""
    items = {(item["issue"], item["id"]): item for issue in issues for item in issue["items"]}
    points = {(one["issue"], one["item"], one["id"]): one for issue in issues for one in issue["points"]}
    for response in list_latest(one for one in publication.responses if one.on <= day):
        item = items.get((response.issue, response.item))
        point = points.get((response.issue, response.item, response.point), {})
        if item and (point or not response.point):
            url = point.get("url") or item["url"]
            path = url.removeprefix(absolute(publication, ""))
            yield AnsweredPoint(response, item["title"], point.get("text", ""), point.get("owner", ""), url, path)


def _make_page(aggregate: AggregatePage, answered: Sequence[AnsweredPoint], day: date, renderer: Renderer) -> Artifact:
    publication, wording = aggregate.publication, choose_wording(aggregate.publication)
    title = wording.gettext("Responses")
    about = wording.gettext("What became of the recommendations in {title}.", title=publication.title)
    overdue = [one for one in answered if one.response.is_overdue(day)]
    groups = {wording.gettext("Overdue on {day}", day=wording.formats.day(day)): overdue} if overdue else {}
    for state, name in STATES.items():
        found = [one for one in answered if one.response.state == state and one not in overdue]
        groups |= {wording.gettext(name).capitalize(): found} if found else {}
    return fill(
        renderer,
        describe(publication, PATH, title, about),
        "responses",
        offer(has_issues=True, has_items="entries" in aggregate.options),
        groups=groups,
        counts=count_responses([one.response for one in answered], day),
        describe_response=lambda one: describe_response(one.response, wording),
        day=day,
    )


def _make_row(one: AnsweredPoint, day: date) -> dict[str, object]:
    response = one.response
    return {
        "issue": response.issue,
        "item": response.item,
        "point": response.point,
        "title": one.title,
        "text": one.text,
        "owner": one.owner,
        "by": response.by,
        "on": response.on,
        "state": response.state,
        "why": response.why or "",
        "due": response.due or "",
        "overdue": "yes" if response.is_overdue(day) else "no",
        "evidence": response.evidence or "",
        "url": one.url,
    }
