"""Responses on the page of an item: each beside its point, and those to the whole item at the end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from newsletter.documents.responses import RecordedResponse, ResponseState, list_latest
from newsletter.languages.wording import Wording, mark
from newsletter.outputs.base import Archive
from newsletter.rendering.edition import Edition
from newsletter.rendering.entries import Entry

STATES: dict[ResponseState, str] = {
    "accepted": mark("accepted"),
    "in_hand": mark("in hand"),
    "done": mark("done"),
    "not_taken_up": mark("not taken up"),
}
"""The states of a response, in readers' words."""

PATH = "responses/"
"""The page of all responses."""


def are_answered(archive: Archive) -> bool:
    """Tell whether anything was answered to a published issue, so that there is a page of it."""
    answered = {response.issue for response in archive.publication.responses}
    return any(str(issue.period) in answered for issue in archive.issues)


_ITEM = re.compile(r'<li(?: id="([a-z0-9-]+)")?>|</li>')


def find_responses(edition: Edition, entry: Entry) -> tuple[RecordedResponse, ...]:
    """Return the latest responses to an item and its points."""
    about = (edition.issue.period, entry.block.id)
    return list_latest(one for one in edition.publication.responses if (one.issue, one.item) == tuple(map(str, about)))


def note_responses(html: Markup, edition: Edition, entry: Entry) -> Markup:
    """Add to each point of an item's page what was answered to it, and at the end what was answered to the item."""
    responses = find_responses(edition, entry)
    if not responses:
        return html
    wording = entry.wording
    parts, done = list[str](), 0
    for anchor, end in _find_ends(html):
        if answers := [one for one in responses if one.point == anchor]:
            parts += [html[done:end], _show(answers, wording)]
            done = end
    whole = [one for one in responses if not one.point]
    heading = wording.markup.gettext("Responses")
    parts += [html[done:], f"<h2>{heading}</h2>{_show(whole, wording)}" if whole else ""]
    return Markup("".join(parts))  # noqa: S704  # as it was, but for the responses, which are escaped


def _find_ends(html: str) -> Iterator[tuple[str, int]]:
    """Yield the anchor of each point, and where its list item ends; in HTML no text can look like a tag."""
    opened: list[str] = []
    for tag in _ITEM.finditer(html):
        if tag[0] != "</li>":
            opened.append(tag[1] or "")
        elif opened and (anchor := opened.pop()):
            yield anchor, tag.start()


def _show(responses: Iterable[RecordedResponse], wording: Wording) -> str:
    return "".join(f'<p class="response">{describe_response(one, wording)}</p>' for one in responses)


def describe_response(response: RecordedResponse, wording: Wording) -> Markup:
    """Return a response in a line: who, when, how far it is, why, until when, and what shows it."""
    own, days = wording.markup, wording.formats
    state = own.gettext(STATES[response.state])
    sentence = own.gettext("{name}, {day}: {state}.", name=response.by, day=days.day(response.on), state=state)
    parts = [sentence, Markup("{}").format(response.why or "")]
    if response.due and response.state != "done":
        parts.append(own.gettext("Due by {day}.", day=days.day(response.due)))
    if response.evidence:
        parts.append(Markup('<a href="{}">{}</a>').format(response.evidence, own.gettext("What shows it")))
    return Markup(" ").join(part for part in parts if part)
