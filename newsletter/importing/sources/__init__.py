"""The source formats: each public module here is one, found by being here. A source's format is seen from its content.

Each offers ``SUFFIXES`` of file names that speak for it, ``recognises(data)``, and ``read(data, name)``.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePath
from typing import Protocol

from newsletter.documents.values import LONGEST_HEADING
from newsletter.errors import SourceError
from newsletter.importing.lines import MAX_LINES, Line, Source
from newsletter.importing.sources._damage import describe_damage
from newsletter.importing.sources._decoding import refuse_foreign
from newsletter.importing.sources.markdown import resembles

MAX_BYTES = 20_000_000
"""How large a source may be, pictures included."""

MAX_CHARACTERS = 1_000_000
"""How long its text may be; a long issue is about 60,000 characters."""


class Format(Protocol):
    """What the module of a source format offers."""

    SUFFIXES: tuple[str, ...]

    def recognises(self, data: bytes) -> bool:
        """Return whether the content alone says that it is in this format."""

    def read(self, data: bytes, name: str) -> Source:
        """Make numbered lines of it.

        Raises:
            SourceError: that cannot be done.
        """


def find_formats() -> dict[str, Format]:
    """Return every source format by the name of its module."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("[a-z]*.py"))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def read_source(data: bytes, name: str) -> Source:
    """Read a source in whatever format it is; ``name`` is its file name, or a description where it has none.

    Raises:
        SourceError: it is too large, in no format that is known here, or without any words.
    """
    if len(data) > MAX_BYTES:
        raise SourceError(f"{name}: This is larger than {MAX_BYTES:,} bytes. Leave pictures out, or split it.")
    refuse_foreign(data, name)
    source = _choose(data, name).read(data, name)
    if not any(line.text for line in source.lines):
        raise SourceError(f"{name}: There is no text in it. Check that it is the right file.")
    if len(source.lines) > MAX_LINES or sum(len(line.text) for line in source.lines) > MAX_CHARACTERS:
        raise SourceError(f"{name}: It is too long for one issue. Split it into several.")
    lines = tuple(map(_keep_headings_short, source.lines))
    return replace(source, lines=lines, notes=(*source.notes, *describe_damage(lines)))


def _keep_headings_short(line: Line) -> Line:
    """Make a paragraph of what is marked as a heading but is longer than a document takes for one."""
    is_long = line.kind in {"heading", "title"} and len(line.text) > LONGEST_HEADING
    return replace(line, kind="paragraph", level=0) if is_long else line


def _choose(data: bytes, name: str) -> Format:
    formats = find_formats()
    by_content = (form for form in formats.values() if form.recognises(data))
    suffix = PurePath(name).suffix.lower()
    by_name = (form for form in formats.values() if suffix in form.SUFFIXES)
    return next(by_content, None) or next(by_name, None) or formats["markdown" if resembles(data) else "text"]
