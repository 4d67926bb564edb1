"""The glossary: the publication's abbreviations and their meanings, in alphabetical order."""

from __future__ import annotations

from collections.abc import Iterator

from newsletter.outputs.base import AggregatePage, Archive, Artifact
from newsletter.outputs.web.page import describe, fill, offered
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.words import choose_wording

PATH = "glossary/"


def plan_glossary(archive: Archive, options: dict[str, str]) -> Iterator[AggregatePage]:
    """Yield the page, if the publication has a glossary."""
    if archive.publication.glossary:
        yield AggregatePage("web", f"glossary:{PATH}", archive.publication, options=options)


def make_glossary(aggregate: AggregatePage, renderer: Renderer) -> Iterator[Artifact]:
    """Yield the page of the glossary."""
    publication, wording = aggregate.publication, choose_wording(aggregate.publication)
    about = wording.gettext("What the abbreviations in {title} mean.", title=publication.title)
    terms = sorted(publication.glossary.items(), key=lambda term: term[0].casefold())
    page = describe(publication, PATH, wording.gettext("Glossary"), about)
    yield fill(renderer, page, "glossary", offered(aggregate), terms=terms)
