"""Keeps track of abbreviations in traced texts, and of whose footnotes are listed below them."""

from __future__ import annotations

from markupsafe import Markup

from newsletter.rendering.renderer import AbbreviationTracker
from newsletter.rendering.tracing.marks import map_runs, mark_words
from newsletter.rendering.tracing.origins import Origin
from newsletter.rendering.tracing.strings import find_origin


class TracingTracker(AbbreviationTracker):
    """Marks footnotes as words of the text that they are of; the text itself is marked where it is printed."""

    def prose(self, text: str) -> str:
        """See ``AbbreviationTracker.prose``."""
        first, origin = len(self.notes), find_origin(text)
        written = super().prose(str(text))
        if origin:
            self.notes[first:] = [_mark_note(note, origin) for note in self.notes[first:]]
        return written


def _mark_note(note: str, origin: Origin) -> str:
    if isinstance(note, Markup):
        return Markup(map_runs(str(note), lambda run: mark_words(run, origin)))  # noqa: S704  # it is markup, and marks
    return mark_words(note, origin)
