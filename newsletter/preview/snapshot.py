"""One state of an issue, in every form that the preview shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from newsletter.errors import Location, Problem
from newsletter.loading import LoadedIssue
from newsletter.outputs import (
    email,
    find_outputs,
    make_aggregate_page,
    make_issue_artifacts,
    pictures,
    place_artifacts,
    plan_aggregate_pages,
)
from newsletter.outputs.base import SITE, Archive, Artifact, summarise_issue
from newsletter.outputs.feeds import write_issue, write_item
from newsletter.pipeline import Pipeline, PreparedIssue
from newsletter.rendering.block_markers import strip_html_marks
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition, pictures_path
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.pictures import PictureError, Pictures, Variant
from newsletter.rendering.renderer import Renderer
from newsletter.rendering.shown_pictures import LOGO_FOLDER, list_logo_variants


@dataclass(frozen=True, slots=True)
class RenderedEntry:
    """What a feed reader shows: a title, and the content as HTML."""

    title: str
    content: str


@dataclass(frozen=True)
class RenderedIssue:
    """One state of an issue in one language, in every form that readers meet.

    ``html`` and ``text`` of the e-mail, ``pages`` of the site by their path there (of all languages), and ``entries``
    as feeds have them, the issue's first and then each item's, hold markers. ``variants`` are its pictures by their
    path in the site. The main language knows the ``others``.
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
    others: tuple[RenderedIssue, ...] = ()

    def in_language(self, tag: str) -> RenderedIssue:
        """Return it as it is in one of its languages; in the main one where it is not in that."""
        return next((one for one in self.others if one.edition.language == tag), self)

    @property
    def in_every_language(self) -> tuple[RenderedIssue, ...]:
        """Return it as it is in each of its languages, in the order in which they are shown."""
        order = [one.edition.language for one in self.prepared.in_every_language]
        return tuple(sorted((self, *self.others), key=lambda one: order.index(one.edition.language)))

    def find_page(self, path: str) -> bytes | None:
        """Return a file that the site serves at ``path``."""
        return self.pages.get(path)

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
    """Render and check an issue by a pipeline whose renderer writes markers, in each of its languages."""
    prepared, renderer = pipeline.prepare_loaded(loaded), pipeline.renderer
    has_own_mails = len(prepared.mails) > 1
    versions = [prepared, *(one if has_own_mails else _share_mail(one, prepared) for one in prepared.others)]
    pages = {path: page for one in versions for path, page in make_pages(one.edition, renderer).items()}
    variants = list_variants(prepared.edition, renderer)
    entries = [tuple(make_entries(one.edition, renderer)) for one in versions]
    main, *others = (
        RenderedIssue(key, loaded, one, *_fill(one.rendered), pages, brought, variants, renderer.pictures)
        for one, brought in zip(versions, entries, strict=True)
    )
    return replace(main, others=tuple(others))


def list_variants(edition: Edition, renderer: Renderer) -> dict[str, Variant]:
    """Return the pictures of an issue, and the logo, by their path in the site; all languages share them."""
    folder, logo = pictures_path(edition.issue.period), list_logo_variants(edition.publication, renderer.pictures)
    found = {f"{folder}{name}": one for name, one in renderer.list_variants(edition).items()}
    return found | {f"{LOGO_FOLDER}{name}": one for name, one in logo.items()}


def _share_mail(one: PreparedIssue, main: PreparedIssue) -> PreparedIssue:
    """Return an issue in a language with the e-mail that holds them all."""
    return replace(one, rendered=main.rendered, campaign=main.campaign)


def _fill(rendered: Campaign) -> tuple[str, str]:
    """Return the HTML and the text of an e-mail as its readers get them."""
    text, html = fill_tokens(rendered, rendered.unsubscribe_url)
    return html, text


def make_pages(edition: Edition, renderer: Renderer) -> dict[str, bytes]:
    """Return the site's files that any output makes of this issue alone, or of no issue, by their path there."""
    return dict(make_pages_one_by_one(edition, renderer))


def make_pages_one_by_one(edition: Edition, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the same files, each rendered when it is asked for; that of the issue is among the first."""
    files = (file for file in _make_files(edition, renderer) if file.path.startswith(SITE))
    return ((file.path.removeprefix(SITE), file.content) for file in files)


def _make_files(edition: Edition, renderer: Renderer) -> Iterator[Artifact]:
    if edition.issue.withdrawn:
        yield from make_issue_artifacts(edition, renderer, is_public=True)
    archive = Archive(edition.publication, () if edition.issue.withdrawn else (summarise_issue(edition, renderer),))
    outputs = find_outputs(edition.publication.outputs)
    for one in plan_aggregate_pages(archive):
        if one.name == edition.path or not (one.issues or one.periods or one.needs or outputs[one.output] is pictures):
            fragments = [outputs[one.output].make_fragment(edition, renderer) for _ in one.periods]
            yield from make_aggregate_page(one, fragments, renderer)
    for output in () if edition.issue.withdrawn else outputs.values():
        if output not in (email, pictures) and hasattr(output, "issue_artifacts"):  # both have ways of their own
            yield from place_artifacts(output.issue_artifacts(edition, renderer), edition.publication)


def make_entries(edition: Edition, renderer: Renderer) -> Iterator[RenderedEntry]:
    """Yield what feeds bring of an issue: the whole of it, then each item alone."""
    yield RenderedEntry(edition.issue.title, write_issue(edition, renderer))
    for item in edition.items:
        yield RenderedEntry(str(item.block.heading), write_item(edition, renderer, item))


def explain_fault(error: Exception, name: str) -> tuple[Problem, ...]:
    """Say in words that the program itself is at fault."""
    message = f"the program could not render this ({type(error).__name__})."
    hint = "That is a fault of the program, not yours: undo the last change, and report what the terminal shows."
    return (Problem(Location(name), "program", message, hint),)
