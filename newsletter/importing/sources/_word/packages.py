"""Opens a Word document: every part that is read is parsed here first, within bounds, and refused if it is unsafe.

A type declaration is what only an attacker puts there: with it a kilobyte becomes a gigabyte, or a file of the reader.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from newsletter.errors import SourceError
from newsletter.importing.sources._word.word_tracking import strip_marks

MAX_UNPACKED = 100_000_000
"""Bytes that a document may unpack to, pictures included."""

MAX_XML = 20_000_000
"""Bytes that its text parts may unpack to."""

MAX_PARTS = 5_000
MAX_ELEMENTS = 200_000
MAX_PARAGRAPHS = 10_000
"""How many paragraphs a document may have; a long issue has about a thousand."""

MAX_DEPTH = 200
"""Elements inside one another; Word itself writes fewer than fifty."""

_MAIN = "word/document.xml"
_ADVICE = "Copy its text instead."


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of one part to another, or to an address: its number, its kind, and its target."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass(slots=True)
class Package:
    """A document's parts of text, parsed."""

    name: str
    main: str
    parts: dict[str, Element] = field(default_factory=dict)

    def relations(self, part: str) -> list[Relation]:
        """Return what a part is related to; the package itself is the part without a name."""
        folder, file = posixpath.split(part)
        root = self.parts.get(posixpath.join(folder, "_rels", f"{file}.rels"))
        return list(_read_relations(root)) if root is not None else []

    def find(self, kind: str) -> str:
        """Return the name of the part that the main one has for its ``styles``, ``numbering`` …, or nothing."""
        folder = posixpath.dirname(self.main)
        related = (_join(folder, one.target) for one in self.relations(self.main) if one.kind == kind)
        return next((part for part in (*related, f"{folder}/{kind}.xml") if part in self.parts), "")


def _join(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _read_relations(root: Element) -> Iterator[Relation]:
    for one in root.iter(f"{PACKAGE}Relationship"):
        kind = one.get("Type", "").rpartition("/")[2]
        yield Relation(one.get("Id", ""), kind, one.get("Target", ""), one.get("TargetMode") == "External")


def open_package(data: bytes, name: str) -> Package:
    """Unpack a document and parse its parts of text.

    Raises:
        SourceError: it is too large, nested too deep, holds what Word never writes, or is none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sizes = {part.filename: part.file_size for part in packed.infolist()}
        texts = {part for part in sizes if part.endswith((".xml", ".rels"))}
        if len(sizes) > MAX_PARTS or sum(sizes.values()) > MAX_UNPACKED or sum(map(sizes.__getitem__, texts)) > MAX_XML:
            raise SourceError(f"{name}: This Word document unpacks to more than it should. {_ADVICE}")
        parser = _PartParser(name)
        package = Package(name, _MAIN, {part: parser.parse(packed.read(part)) for part in sorted(texts)})
        named = (_join("", one.target) for one in package.relations("") if one.kind == "officeDocument")
        package.main = next((part for part in (*named, _MAIN) if part in sizes), "")
        if not package.main:
            raise SourceError(f"{name}: There is no Word document in this file. Save it as .docx.")
        if package.main not in package.parts:
            if sizes[package.main] > MAX_XML:
                raise SourceError(f"{name}: This Word document unpacks to more than it should. {_ADVICE}")
            package.parts[package.main] = parser.parse(packed.read(package.main))
    return package


class _PartParser:
    """Parses the parts of one document, and counts over all of them."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._depth = self._elements = self._paragraphs = 0
        self._builder = TreeBuilder()

    def parse(self, content: bytes) -> Element:
        self._depth, self._builder = 0, TreeBuilder()
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._add
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(content, True)  # noqa: FBT003  # the end of the text
        return self._builder.close()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        self._builder.start(
            named := _qualify(tag), {_qualify(key): strip_marks(value) for key, value in attributes.items()}
        )
        self._paragraphs += named == P
        if self._depth > MAX_DEPTH:
            raise SourceError(f"{self._name}: This Word document is nested too deep. {_ADVICE}")
        if self._paragraphs > MAX_PARAGRAPHS or self._elements > MAX_ELEMENTS:
            many = f"more than {MAX_PARAGRAPHS:,} paragraphs or {MAX_ELEMENTS:,} elements"
            raise SourceError(f"{self._name}: This Word document has {many}. Split it.")

    def _add(self, text: str) -> None:
        self._builder.data(strip_marks(text))

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._builder.end(_qualify(tag))

    def _refuse(self, *_declared: object) -> None:
        raise SourceError(f"{self._name}: This Word document holds what Word never writes. It was not opened.")


def _qualify(tag: str) -> str:
    space, brace, local = tag.rpartition("}")
    return f"{{{STRICT.get(space, space)}}}{local}" if brace else tag


_TRANSITIONAL = "http://schemas.openxmlformats.org"
STRICT = {
    "http://purl.oclc.org/ooxml/wordprocessingml/main": f"{_TRANSITIONAL}/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": f"{_TRANSITIONAL}/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/math": f"{_TRANSITIONAL}/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/drawingml/main": f"{_TRANSITIONAL}/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/picture": f"{_TRANSITIONAL}/drawingml/2006/picture",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": (
        f"{_TRANSITIONAL}/drawingml/2006/wordprocessingDrawing"
    ),
}
"""Namespaces of the strict form by those of the one that Word writes."""

W = f"{{{_TRANSITIONAL}/wordprocessingml/2006/main}}"
R = f"{{{_TRANSITIONAL}/officeDocument/2006/relationships}}"
M = f"{{{_TRANSITIONAL}/officeDocument/2006/math}}"
A = f"{{{_TRANSITIONAL}/drawingml/2006/main}}"
C = f"{{{_TRANSITIONAL}/drawingml/2006/chart}}"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"

VAL = f"{W}val"
T, P, RUN = f"{W}t", f"{W}p", f"{W}r"
TEXTS = frozenset({T, f"{W}delText", f"{M}t", f"{A}t"})
"""What holds words."""
