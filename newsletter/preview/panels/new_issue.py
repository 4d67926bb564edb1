"""Begins the issue of the next period, carrying over what every issue repeats."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsletter.documents.dates import name_period
from newsletter.documents.periods import Period, is_period, parse_period
from newsletter.documents.publication import Publication
from newsletter.documents.rhythm import explain_other_kind
from newsletter.editing.documents import find_issue_file
from newsletter.languages.wording import ENGLISH, find_wording
from newsletter.preview.frames import render_page
from newsletter.preview.requests import go_on, read_json, show_panel
from newsletter.preview.today import find_today
from newsletter.scaffolding.next_issue import NextIssue, offer_periods, plan_next_issue, write_next_issue

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_PROGRAM = "newsletter"
_NOTHING: Mapping[str, object] = MappingProxyType({})


def name_in_words(period: Period, publication: Publication) -> str:
    """Return the name of a period as an editor reads it: November 2026."""
    return name_period(find_wording(ENGLISH), period, publication.rhythm.hemisphere)


def make_routes(preview: Preview) -> list[Route]:
    """Return the routes of this panel."""

    def show(_request: Request) -> Response:
        publication = preview.cache.find_publication()
        return show_panel(_render(preview, publication) if publication else render_broken())

    async def begin(request: Request) -> Response:
        given = await read_json(request)
        publication = preview.cache.find_publication()
        if publication is None:
            return show_panel(render_broken(), 422)
        return await asyncio.to_thread(_begin, preview, publication, given)

    return [Route("/panel/new", show), Route("/panel/new", begin, methods=["POST"])]


def _render(
    preview: Preview, publication: Publication, wrong: str = "", chosen: Mapping[str, object] = _NOTHING
) -> str:
    """Return the panel, with what was chosen so far and what is wrong with it."""
    periods = offer_periods(preview.root, publication, find_today())
    issue = plan_next_issue(preview.root, publication, periods[0])
    names = {str(period): name_in_words(period, publication) for period in periods}
    last = name_in_words(issue.last.period, publication) if issue.last else ""
    keys = chosen.get("carry", []) if chosen else issue.keys
    period = chosen.get("period", str(periods[0]))
    return render_page("panels/new.html", issue=issue, names=names, last=last, keys=keys, period=period, wrong=wrong)


def render_broken() -> str:
    """Return what is said where the settings of the publication cannot be read."""
    return render_page("panels/broken.html")


def _begin(preview: Preview, publication: Publication, given: Mapping[str, object]) -> Response:
    """Write the draft that is asked for, and open it; or say what is wrong."""
    wrong = _write(preview, publication, given)
    if wrong:
        return show_panel(_render(preview, publication, wrong, given), 422)
    return go_on(f"issue={given['period']}")


def _write(preview: Preview, publication: Publication, given: Mapping[str, object]) -> str:
    name, keys = str(given.get("period", "")), given.get("carry", [])
    if not is_period(name) or explain_other_kind(period := parse_period(name), publication.rhythm):
        return "Choose which issue it is."
    issue = plan_next_issue(preview.root, publication, period)
    issue = replace(issue, keys=list(map(str, keys)) if isinstance(keys, list) else [])
    return write_draft(preview, publication, issue)


def write_draft(preview: Preview, publication: Publication, issue: NextIssue) -> str:
    """Write the draft of an issue; return why it cannot be, or nothing."""
    try:
        preview.editing.begin(find_issue_file(str(issue.period)))
        write_next_issue(preview.root, publication, issue, _PROGRAM, find_today())
    except FileExistsError:
        return f"There is an issue of {name_in_words(issue.period, publication)} already. Choose another."
    except OSError as error:
        return f"The issue cannot be written: {error.strerror}."
    return ""
