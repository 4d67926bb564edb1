"""The fixed pages and files: how to subscribe, not found, the style sheet and the icon."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from newsletter.outputs import calendar
from newsletter.outputs.base import SITE, AggregatePage, Artifact
from newsletter.outputs.web.page import MISSING, describe, fill, offered
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording


def make_pages(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the fixed pages, and the files that every page loads."""
    publication = aggregate.publication
    sender, wording = publication.sender, choose_wording(publication)
    subject = wording.gettext("Subscribe to {title}", title=publication.title)
    write = f"mailto:{sender.reply_to or sender.email}?subject={quote(subject)}"
    about = wording.gettext("How to receive {title} by e-mail or by feed.", title=publication.title)
    yield fill(
        renderer,
        describe(publication, "subscribe/", wording.gettext("Subscribe"), about),
        "subscribe",
        offered(aggregate),
        sign_up=publication.subscribe_url or write,
        calendar=calendar.FILE if "events" in aggregate.options else "",
    )
    missing = describe(publication, MISSING, wording.gettext("Page not found"), publication.description)
    yield fill(renderer, missing, "missing", offered(aggregate))
    for name in ("style.css", "icon.svg"):
        yield Artifact(f"{SITE}{name}", renderer.page(f"web/{name}", publication=publication).encode())
