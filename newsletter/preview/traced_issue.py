"""One state of an issue whose words know their fields: rendered view by view, each when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from threading import RLock

from newsletter.documents.publication import Publication
from newsletter.loading import LoadedIssue, LoadedPublication
from newsletter.outputs.base import SITE
from newsletter.pipeline import make_editions
from newsletter.preview.snapshot import RenderedEntry, list_variants, make_entries, make_pages_one_by_one
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.message import fill_tokens
from newsletter.rendering.pictures import PictureError, Variant
from newsletter.rendering.tracing.marks import mark_words
from newsletter.rendering.tracing.renderer import TracingEdition, TracingRenderer, trace_loaded, trace_publication
from newsletter.rendering.tracing.strings import find_origin


class Tracer:
    """Traces the issues of one state of a publication; its renderer does one thing at a time."""

    def __init__(self, loaded: LoadedPublication, renderer: TracingRenderer) -> None:
        self.loaded = loaded
        self.renderer = renderer
        with self.lock:
            self.publication: Publication = trace_publication(loaded, renderer.log)

    @property
    def lock(self) -> RLock:
        """The lock of a thread while it renders: a renderer does one thing at a time."""
        return self.renderer.lock

    def trace(self, loaded: LoadedIssue, saved: TracedIssue | None = None) -> TracedIssue:
        """Return an issue with all views that can be rendered of it.

        Of an issue that is being typed, ``saved`` is what it was: its e-mail ends with the same block, so that it is
        rendered once for each keystroke. How much of it fits is found out when it is saved.
        """
        return TracedIssue(self, loaded, saved=saved)


class TracedIssue:
    """An issue in every form that readers meet, with marks around its words; it is used as a ``RenderedIssue`` is."""

    def __init__(
        self,
        tracer: Tracer,
        loaded: LoadedIssue,
        edition: Edition | None = None,
        saved: TracedIssue | None = None,
    ) -> None:
        self.tracer = tracer
        self.loaded = loaded
        self._saved = saved
        self._versions: dict[str, TracedIssue] = {}
        self.edition: Edition = edition or self._open()

    def _open(self) -> Edition:
        """Return the main edition; those of the other languages become versions of their own."""
        tracer = self.tracer
        with tracer.lock:
            traced = trace_loaded(tracer.publication, self.loaded, tracer.renderer.log)
            main, *others = make_editions(tracer.publication, traced, TracingEdition)
        self._versions = {str(one.language): self._open_version(one) for one in others}
        return main

    def _open_version(self, edition: Edition) -> TracedIssue:
        saved = self._saved.in_language(str(edition.language)) if self._saved else None
        return TracedIssue(self.tracer, self.loaded, edition, saved)

    @property
    def in_every_language(self) -> tuple[TracedIssue, ...]:
        """It as it is in each of its languages, the main one first."""
        return (self, *self._versions.values())

    def in_language(self, tag: str) -> TracedIssue:
        """Return it as it is in one of its languages; in the main one where it is not in that."""
        return self._versions.get(tag, self)

    def at(self, path: str) -> TracedIssue:
        """Return it in the language whose folder of the site holds a path."""
        versions = self._versions.values()
        return next((one for one in versions if path.startswith(str(one.edition.publication.folder))), self)

    @cached_property
    def campaign(self) -> Campaign:
        """The campaign with its marks; subject and other lines of its head have none."""
        with self.tracer.lock:
            return render_campaign(self.edition, self.tracer.renderer, self._find_left_out())

    def _find_left_out(self) -> int | None:
        """Return how many blocks the e-mail leaves out while it is typed; None to find out how many must be."""
        before = self._saved
        is_like_it = before is not None and len(before.edition.mail_entries) == len(self.edition.mail_entries)
        return before.campaign.left_out if before is not None and is_like_it else None

    @cached_property
    def _mail(self) -> tuple[str, str]:
        text, html = fill_tokens(self.campaign, self.campaign.unsubscribe_url)
        return html, text

    @property
    def html(self) -> str:
        """The HTML of the e-mail."""
        return self._mail[0]

    @property
    def text(self) -> str:
        """The plain text of the e-mail."""
        return self._mail[1]

    @property
    def pages(self) -> dict[str, bytes]:
        """The files of the site, by their path there."""
        self.find_page(None)
        return self._made_pages

    @cached_property
    def _made_pages(self) -> dict[str, bytes]:
        return {}

    @cached_property
    def _waiting_pages(self) -> Iterator[tuple[str, bytes]]:
        return make_pages_one_by_one(self.edition, self.tracer.renderer)

    def find_page(self, path: str | None) -> bytes | None:
        """Return a file of the site; those that come before it are rendered too, and no others."""
        made = self._made_pages
        with self.tracer.lock:
            while path not in made and (page := next(self._waiting_pages, None)):
                made |= [page]
        return made.get(path) if path is not None else None

    @cached_property
    def entries(self) -> tuple[RenderedEntry, ...]:
        """What feeds bring."""
        with self.tracer.lock:
            made = tuple(make_entries(self.edition, self.tracer.renderer))
        return tuple(RenderedEntry(_mark(one.title), one.content) for one in made)

    @cached_property
    def _variants(self) -> Mapping[str, Variant]:
        with self.tracer.lock:
            return list_variants(self.edition, self.tracer.renderer)

    def find_picture(self, path: str) -> bytes | None:
        """Return a picture that the site serves at ``path``."""
        variant = self._variants.get(path)
        try:
            pictures = self.tracer.renderer.pictures
            return pictures.encode(variant, SITE + path.removesuffix(variant.name)) if variant else None
        except PictureError:  # a rule reports it
            return None


def _mark(title: str) -> str:
    origin = find_origin(title)
    return mark_words(title, origin) if origin else title
