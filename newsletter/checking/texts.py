"""The texts of an issue as readers see them, each with its path: told by the models which of them is what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, get_args

from pydantic import AfterValidator, BaseModel

from newsletter.documents.blocks import Block
from newsletter.documents.issue import Issue
from newsletter.documents.values import HttpsUrl, Markdown, PlainText
from newsletter.reading.document import DataPath
from newsletter.rendering.markdown import to_text

_MARKDOWN, _WORDS, _URL = "markdown", "words", "url"
_KINDS = {id(get_args(kind)[1]): name for kind, name in ((Markdown, _MARKDOWN), (PlainText, _WORDS), (HttpsUrl, _URL))}
_MARKDOWN_LINK = re.compile(
    r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(\s*<?([^\s)>]+)[^)]*\)|<([a-z][a-z0-9+.-]*:[^\s>]*)>", re.IGNORECASE
)
_NOT_READ = frozenset({"waivers", "pseudonym_confirmed"})
"""Fields of a document that are written for editors, not for readers."""

_NO_END = r"(?<!\b[A-Z])(?<!\be\.g)(?<!\bi\.e)(?<!\b[DMS]r)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bNo)(?<!\bvs)"
_SENTENCE_END = re.compile(rf"{_NO_END}[.!?]['’”\")]*\s+(?=['‘“\"(]?[A-Z0-9])")


@dataclass(frozen=True)
class Text:
    """A text, where it stands, and whether it is Markdown; ``block`` is the path of the block it belongs to."""

    path: DataPath
    words: str
    is_markdown: bool
    block: DataPath

    @property
    def field(self) -> str:
        """The key it stands under."""
        return next((step for step in reversed(self.path) if isinstance(step, str)), "")

    @cached_property
    def spoken(self) -> str:
        """The words alone, as somebody reads them out: no marks, no addresses."""
        plain = to_text(_MARKDOWN_LINK.sub(r"\1", self.words)) if self.is_markdown else self.words
        return re.sub(r"<?(https?://|mailto:|tel:|www\.)\S+", "", plain)

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """Its sentences; each paragraph and each list item begins a new one."""
        lines = (re.sub(r"^\s*(?:[-*]|\d+\.)\s+", "", line) for line in re.split(r"\n+", self.spoken))
        pieces = (piece.strip() for line in lines for piece in _split_sentences(line))
        return tuple(piece for piece in pieces if piece)


@dataclass(frozen=True, slots=True)
class Link:
    """A link as an editor wrote it; ``words`` are what readers follow."""

    path: DataPath
    words: str
    url: str


def _split_sentences(line: str) -> Iterator[str]:
    start = 0
    for found in _SENTENCE_END.finditer(line):
        yield line[start : found.end()]
        start = found.end()
    yield line[start:]


def walk_texts(issue: Issue) -> Iterator[Text]:
    """Yield every text that readers see, in the order in which the model has them."""
    yield from _walk((), issue, ())


def find_links(issue: Issue, texts: tuple[Text, ...]) -> Iterator[Link]:
    """Yield the links in Markdown, then those that have a key of their own."""
    for text in texts:
        if text.is_markdown and ("](" in text.words or "<" in text.words):
            for found in _MARKDOWN_LINK.finditer(text.words):
                yield Link(text.path, (found[1] or found[3] or "").strip(), found[2] or found[3])
    for path, block in _walk_models((), issue):
        url = getattr(block, "url", None)
        if url:
            yield Link((*path, "url"), str(getattr(block, "text", None) or getattr(block, "title", "")), url)


def _walk(path: DataPath, part: BaseModel, block: DataPath) -> Iterator[Text]:
    block = path if isinstance(part, Block) else block
    for name, kind in _read_fields(type(part)):
        value = getattr(part, name)
        if value is None or value == ():
            continue
        if kind in (_MARKDOWN, _WORDS) and isinstance(value, str):
            yield Text((*path, name), value, kind == _MARKDOWN, block)
        elif isinstance(value, BaseModel):
            yield from _walk((*path, name), value, block)
        elif isinstance(value, tuple):
            yield from _walk_tuple((*path, name), value, kind, block)


def _walk_tuple(path: DataPath, values: tuple[Any, ...], kind: str, block: DataPath) -> Iterator[Text]:
    for place, value in enumerate(values):
        if isinstance(value, BaseModel):
            yield from _walk((*path, place), value, block)
        elif kind in (_MARKDOWN, _WORDS) and isinstance(value, str):
            yield Text((*path, place), value, kind == _MARKDOWN, block)


def _walk_models(path: DataPath, part: BaseModel) -> Iterator[tuple[DataPath, BaseModel]]:
    yield path, part
    for name, _ in _read_fields(type(part)):
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            yield from _walk_models((*path, name), value)
        elif isinstance(value, tuple):
            models = ((place, inner) for place, inner in enumerate(value) if isinstance(inner, BaseModel))
            for place, inner in models:
                yield from _walk_models((*path, name, place), inner)


@cache
def _read_fields(model: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Name the fields of a model that can hold text for readers, and what kind of text each holds."""
    fields = ((name, _name_kind([*field.metadata, field.annotation])) for name, field in model.model_fields.items())
    return tuple((name, kind) for name, kind in fields if name not in _NOT_READ)


def _name_kind(parts: list[Any]) -> str:
    """Find which of our text types stands in an annotation, however deep."""
    for part in parts:
        if isinstance(part, AfterValidator) and id(part) in _KINDS:
            return _KINDS[id(part)]
        if found := _name_kind([*get_args(part)]):
            return found
    return ""
