"""Writes beside the texts of an issue the digest of the one that the others translate, and changes no other byte.

Where a digest is missing it is written for every text; one that is out of date only where a person says that the
translation is still right.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from newsletter.documents.languages import OF
from newsletter.documents.publication import Publication
from newsletter.errors import BuildError, ProblemsFoundError
from newsletter.files import read_below, write_below
from newsletter.loading import LoadedIssue, parse_issue
from newsletter.parsing.document import DataPath, Document, Node, Position, format_path, shorten
from newsletter.parsing.files import BOM
from newsletter.parsing.messages import suggest
from newsletter.parsing.yaml import find_spans, read_yaml
from newsletter.translations import Translation

_NUMBER = frozenset("0123456789e")
"""Characters of which YAML could read a number."""


class _Edit(NamedTuple):
    """Characters to write in the place of those from ``start`` to ``end``."""

    start: int
    end: int
    written: str


_Editor: TypeAlias = "Callable[[_Source, Translation], _Edit]"


def mark_translations(loaded: LoadedIssue) -> tuple[Document, tuple[str, ...]]:
    """Write the missing digests of an issue, and say so; a text in the main language is the original."""
    missing = [one for one in loaded.translations.found if not one.of and len(one.texts) > 1]
    source = _source_of(loaded)
    document = _write(source, missing)
    changed = _Source(document)
    written = [one for one in missing if OF in changed.children(one)]
    places = ((source.location_of(one.path).line, format_path(one.path)) for one in written)
    return document, tuple(f"{source.file}:{line}: wrote of: for {path}." for line, path in sorted(places))


def confirm_translation(root: Path, name: str, publication: Publication, path: str) -> str:
    """Write that the translation of a text is still right, though the text was changed; return what was done.

    Raises:
        BuildError: the issue has no such text in several languages, or its digest cannot be written.
        ProblemsFoundError: the issue cannot be read.
    """
    data = read_below(root, name)
    loaded = parse_issue(data, name, publication.packs, tags=publication.tags)
    chosen = _find(loaded, path)
    source, digest = _source_of(loaded), _digest(chosen)
    document = _write(source, [chosen])
    if document.text != source.text:
        write_below(root, name, (BOM if data.startswith(BOM) else b"") + document.text.encode())
    elif chosen.of != chosen.digest(_original(chosen)):
        raise BuildError(f"{name}: write of: {digest} beside the texts of {shorten(path)} yourself.")
    return f"{name}:{source.location_of(chosen.path).line}: {path} is confirmed, with of: {digest}"


def _find(loaded: LoadedIssue, path: str) -> Translation:
    known = {format_path(one.path): one for one in loaded.translations.found if len(one.texts) > 1}
    if path in known:
        return known[path]
    meant = suggest(path, known)
    hint = f"Did you mean {meant}?" if meant else "newsletter check names those whose translation is out of date."
    raise BuildError(f"{loaded.document.file} has no text '{shorten(path)}' in several languages. {hint}")


def _original(translation: Translation) -> str:
    """Return the language of the original: the main one, if the text is there in it; it comes first."""
    return next(iter(translation.texts))


def _digest(translation: Translation) -> str:
    """Return the digest as YAML has it; in quotes where it looks like a number."""
    digest = translation.digest(_original(translation))
    return f'"{digest}"' if set(digest) <= _NUMBER else digest


def _source_of(loaded: LoadedIssue) -> Document:
    return loaded.document.source or loaded.document


class _Source:
    """A document's text, and the offsets of what is in it."""

    def __init__(self, document: Document) -> None:
        self.document, self.text = document, document.text
        self._spans = find_spans(document.text)
        self._lines = [0, *(found.end() for found in re.finditer(r"\r\n?|\n", document.text))]

    def children(self, translation: Translation) -> dict[str, Node]:
        """Return the nodes of a text's languages, in their order."""
        children = self._find(translation.path).children
        return children if isinstance(children, dict) else {}

    def is_in_braces(self, translation: Translation) -> bool:
        """Tell whether a text's languages are written in braces."""
        return self.text.startswith("{", self.offset(self._find(translation.path).start))

    def _find(self, path: DataPath) -> Node:
        return self.document.follow(path)[0]

    def offset(self, position: Position) -> int:
        """Return where in the text a position is."""
        return self._lines[position.line] + position.column

    def span(self, node: Node) -> tuple[int, int]:
        """Return where in the text a value begins and ends."""
        return self._spans.get(node.start, (self.offset(node.start), self.offset(node.start)))


def _append(source: _Source, translation: Translation) -> _Edit:
    """Write the digest in the place of the one that is there, or else after the last language."""
    children, digest = source.children(translation), _digest(translation)
    if OF in children:
        return _Edit(*source.span(children[OF]), digest)
    last = list(children.values())[-1]
    end = source.span(last)[1]
    if source.is_in_braces(translation):
        return _Edit(end, end, f", {OF}: {digest}")
    words = len(source.text[:end].rstrip())
    line_end = re.compile(r"\r?$", re.MULTILINE).search(source.text, words)
    place = line_end.start() if line_end else len(source.text)
    return _Edit(place, place, f"{_find_break(source.text)}{' ' * last.key.column}{OF}: {digest}")


def _prepend(source: _Source, translation: Translation) -> _Edit:
    """Write the digest before the first language."""
    first = next(iter(source.children(translation).values()))
    place = source.offset(first.key)
    gap = ", " if source.is_in_braces(translation) else f"{_find_break(source.text)}{' ' * first.key.column}"
    return _Edit(place, place, f"{OF}: {_digest(translation)}{gap}")


def _find_break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _write(document: Document, translations: Sequence[Translation]) -> Document:
    """Write the digests of texts: all at once, or each as it can be where that would change anything else."""
    together = _apply(document, translations, _append)
    if together is not None:
        return together
    for one in translations:  # paths stay, as nothing but a key beside the texts is new
        changed = _apply(document, [one], _append) or _apply(document, [one], _prepend)
        document = changed or document
    return document


def _apply(document: Document, translations: Sequence[Translation], edit: _Editor) -> Document | None:
    """Return the document with digests written; nothing where it would say anything else then."""
    source, text = _Source(document), document.text
    edits = sorted((edit(source, one) for one in translations), reverse=True)
    for start, end, written in edits:
        text = f"{text[:start]}{written}{text[end:]}"
    try:
        changed = read_yaml(text.encode(), document.file)
    except ProblemsFoundError:
        return None
    return changed if changed.data == _expect(document, translations) and not changed.problems else None


def _expect(document: Document, translations: Sequence[Translation]) -> object:
    """Return what a document should say with the digests of texts."""
    data: Any = copy.deepcopy(document.data)
    for translation in translations:
        inner = data
        for step in translation.path:
            inner = inner[step]
        inner[OF] = translation.digest(_original(translation))
    return data
