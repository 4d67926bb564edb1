"""Renders traced copies of issues with marks around their words, beside the markers of blocks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from threading import RLock
from typing import TypeVar

from markupsafe import Markup

from newsletter.documents.blocks import Block
from newsletter.documents.publication import Publication
from newsletter.documents.values import Data
from newsletter.languages.wording import Wording
from newsletter.loading import LoadedIssue, LoadedPublication
from newsletter.parsing.document import DataPath
from newsletter.rendering.block_markers import MarkingRenderer, strip_html_marks, strip_text_marks
from newsletter.rendering.edition import Edition, LanguageAttributes
from newsletter.rendering.entries import Entry, EntryNote
from newsletter.rendering.pictures import Medium, Pictures
from newsletter.rendering.renderer import AbbreviationTracker
from newsletter.rendering.templates import Templates
from newsletter.rendering.tracing.kept import KeptRenderings
from newsletter.rendering.tracing.marks import carry_marks, strip_traces
from newsletter.rendering.tracing.models import Locate, find_log, trace_model
from newsletter.rendering.tracing.origins import Source, SourceFile
from newsletter.rendering.tracing.printing import TracingTemplates
from newsletter.rendering.tracing.reads import ReadLog
from newsletter.rendering.tracing.tracker import TracingTracker
from newsletter.rendering.tracing.wording import TracingWording
from newsletter.rendering.words import choose_wording
from newsletter.translations import Translations

_Model = TypeVar("_Model", bound=Data)
_Rendered = TypeVar("_Rendered", bound=str)


class TracingRenderer(MarkingRenderer):
    """Renders editions that ``trace_loaded`` made as every renderer does, with marks around their words."""

    make_tracker = TracingTracker
    make_templates = TracingTemplates

    def __init__(self, templates: Templates, tracker: AbbreviationTracker, pictures: Pictures) -> None:
        super().__init__(templates, tracker, pictures)
        self.log = templates.log if isinstance(templates, TracingTemplates) else ReadLog()
        self._kept = KeptRenderings()
        self.lock = RLock()
        """What a thread holds while it renders."""

    def strip_html(self, html: str) -> str:
        """See ``Renderer.strip_html``."""
        return strip_html_marks(strip_traces(html))

    def strip_text(self, text: str) -> str:
        """See ``Renderer.strip_text``."""
        return strip_text_marks(strip_traces(text))

    def lay_out(self, text: str, layout: Callable[[str], str]) -> str:
        """See ``Renderer.lay_out``; the marks take no room."""
        return carry_marks(text, layout(strip_traces(text)))

    def _render_html(self, edition: Edition, entry: Entry, medium: Medium) -> Markup:
        return self._keep(
            f"html {medium}", edition, entry, lambda: super(TracingRenderer, self)._render_html(edition, entry, medium)
        )

    def _render_mjml(self, edition: Edition, entry: Entry) -> Markup:
        return self._keep("mjml", edition, entry, lambda: super(TracingRenderer, self)._render_mjml(edition, entry))

    def _render_text(self, edition: Edition, entry: Entry) -> str:
        return self._keep("text", edition, entry, lambda: super(TracingRenderer, self)._render_text(edition, entry))

    def _keep(self, form: str, edition: Edition, entry: Entry, render: Callable[[], _Rendered]) -> _Rendered:
        return self._kept.render(form, edition, entry, render, lambda: not self._shows_pictures(entry))


class TracingEdition(Edition):
    """An edition of a traced issue: its words know their phrases, and notes what was read for them."""

    @cached_property
    def wording(self) -> Wording:
        """See ``Edition.wording``."""
        return self._trace_wording(choose_wording(self.publication, self.language))

    def _speak(self, block: Block) -> LanguageAttributes:
        speech = super()._speak(block)
        return speech | {"wording": self._trace_wording(speech["wording"])}

    def _trace_wording(self, wording: Wording) -> Wording:
        log = find_log(self.issue)
        return wording if log is None or isinstance(wording, TracingWording) else TracingWording(wording, log)

    def _note_about(self, blocks: list[Block]) -> EntryNote | None:
        log = find_log(self.issue)
        if log is None:
            return super()._note_about(blocks)
        before = log.begin()
        try:
            note = super()._note_about(blocks)
        finally:
            reads = log.end(before)
        if note is None:
            return None
        title, text = log.trace_made((note.title, note.text), reads)
        return replace(note, title=title, text=text)


def trace_publication(loaded: LoadedPublication, log: ReadLog) -> Publication:
    """Return a traced copy of a publication, which knows its other languages as it does itself."""
    main = loaded.publication
    others = tuple(_trace(one, one.language, "publication", loaded.translations, log) for one in main.others)
    traced = _trace(main, main.language, "publication", loaded.translations, log)
    if not others:
        return traced
    joined = [one.beside(tuple(other for other in (traced, *others) if other is not one)) for one in others]
    return traced.beside(tuple(joined))


def trace_loaded(publication: Publication, loaded: LoadedIssue, log: ReadLog) -> LoadedIssue:
    """Return a loaded issue with a traced copy of it in each of its languages; what was noted before is forgotten."""
    log.clear()
    tags = (publication.language, *(other.language for other in publication.others))
    traced = [
        replace(one, issue=_trace(one.issue, tag, "issue", loaded.translations, log))
        for tag, one in zip(tags, (loaded, *loaded.others), strict=False)
    ]
    return replace(traced[0], others=tuple(traced[1:]))


def _trace(model: _Model, tag: str, file: SourceFile, translations: Translations, log: ReadLog) -> _Model:
    return trace_model(model, log, _make_locate(file, translations, tag))


def _make_locate(file: SourceFile, translations: Translations, tag: str) -> Locate:
    if not translations.found:
        return _locate_issue if file == "issue" else _locate_publication

    def locate(path: DataPath) -> Source:
        return file, translations.find_path(path, tag)

    return locate


def _locate_issue(path: DataPath) -> Source:
    return "issue", path


def _locate_publication(path: DataPath) -> Source:
    return "publication", path
