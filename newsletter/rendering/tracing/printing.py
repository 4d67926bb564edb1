"""What a template prints, with marks: filters and phrases keep origins, and every printed value is marked.

A value that nothing traces leads to the fields that were read since the last one was printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from newsletter.languages.wording import Wording
from newsletter.rendering.block_markers import TEXT_STARTS
from newsletter.rendering.templates import Templates
from newsletter.rendering.tracing.alignment import align
from newsletter.rendering.tracing.marks import carry_marks, has_marks, map_runs, mark_words, strip_traces, strip_unseen
from newsletter.rendering.tracing.origins import Origin
from newsletter.rendering.tracing.reads import ReadLog, Reads, make_origin
from newsletter.rendering.tracing.strings import Part, find_origin, find_parts, trace_text
from newsletter.rendering.tracing.tracker import TracingTracker

_MOST_LISTS = 16
"""Lists of contacts that are kept; a publication has one or two in each language."""


class TracingTemplates(Templates):
    """Templates that mark what they print."""

    def __init__(self, folders: tuple[Path, ...], *, filters: Mapping[str, Callable[..., object]]) -> None:
        self.log = ReadLog()
        self._contacts: dict[tuple[tuple[int, ...], str], tuple[object, Markup]] = {}
        own = {**filters, "contact_list": self._list_contacts}  # one that is kept from before may be of another place
        super().__init__(folders, filters={name: self._trace_filter(one) for name, one in own.items()})

    def _make_environment(self, sources: Mapping[str, bytes], *, autoescape: bool) -> Any:  # noqa: ANN401  # Jinja's own
        environment = super()._make_environment(sources, autoescape=autoescape)
        environment.filters["join"] = self._trace_join(environment.filters["join"])
        return environment

    def render(self, name: str, wording: Wording | None = None, /, **values: object) -> str:
        """See ``Templates.render``; style sheets and drawings have no marks."""
        rendered = super().render(name, wording, **values)
        if name.endswith((".css", ".svg")):
            return strip_traces(rendered)
        return rendered if name.endswith(".txt") else strip_unseen(rendered)

    def show(self, value: object, *, is_markup: bool) -> object:
        """See ``Templates.show``."""
        reads = self.log.take()
        kind = type(value)
        if kind is Markup:
            return value  # of a template: its words are marked already
        if not isinstance(value, str):
            return self._show_number(value, reads) if reads else value
        is_made = kind is str and not has_marks(value) and not value.startswith(TEXT_STARTS)
        traced = self.log.derive(value, reads) if is_made else value
        origin = find_origin(traced)
        if origin is None:
            return value
        if origin.kind == "exact" and not traced.parts:  # type: ignore[attr-defined]  # it has an origin
            return _mark_exact(traced, origin, is_markup=is_markup)
        return self._mark(traced, origin, is_markup=is_markup)

    def _show_number(self, value: object, reads: Reads) -> object:
        """Mark a number that is what a field says."""
        sources = tuple(source for source, read in reads.items() if read == value)
        if not sources or not isinstance(value, (int, float)):
            return value
        return Markup(align(str(value), Origin("derived", sources), ()))  # noqa: S704  # digits, and marks

    def _mark(self, value: str, origin: Origin, *, is_markup: bool) -> str:
        parts = list(self._find_parts(value, origin))
        rest = Origin("template", phrase=origin.phrase) if origin.kind == "template" else origin
        if not is_markup:
            return align(str(value), rest, parts)
        shown = [(str(escape(words)), own) for words, own in parts]
        return Markup(map_runs(str(escape(value)), lambda run: align(run, rest, shown)))  # noqa: S704  # escaped, and marks

    def _find_parts(self, value: str, origin: Origin) -> Iterator[Part]:
        yield from find_parts(value)[1:]
        if origin.kind == "derived":
            yield from self.log.find_parts(str(value), origin.sources)

    def mark_source(self, text: str, name: str, line: int) -> str:
        """See ``Templates.mark_source``: words of the template itself are marked line by line."""
        if name.endswith((".css", ".svg")):
            return text
        lines = text.split("\n")
        return "\n".join(
            _mark_line(one, Origin("template", template=name, line=n)) for n, one in enumerate(lines, line)
        )

    def list_phrases(self, *, is_markup: bool) -> dict[str, Callable[..., str]]:
        """See ``Templates.list_phrases``; what is said is known to be the program's words, but for what is in it."""
        phrases = super().list_phrases(is_markup=is_markup)
        return {name: self._trace_phrase(one, 1 if name == "pgettext" else 0) for name, one in phrases.items()}

    def _trace_phrase(self, say: Callable[..., str], place: int) -> Callable[..., str]:
        @wraps(say)
        def said(*words: object, **values: object) -> str:
            made = say(*words, **{name: _strip_marks(value) for name, value in values.items()})
            if find_origin(made):
                return made  # by a wording that traces
            if any(isinstance(value, str) and has_marks(value) for value in values.values()):
                made = type(made)(carry_marks(say(*words, **values), made))
            parts = [part for value in (*words[2:], *values.values()) for part in self.log.find_value(value)]
            return trace_text(made, Origin("template", phrase=str(words[place])), parts)

        return said

    def _list_contacts(self, contacts: tuple[object, ...]) -> Markup:
        """Render the same contacts of a publication once; equal ones may be of another place."""
        key = tuple(map(id, contacts)), f"{self.wording.tag} {self.wording.asked_tag}"
        if key not in self._contacts:
            if len(self._contacts) >= _MOST_LISTS:
                self._contacts.clear()
            rendered = self.render("blocks/_contact_list.html", self.wording, contacts=contacts)
            self._contacts[key] = contacts, Markup(rendered)  # noqa: S704  # it has escaped
        return self._contacts[key][1]

    def _trace_filter(self, change: Callable[..., Any]) -> Callable[..., Any]:
        """Let what a filter makes know where it comes from."""
        is_tracing = isinstance(getattr(change, "__self__", None), TracingTracker)

        @wraps(change)
        def filtered(value: Any, *settings: Any, **named: Any) -> Any:  # noqa: ANN401  # as the filter takes and returns
            if isinstance(value, str):
                made = change(value if is_tracing else _to_plain(value), *settings, **named)
                return self._keep_origin(value, made)
            before = self.log.begin()
            try:
                made = change(value, *settings, **named)
            finally:
                reads = self.log.end(before)
            return self._trace_filtered(value, made, reads)

        return filtered

    def _trace_filtered(self, value: object, made: object, reads: Reads) -> object:
        """Trace what a filter made of a list of texts, or of a model."""
        if not isinstance(made, str) or has_marks(made) or find_origin(made):
            return made
        if isinstance(value, (list, tuple)):
            return _join_origins(value, made)
        if reads:
            return trace_text(made, make_origin(made, reads, self.log.list_sources(reads)))
        sources = self.log.find_equal(value)
        return trace_text(made, Origin("derived", sources)) if sources else made

    def _keep_origin(self, value: str, made: object) -> object:
        """Let what a filter made of a text come from where the text does."""
        if not isinstance(made, str) or has_marks(made):
            return made
        if has_marks(value):
            return type(made)(carry_marks(value, made))
        origin = find_origin(value)
        if origin is None:
            return made
        if made != value:
            self.log.note_filtered(str(made), origin)
        return trace_text(made, origin, find_parts(value)[1:])

    def _trace_join(self, join: Callable[..., Any]) -> Callable[..., Any]:
        """Let what Jinja's own filter joins know where each part of it comes from."""

        @wraps(join)  # with the mark by which Jinja hands it its context
        def joined(context: object, value: Iterable[object], *settings: Any, **named: Any) -> object:  # noqa: ANN401  # as the filter takes them
            items = list(value)
            return _join_origins(items, join(context, items, *settings, **named))

        return joined


def _mark_exact(value: str, origin: Origin, *, is_markup: bool) -> str:
    """Mark all words of a value as those of one text: most values are this."""
    if isinstance(value, Markup):
        return Markup(map_runs(str(value), lambda run: mark_words(run, origin)))  # noqa: S704  # it was markup
    marked = mark_words(str(escape(value)) if is_markup else value, origin)
    return Markup(marked) if is_markup else marked  # noqa: S704  # escaped, and marks


def _mark_line(text: str, origin: Origin) -> str:
    """Mark what has a letter; what is within a tag loses its mark when the template is filled."""
    return map_runs(text, lambda run: mark_words(run, origin) if any(map(str.isalpha, _ENTITY.sub("", run))) else run)


_ENTITY = re.compile(r"&#?\w{1,10};")


def _join_origins(items: Iterable[object], made: str) -> str:
    """Return what was made of several texts, traced to them: where all are of one text, to that."""
    parts = [part for one in items for part in find_parts(one)]
    origins = {origin for _, origin in parts}
    if has_marks(made) or not origins:
        return made
    if len(origins) == 1 and next(iter(origins)).kind == "exact":
        return trace_text(made, origins.pop())
    sources = tuple(dict.fromkeys(source for _, origin in parts for source in origin.sources))
    return trace_text(made, Origin("derived", sources), parts)


def _to_plain(value: Any) -> Any:  # noqa: ANN401  # of the same type
    """Return a string without origin and marks: filters keep what they made of one, for all that are equal to it."""
    if isinstance(value, Markup):
        return Markup(strip_traces(str(value)))  # noqa: S704  # it is markup
    return strip_traces(str(value)) if isinstance(value, str) else value


def _strip_marks(value: Any) -> Any:  # noqa: ANN401  # of the same type
    return _to_plain(value) if isinstance(value, str) and has_marks(value) else value
