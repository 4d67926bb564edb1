"""One state of an issue, in every form that the preview shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from newsletter.documents.publication import Publication
from newsletter.errors import Location, Problem
from newsletter.loading import LoadedIssue
from newsletter.outputs import email, find_all_copies, find_outputs, make_aggregate_page, pictures, plan_aggregate_pages
from newsletter.outputs.base import SITE, Archive, Artifact, summarise_issue
from newsletter.outputs.feeds import write_issue, write_item
from newsletter.pipeline import Pipeline, PreparedIssue
from newsletter.rendering.block_markers import strip_html_marks
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.pictures import PictureError, Pictures, Variant
from newsletter.rendering.renderer import Renderer


@dataclass(frozen=True, slots=True)
class RenderedEntry:
    """What a feed reader shows: a title, and the content as HTML."""

    title: str
    content: str


@dataclass(frozen=True)
class RenderedIssue:
    """One state of an issue, in every form that readers meet.

    ``html`` and ``text`` of the e-mail, ``pages`` of the site by their path there, and ``entries`` as feeds have them,
    the issue's first and then each item's, hold markers. ``variants`` are its pictures by their path in the site.
    """

    key: str
    loaded: LoadedIssue
    prepared: PreparedIssue
    html: str
    text: str
    pages: dict[str, bytes]
    entries: tuple[RenderedEntry, ...]
    variants: Mapping[str, Variant]
    pictures: Pictures

    def find_picture(self, path: str) -> bytes | None:
        """Return a picture that the site serves at ``path``, made when it is first asked for."""
        variant = self.variants.get(path)
        try:
            return self.pictures.encode(variant, SITE + path.removesuffix(variant.name)) if variant else None
        except PictureError:  # a rule reports it
            return None

    @property
    def edition(self) -> Edition:
        """The issue with all that is derived from it."""
        return self.prepared.edition

    @property
    def campaign(self) -> Campaign:
        """What would be sent."""
        return self.prepared.campaign

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the rules find that the preview asks."""
        return self.prepared.problems

    @cached_property
    def size(self) -> int:
        """Bytes of the HTML that goes out."""
        return len(strip_html_marks(self.html).encode())


def render_with_markers(key: str, pipeline: Pipeline, loaded: LoadedIssue) -> RenderedIssue:
    """Render and check an issue by a pipeline whose renderer writes markers."""
    prepared, renderer = pipeline.prepare_loaded(loaded), pipeline.renderer
    text, html = fill_tokens(prepared.rendered, prepared.rendered.unsubscribe_url)
    pages, entries = make_pages(prepared.edition, renderer), tuple(make_entries(prepared.edition, renderer))
    variants = list_variants(prepared.edition, renderer)
    return RenderedIssue(key, loaded, prepared, html, text, pages, entries, variants, renderer.pictures)


def list_variants(edition: Edition, renderer: Renderer) -> dict[str, Variant]:
    """Return the pictures of an issue by their path in the site."""
    folder = pictures_path(edition.issue.period)
    return {f"{folder}{name}": one for name, one in renderer.list_variants(edition).items()}


def make_pages(edition: Edition, renderer: Renderer) -> dict[str, bytes]:
    """Return the site's files that any output makes of this issue alone, or of no issue, by their path there."""
    archive = Archive(edition.publication, (summarise_issue(edition, renderer),))
    outputs = find_outputs(edition.publication.outputs)
    files: list[Artifact] = []
    for one in plan_aggregate_pages(archive):
        if one.name == edition.path or not (one.issues or one.periods):
            fragments = [outputs[one.output].make_fragment(edition, renderer) for _ in one.periods]
            files += make_aggregate_page(one, fragments, renderer)
    for output in outputs.values():
        if output not in (email, pictures) and hasattr(output, "issue_artifacts"):  # both have ways of their own
            files += output.issue_artifacts(edition, renderer)
    return {file.path.removeprefix(SITE): file.content for file in files if file.path.startswith(SITE)}


def make_entries(edition: Edition, renderer: Renderer) -> Iterator[RenderedEntry]:
    """Yield what feeds bring of an issue: the whole of it, then each item alone."""
    yield RenderedEntry(edition.issue.title, write_issue(edition, renderer))
    for item in edition.items:
        yield RenderedEntry(str(item.block.heading), write_item(edition, renderer, item))


def find_copies(publication: Publication) -> dict[str, str]:
    """Return which files of the publication's folder the site serves as they are, by their path there."""
    return {path.removeprefix(SITE): source for path, source in find_all_copies(publication).items()}


def explain_fault(error: Exception, name: str) -> tuple[Problem, ...]:
    """Say in words that the program itself is at fault."""
    message = f"the program could not render this ({type(error).__name__})."
    hint = "That is a fault of the program, not yours: undo the last change, and report what the terminal shows."
    return (Problem(Location(name), "program", message, hint),)
