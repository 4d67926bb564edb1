"""A Word document for reading: its text rewritten, its other parts reported, and nothing in it that was not parsed."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, tostring

from newsletter.importing.lines import Kind
from newsletter.importing.sources._word.numbering import Numbering
from newsletter.importing.sources._word.packages import PACKAGE, TEXTS, C, Package, Relation, W, open_package
from newsletter.importing.sources._word.rewriting import Rewriter
from newsletter.importing.sources._word.styles import Styles
from newsletter.importing.sources._word.word_tracking import WordTracker
from newsletter.parsing.document import shorten

_NOTES = ("footnote", "endnote")
_READ = ("styles", "numbering")
_KINDS: dict[str, Kind] = {"hdr": "margin", "ftr": "margin", "comments": "remark", "glossaryDocument": "unread"}
_DRAWN: dict[str, Kind] = {
    "dataModel": "drawing",
    "chartSpace": "drawing",
    "drawing": "drawing",
    "wordDocument": "unread",
}
_MET = frozenset({"hyperlink", "image"})
"""Relations that a text goes by; all others lead to parts that are read or reported here."""

_EMBEDDED = frozenset({"aFChunk", "subDocument"})


@dataclass(frozen=True, slots=True)
class WordDocument:
    """What is read of a document: its parts written anew, and what became of its words."""

    parts: dict[str, Element]
    words: WordTracker
    notes: tuple[str, ...]

    def pack(self) -> io.BytesIO:
        """Pack the parts as a document."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as file:
            for name, root in self.parts.items():
                file.writestr(name, tostring(root, encoding="utf-8"))
        packed.seek(0)
        return packed


def open_document(data: bytes, name: str) -> WordDocument:
    """Open a document, and write what is read of it anew.

    Raises:
        SourceError: it is too large, or holds what only an attacker puts there.
    """
    package, words = open_package(data, name), WordTracker()
    styles = Styles.read(package.parts.get(package.find("styles")))
    numbering = Numbering.read(package.parts.get(package.find("numbering")), styles)
    texts = {"document": package.main} | {f"{kind}s": package.find(f"{kind}s") for kind in _NOTES}
    known = _find_notes(package, texts)
    parts = {f"word/{kind}.xml": package.parts[part] for kind in _READ if (part := package.find(kind))}
    for kind, part in texts.items():
        if part:
            related = [one for one in package.relations(part) if one.kind in _MET]
            rewriter = Rewriter(words, styles, numbering, known, frozenset(one.id for one in related))
            parts[f"word/{kind}.xml"] = _only(rewriter.rewrite(package.parts[part]))
            parts[f"word/_rels/{kind}.xml.rels"] = _write_relations(related)
    _report_others(package, Rewriter(words, styles, numbering), frozenset(texts.values()))
    return WordDocument(parts, words, tuple(_report_embedded(package)))


def _only(made: list[Element]) -> Element:
    """Return the root of a part; one that is none of Word's own becomes an empty document."""
    return made[0] if len(made) == 1 else Element(f"{W}document")


def _find_notes(package: Package, texts: dict[str, str]) -> frozenset[str]:
    """Return the notes that there are and that the text refers to, by kind and number."""
    known = set[str]()
    for kind in _NOTES:
        root = package.parts.get(texts[f"{kind}s"])
        there = {note.get(f"{W}id") for note in root.findall(f"{W}{kind}")} if root is not None else set()
        met = {one.get(f"{W}id") for one in package.parts[package.main].iter(f"{W}{kind}Reference")}
        known |= {f"{kind} {number}" for number in there & met}
    return frozenset(known)


def _report_others(package: Package, rewriter: Rewriter, read: frozenset[str]) -> None:
    """Record the words of all parts that are not text: margins, comments, diagrams, building blocks."""
    reported = set[str]()
    for name, root in package.parts.items():
        if name in read or name.endswith(".rels"):
            continue
        kind = (_KINDS | _DRAWN).get(root.tag.rpartition("}")[2], "unreadable")
        rewriter.words.paragraph += 1
        if kind == "drawing":
            for text in _find_drawn(root):
                rewriter.words.paragraph += 1
                if text not in reported:
                    rewriter.words.leave(text, kind)
            reported |= set(_find_drawn(root))
        elif any(one.tag in TEXTS for one in root.iter()):
            rewriter.leave(root, kind)


def _find_drawn(root: Element) -> Iterator[str]:
    """Yield the words of a diagram or chart; a diagram is there twice, as data and as it was drawn."""
    for one in root.iter():
        if one.tag in TEXTS and one.text:
            yield one.text
        elif one.tag == f"{C}strCache":
            yield from (value.text for value in one.iter(f"{C}v") if value.text)


def _report_embedded(package: Package) -> Iterator[str]:
    for one in package.relations(package.main):
        if one.kind in _EMBEDDED:
            yield f"another document within this one is left out: {shorten(posixpath.basename(one.target), 200)}"


def _write_relations(related: list[Relation]) -> Element:
    root = Element(f"{PACKAGE}Relationships")
    for one in related:
        kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{one.kind}"
        SubElement(root, f"{PACKAGE}Relationship", {"Id": one.id, "Type": kind, "Target": one.target})
    return root
