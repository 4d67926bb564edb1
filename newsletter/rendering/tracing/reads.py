"""Notes which fields of traced documents are read, so that what is made of them can lead back to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from markupsafe import Markup

from newsletter.documents.values import Data
from newsletter.parsing.document import DataPath
from newsletter.rendering.tracing.origins import Origin, Source
from newsletter.rendering.tracing.strings import Part, Traced, find_origin, find_parts, trace_text

Reads: TypeAlias = dict[Source, object]
"""The fields that were read, and what they hold."""


class ReadLog:
    """What has been read since something was last printed, and the texts that models made of what they read."""

    def __init__(self) -> None:
        self.reads: Reads = {}
        self._filtered: list[Part] = []
        self.copies: dict[tuple[object, DataPath], tuple[Data, Data]] = {}
        """The blocks of the issue at hand, each with its traced copy, by who locates them and where they are."""
        self.copies_before: dict[tuple[object, DataPath], tuple[Data, Data]] = {}
        self._values: dict[Source, tuple[Traced, ...]] = {}
        self._made: dict[str, list[tuple[Source, ...]]] = {}

    def clear(self) -> None:
        """Forget everything about the issue that was rendered before."""
        self.reads, self._values, self._made = {}, {}, {}
        self.copies_before, self.copies = self.copies, {}

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

    def note_filtered(self, text: str, origin: Origin) -> None:
        """Note what a filter made of a text, in case it is put into another before it is printed."""
        self._filtered.append((text, origin))

    def trace_made(self, made: Any, reads: Reads) -> Any:  # noqa: ANN401  # what a method returned, and of its type
        """Trace a text, or each of several, to what was read for them; anything else is returned as it is."""
        if isinstance(made, str):
            return self._trace_text(made, reads)
        if not reads or not (isinstance(made, (tuple, list)) and any(isinstance(one, str) for one in made)):
            return made
        each = self._trace_texts(made, reads)
        if isinstance(made, list):
            return each
        return tuple(each) if type(made) is tuple else type(made)(*each)

    def _trace_text(self, text: str, reads: Reads) -> str:
        origin = find_origin(text)
        if not text or isinstance(text, Markup) or (origin and origin.kind != "template"):
            return text
        sources = self._list_said(reads)
        return self._derive(text, reads, sources, find_parts(text)[1:]) if sources else text

    def _trace_texts(self, texts: Sequence[Any], reads: Reads) -> list[Any]:
        """Trace each text to the fields that are within it, or else to those that are in none of the others."""
        if all(type(one) is Traced and one.origin.kind == "exact" for one in texts):
            return list(texts)
        sources = self._list_said(reads)
        found = [self._find_within(text, sources) if isinstance(text, str) else [] for text in texts]
        taken = {source for parts in found for _, origin in parts for source in origin.sources}
        rest = tuple(source for source in sources if source not in taken) or sources
        return [self._trace_one(one, reads, parts, rest) for one, parts in zip(texts, found, strict=True)]

    def _trace_one(self, text: Any, reads: Reads, parts: Sequence[Part], rest: tuple[Source, ...]) -> Any:  # noqa: ANN401  # as it was
        origin = find_origin(text)
        if not isinstance(text, str) or not text or (origin and origin.kind != "template"):
            return text
        own = tuple(dict.fromkeys(source for _, part in parts for source in part.sources))
        return self._derive(text, reads, own or rest, find_parts(text)[1:])

    def _find_within(self, text: str, sources: tuple[Source, ...]) -> list[Part]:
        """Return what is known to be within a text, or is all of it."""
        if origin := find_origin(text):
            parts = find_parts(text)
            return list(parts[1:] if origin.kind == "template" else parts)
        return [part for part in self.find_parts(text, sources) if part[0] in text]

    def derive(self, text: str, reads: Reads) -> str:
        """Return a text that was printed, traced to what of the fields that were read is in it, or else to them all."""
        sources, filtered = self._list_said(reads), self._filtered
        self._filtered = []
        if not sources or not text:
            return text
        within = [part for part in (*filtered, *self.find_parts(text, sources)) if part[0] in text]
        own = tuple(dict.fromkeys(source for _, origin in within for source in origin.sources))
        return self._derive(text, reads, own or sources, within)

    def _derive(self, text: str, reads: Reads, sources: tuple[Source, ...], parts: Iterable[Part]) -> str:
        self._made.setdefault(str(text), []).append(sources)
        return trace_text(text, make_origin(text, reads, sources), parts)

    def _list_said(self, reads: Reads) -> tuple[Source, ...]:
        """Return the fields that were read and hold something, without the groups and lists that others are in."""
        sources = self.list_sources(reads)
        around = {(file, path[:length]) for file, path in sources for length in range(len(path))}
        return tuple(source for source in sources if source not in around)

    def list_sources(self, reads: Reads) -> tuple[Source, ...]:
        """Return the fields that were read and hold something."""
        sources = []
        for source, value in reads.items():
            kind = type(value)
            if kind is Traced:
                self._values[source] = (value,)  # type: ignore[assignment]  # it is one
            elif kind is tuple and source not in self._values:
                self._values[source] = tuple(_list_texts(value))
            if value or kind is int:  # 0 is said, and False is not
                sources.append(source)
        return tuple(sources)

    def find_parts(self, text: str, sources: Iterable[Source]) -> list[Part]:
        """Return what is known that may be within a text made of these fields: the longest first."""
        known = frozenset(sources)
        made = [
            (words, Origin("derived", own))
            for words, ways in self._made.items()
            if words in text
            for own in [next((one for one in ways if known.issuperset(one)), ())]
            if own
        ]
        texts = (value for source in sources for value in self._values.get(source, ()))
        return sorted([*((str(value), value.origin) for value in texts), *made], key=lambda part: -len(part[0]))

    def find_equal(self, value: object) -> tuple[Source, ...]:
        """Return the fields just read that hold a value, such as a day that a filter formats."""
        kind = type(value)
        return tuple(source for source, read in self.reads.items() if type(read) is kind and read == value)

    def find_value(self, value: object) -> tuple[Part, ...]:
        """Return what a phrase is given with its origin, or with that of what is known to be within it."""
        if find_origin(value):
            return find_parts(value)
        if not isinstance(value, (str, int)) or isinstance(value, Markup) or not value:
            return ()
        sources = self.list_sources(self.reads)
        if isinstance(value, int):
            sources = self.find_equal(value)
        within = [part for part in self.find_parts(str(value), sources) if part[0] in str(value)]
        return tuple(within) or (((str(value), Origin("derived", sources)),) if sources else ())


def _list_texts(value: object) -> Iterator[Traced]:
    """Yield the texts in a value, or in a list of a list."""
    if type(value) is Traced:
        yield value
    elif type(value) is tuple:
        for one in value:
            yield from _list_texts(one)


def make_origin(text: str, reads: Reads, sources: tuple[Source, ...]) -> Origin:
    """Return the origin of a text made of fields: that of one text is exact, unless there are words around it."""
    texts = [value for value in map(reads.get, sources) if type(value) is Traced]
    same = next((value for value in texts if value == text), None)
    if same is None and len(sources) == 1 and texts and not _has_words_around(text, texts[0]):
        same = texts[0]
    return same.origin if same is not None else Origin("derived", sources)


def _has_words_around(text: str, inner: str) -> bool:
    before, found, after = text.partition(inner)
    return bool(found) and any(map(str.isalnum, before + after))
