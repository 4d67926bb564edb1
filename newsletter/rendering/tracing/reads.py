"""Notes which fields of traced documents are read, so that what is made of them can lead back to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newsletter.rendering.tracing.origins import Origin, Source
from newsletter.rendering.tracing.strings import Part, Traced, trace_text

Reads = dict[Source, object]
"""The fields that were read, and what they hold."""


class ReadLog:
    """What has been read since something was last printed, and the texts that models made of what they read."""

    def __init__(self) -> None:
        self.reads: Reads = {}
        self.language = ""
        """The language by whose rules quotation marks are being set, if any."""
        self._values: dict[Source, tuple[Traced, ...]] = {}
        self._made: dict[str, list[tuple[Source, ...]]] = {}

    def clear(self) -> None:
        """Forget everything about the issue that was rendered before."""
        self.reads, self._values, self._made = {}, {}, {}

    def begin(self) -> Reads:
        """Note by itself what is read from here on; give what is returned to ``end``."""
        before, self.reads = self.reads, {}
        return before

    def end(self, before: Reads) -> Reads:
        """Return what was read since ``begin``; it also counts as read for what is around it."""
        reads = self.reads
        before.update(reads)
        self.reads = before
        return reads

    def take(self) -> Reads:
        """Return what has been read since the last time, and begin anew."""
        reads, self.reads = self.reads, {}
        return reads

    def derive(self, text: str, reads: Reads) -> str:
        """Return a text that was made of what was read, traced to that, and remember it."""
        sources = self.list_sources(reads)
        if not sources or not text:
            return text
        self._made.setdefault(text, []).append(sources)
        return trace_text(text, make_origin(text, reads, sources))

    def list_sources(self, reads: Reads) -> tuple[Source, ...]:
        """Return the fields that were read and hold something, or all of them if none does."""
        for source, value in reads.items():
            if type(value) is Traced or type(value) is tuple:
                self._values[source] = tuple(_list_texts(value))
        return tuple(source for source, value in reads.items() if value not in _NOTHING) or tuple(reads)

    def find_parts(self, text: str, sources: Iterable[Source]) -> list[Part]:
        """Return what else is known that may be within a text made of these fields: the longest first."""
        known = frozenset(sources)
        made = [
            (words, Origin("derived", own))
            for words, ways in self._made.items()
            if words != text and words in text
            for own in [next((one for one in ways if known.issuperset(one)), ())]
            if own
        ]
        texts = (value for source in sources for value in self._values.get(source, ()))
        return sorted([*made, *((str(value), value.origin) for value in texts)], key=lambda part: -len(part[0]))


_NOTHING: tuple[object, ...] = (None, "", (), False)


def _list_texts(value: object) -> Iterator[Traced]:
    """Yield the texts in a value, or in a list of a list."""
    if type(value) is Traced:
        yield value
    elif type(value) is tuple:
        for one in value:
            yield from _list_texts(one)


def make_origin(text: str, reads: Reads, sources: tuple[Source, ...]) -> Origin:
    """Return the origin of a text that was made of fields: a single text is exact, whatever was done to it."""
    texts = [value for value in map(reads.get, sources) if type(value) is Traced]
    if len(sources) == 1 and texts:
        return texts[0].origin
    same = next((value for value in texts if value == text), None)
    return same.origin if same is not None else Origin("derived", sources)
