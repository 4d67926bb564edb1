"""The texts of an issue as readers see them, each with its path: told by the models which of them is what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel

from newsletter.documents.blocks import Block
from newsletter.documents.issue import Issue
from newsletter.documents.text_kinds import MARKDOWN, MARKDOWN_LINE, MODEL, PLAIN, URL, Role, find_role, name_kind
from newsletter.parsing.document import DataPath
from newsletter.rendering.markdown import find_links as find_markdown_links
from newsletter.rendering.markdown import to_spoken

_IN_MARKDOWN = (MARKDOWN, MARKDOWN_LINE)
_NO_END = r"(?<!\b[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\b[DMS]r)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bNo)(?<!\bvs)"
_ADDRESS = re.compile(r"(?i)<?(https?://|mailto:|tel:|www\.)\S+")
_SENTENCE_END = re.compile(rf"{_NO_END}[.!?]['’”\")]*\s+(?=['‘“\"(]?[A-Z0-9])")


_LIST_MARK = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")


@dataclass(frozen=True)
class WrittenText:
    """A text, where it stands, and whether it is Markdown; ``block`` is the path of the block it belongs to."""

    path: DataPath
    words: str
    is_markdown: bool
    block: DataPath
    role: Role | None = None

    @property
    def field(self) -> str:
        """The key of its value."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @cached_property
    def spoken(self) -> str:
        """The words alone, as they are read aloud: no marks, no addresses."""
        plain = to_spoken(self.words) if self.is_markdown else self.words
        may_hold_addresses = ":" in plain or "www." in plain.lower()
        return _ADDRESS.sub("", plain) if may_hold_addresses else plain

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences; each paragraph and each list item begins a new one."""
        lines = (_LIST_MARK.sub("", line) for line in self.spoken.split("\n"))
        pieces = (piece.strip() for line in lines for piece in _split_sentences(line))
        return tuple(piece for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class WrittenLink:
    """A link as an editor wrote it; ``words`` are what readers follow."""

    path: DataPath
    words: str
    url: str
    source: str = ""
    """All of it, where it stands within a text."""
    is_bare: bool = False
    """Whether it is a bare address in a text."""


def _split_sentences(line: str) -> Iterator[str]:
    start = 0
    for found in _SENTENCE_END.finditer(line):
        yield line[start : found.end()]
        start = found.end()
    yield line[start:]


def walk_texts(issue: Issue) -> Iterator[WrittenText]:
    """Yield every text that readers see, in the order in which the model has them."""
    yield from (part for part in walk_parts(issue) if isinstance(part, WrittenText))


def walk_parts(document: BaseModel) -> Iterator[WrittenText | WrittenLink]:
    """Yield every text that readers see, and every link that has a key of its own, of an issue or a publication."""
    yield from _walk((), document, ())


def find_links(parts: Iterable[WrittenText | WrittenLink]) -> Iterator[WrittenLink]:
    """Yield the links among the parts of an issue, those in its Markdown too."""
    for part in parts:
        if isinstance(part, WrittenLink):
            yield part
        elif part.is_markdown:
            for link in find_markdown_links(part.words):
                yield WrittenLink(part.path, link.words, link.url, link.source, link.is_bare)


def find_themes(issue: Issue) -> Iterator[tuple[DataPath, str]]:
    """Yield every id of a theme in an issue, with its path."""
    for place, block in enumerate(issue.blocks):
        yield from _find_themes(("blocks", place), block)


def _find_themes(path: DataPath, part: BaseModel) -> Iterator[tuple[DataPath, str]]:
    values = part.__dict__
    for name, is_themes in _read_roles(type(part)):
        value = values[name]
        if isinstance(value, BaseModel):
            yield from _find_themes((*path, name), value)
        elif isinstance(value, tuple):
            for place, one in enumerate(value):
                if is_themes:
                    yield (*path, name, place), one
                elif isinstance(one, BaseModel):
                    yield from _find_themes((*path, name, place), one)


def _walk(path: DataPath, part: BaseModel, block: DataPath) -> Iterator[WrittenText | WrittenLink]:
    block = path if isinstance(part, Block) else block
    values = part.__dict__
    for name, kind, role in _read_fields(type(part)):
        value = values[name]
        if value is None or value == ():
            continue
        if isinstance(value, BaseModel):
            yield from _walk((*path, name), value, block)
        elif isinstance(value, tuple):
            yield from _walk_all((*path, name), enumerate(value), kind, block)
        elif isinstance(value, dict):
            yield from _walk_all((*path, name), value.items(), kind, block)
        elif kind == URL:
            yield WrittenLink((*path, name), str(getattr(part, "text", None) or getattr(part, "title", "")), value)
        elif kind != MODEL and isinstance(value, str):
            yield WrittenText((*path, name), value, kind in _IN_MARKDOWN, block, role)


def _walk_all(
    path: DataPath, values: Iterable[tuple[int | str, Any]], kind: str, block: DataPath
) -> Iterator[WrittenText | WrittenLink]:
    for place, value in values:
        if isinstance(value, BaseModel):
            yield from _walk((*path, place), value, block)
        elif isinstance(value, tuple):
            yield from _walk_all((*path, place), enumerate(value), kind, block)
        elif kind in (*_IN_MARKDOWN, PLAIN) and isinstance(value, str):
            yield WrittenText((*path, place), value, kind in _IN_MARKDOWN, block)


@cache
def _read_fields(model: type[BaseModel]) -> tuple[tuple[str, str, Role | None], ...]:
    """Name the fields of a model that can hold text for readers, what kind of text each holds, and in which role."""
    fields = ((name, name_kind(field), find_role(field)) for name, field in model.model_fields.items())
    return tuple((name, kind, role) for name, kind, role in fields if kind and role is not Role.FOR_EDITORS)


@cache
def _read_roles(model: type[BaseModel]) -> tuple[tuple[str, bool], ...]:
    """Name the fields of a model, and say of each whether it names themes."""
    return tuple((name, find_role(field) is Role.THEMES) for name, field in model.model_fields.items())
