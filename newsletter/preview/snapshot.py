"""An issue as it stands, rendered and checked. The one place through which checking enters the preview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from newsletter.checking import Stage, ask
from newsletter.checking.contexts import EmailContext, IssueContext
from newsletter.checking.waivers import apply_waivers
from newsletter.documents.publication import Publication
from newsletter.errors import Location, Problem
from newsletter.loading import LoadedIssue
from newsletter.outputs import find_all_copies, make_sheet, web
from newsletter.outputs.base import SITE, Archive, summarise_issue
from newsletter.outputs.feeds.content import write_issue, write_item
from newsletter.rendering.block_markers import strip_html_marks, strip_text_marks
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.renderer import Renderer


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """What a feed reader shows: a title, and the content as HTML."""

    title: str
    content: str


@dataclass(frozen=True)
class RenderedIssue:
    """One state of an issue, in every form that readers meet.

    ``campaign`` is what would go out, and everything else holds marks: ``html`` and ``text`` of the mail, ``pages`` of
    the site by their path there, ``entries`` as feeds bring them, the issue's first and then each item's.
    """

    key: str
    edition: Edition
    campaign: Campaign
    html: str
    text: str
    pages: dict[str, bytes]
    entries: tuple[FeedEntry, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def size(self) -> int:
        """Bytes of the HTML that goes out."""
        return len(strip_html_marks(self.html).encode())


def render_with_markers(
    key: str, loaded: LoadedIssue, publication: Publication, renderer: Renderer, today: date
) -> RenderedIssue:
    """Render an issue with a renderer that writes marks, and check it as of a day."""
    edition = Edition(publication, loaded.issue)
    marked = render_campaign(edition, renderer)
    text, html = fill_tokens(marked, marked.unsubscribe_url)
    campaign = replace(marked, html=strip_html_marks(marked.html), text=strip_text_marks(marked.text))
    problems = find_problems(loaded, edition, renderer, campaign, today)
    pages, entries = make_pages(edition, renderer), tuple(make_entries(edition, renderer))
    return RenderedIssue(key, edition, campaign, html, text, pages, entries, problems)


def find_problems(
    loaded: LoadedIssue, edition: Edition, renderer: Renderer, campaign: Campaign, today: date
) -> tuple[Problem, ...]:
    """Return what ``newsletter check`` has to say of an issue and of its e-mail, as far as that takes but a moment.

    Spelling, links that stood in earlier issues and what needs the web are for the command.
    """
    issue = IssueContext(loaded.issue, edition.publication, loaded.document.file, today=today)
    contexts = (issue, EmailContext(edition, renderer, campaign))
    found = (problem for context in contexts for problem in ask(context, loaded.document, Stage.CHECK))
    return apply_waivers(loaded, found).problems


def make_pages(edition: Edition, renderer: Renderer) -> dict[str, bytes]:
    """Return the pages of an issue and those of a site that holds it alone, by their path there."""
    archive = Archive(edition.publication, (summarise_issue(edition, renderer),))
    shared = next(sheet for sheet in web.plan_sheets(archive) if sheet.name == "pages")
    made = (*web.issue_artifacts(edition, renderer), *make_sheet(shared, (), renderer))
    return {artifact.path.removeprefix(SITE): artifact.content for artifact in made}


def make_entries(edition: Edition, renderer: Renderer) -> Iterator[FeedEntry]:
    """Yield what feeds bring of an issue: the whole of it, then each item alone."""
    yield FeedEntry(edition.issue.title, write_issue(edition, renderer))
    for item in edition.items:
        yield FeedEntry(str(item.block.heading), write_item(edition, renderer, item))


def find_copies(publication: Publication) -> dict[str, str]:
    """Return which files of the publication's folder the site serves as they are, by their path there."""
    return {path.removeprefix(SITE): source for path, source in find_all_copies(publication).items()}


def explain_fault(error: Exception, name: str) -> tuple[Problem, ...]:
    """Say in words that the program itself is at fault."""
    message = f"the program could not render this ({type(error).__name__})."
    hint = "That is a fault of the program, not yours: undo the last change, and report what the terminal shows."
    return (Problem(Location(name), "program", message, hint),)
