"""A part of a Word document written anew, so that all that Word shows is read: fields, boxes, readings, directions.

What Word does not show goes no further, and is noted; every word that does carries its number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from newsletter.importing.lines import Kind
from newsletter.importing.sources._word.numbering import Numbering
from newsletter.importing.sources._word.packages import MC, RUN, TEXTS, A, M, P, R, T, V, W
from newsletter.importing.sources._word.styles import HIDDEN, STRUCK, Styles, value_of
from newsletter.importing.sources._word.word_tracking import WordTracker, format_marker

_AROUND = "body document hyperlink tbl tc footnotes endnotes tab noBreakHyphen softHyphen sym bookmarkStart"
_KEPT = frozenset(f"{W}{name}" for name in _AROUND.split())
"""What stays as it is around its content; all else that holds words is taken away from around them."""

_FIELD = frozenset({f"{W}fldChar", f"{W}instrText"})
_COPIED = _FIELD | {f"{W}{name}" for name in ("rPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr")}
_LEFT: dict[str, Kind] = {f"{W}delText": "deleted", f"{M}t": "formula", f"{A}t": "drawing"}
_GONE: dict[str, Kind] = {f"{W}del": "deleted", f"{W}moveFrom": "deleted", f"{M}oMath": "formula"}
_BREAKS = frozenset({"page", "column"})
_HYPERLINK = re.compile(r"\s{0,9}HYPERLINK\b")


@dataclass(slots=True)
class Rewriter:
    """Writes parts of one document anew."""

    words: WordTracker
    styles: Styles
    numbering: Numbering
    notes: frozenset[str] = frozenset()
    """The footnotes and endnotes that there are and that are referred to: their kind and number."""
    related: frozenset[str] = frozenset()
    """The numbers of what the part is related to."""
    _style: str = ""
    _left: Kind | None = None
    """What words are that go no further."""

    def rewrite(self, element: Element) -> list[Element]:
        """Return what replaces an element."""
        tag = element.tag
        if tag in _COPIED:
            return [element]
        if tag in TEXTS:
            return self._text(element)
        if tag in _GONE:
            return self.leave(element, _GONE[tag])
        if tag in _KEPT:
            return [self._keep(element)]
        return self._find_handler(tag)(element)

    def _find_handler(self, tag: str) -> Callable[[Element], list[Element]]:
        handlers: dict[str, Callable[[Element], list[Element]]] = {
            P: self._paragraph,
            RUN: self._run,
            f"{W}br": self._break,
            f"{W}cr": self._break,
            f"{W}tr": self._row,
            f"{W}sdt": self._content,
            f"{W}ruby": self._reading,
            f"{W}fldSimple": self._field,
            f"{MC}AlternateContent": self._alternatives,
            **dict.fromkeys((f"{W}drawing", f"{W}pict", f"{W}object"), self._drawing),
            **dict.fromkeys(
                (f"{W}{kind}note{end}" for kind in ("foot", "end") for end in ("", "Reference")), self._note
            ),
        }
        return handlers.get(tag, self._children)

    def leave(self, element: Element, kind: Kind) -> list[Element]:
        """Note all the words of an element as ones that go no further."""
        before, self._left = self._left, self._left or kind
        self._children(element)
        self._left = before
        return []

    def _children(self, elements: Iterable[Element]) -> list[Element]:
        return [part for child in elements for part in self.rewrite(child)]

    def _keep(self, element: Element) -> Element:
        kept = Element(element.tag, dict(element.attrib))
        if element.get(f"{R}id", "") not in self.related:
            kept.attrib.pop(f"{R}id", None)
        kept.extend(self._children(element))
        return kept

    def _text(self, element: Element) -> list[Element]:
        text, kind = element.text or "", self._left or _LEFT.get(element.tag)
        if kind is not None:
            self.words.leave(text, kind)
            return []
        return [_write_text(self.words.mark(text))]

    def _paragraph(self, element: Element) -> list[Element]:
        self.words.paragraph += 1
        properties = element.find(f"{W}pPr")
        before, self._style = self._style, value_of(properties, f"{W}pStyle")
        made = Element(P)
        if properties is not None:
            made.append(properties)
        numbered = self.numbering.count(properties) if self._left is None else None
        if numbered and numbered.marker:
            made.append(_write_run([_write_text(format_marker(numbered.list, numbered.marker))]))
        made.extend(self._children(child for child in element if child is not properties))
        self._style = before
        return [made]

    def _run(self, element: Element) -> list[Element]:
        """Rewrite a run; what is a run of its own in it divides it."""
        properties = element.find(f"{W}rPr")
        if self._left is None and self.styles.holds(HIDDEN, properties, self._style):
            self.leave(element, "hidden")
            return [_write_run([part for part in element if part.tag in _FIELD])]
        if self.styles.holds(STRUCK, properties, self._style):
            properties = _strike(properties)
        made, pieces = list[Element](), list[Element]()
        for part in self._children(child for child in element if child.tag != f"{W}rPr"):
            if part.tag in {RUN, P}:
                made += [_write_run(pieces, properties), part]
                pieces = []
            else:
                pieces.append(part)
        return [*made, _write_run(pieces, properties)]

    def _field(self, element: Element) -> list[Element]:
        """Rewrite a field in one element; one that is a link becomes one of several, which is understood."""
        content, instruction = self._children(element), element.get(f"{W}instr", "")
        if not _HYPERLINK.match(instruction):
            return content
        code = Element(f"{W}instrText")
        code.text = instruction
        begin, separate, end = (_field_char(name) for name in ("begin", "separate", "end"))
        return [*(_write_run([part]) for part in (begin, code, separate)), *content, _write_run([end])]

    def _alternatives(self, element: Element) -> list[Element]:
        """Read one of several forms of the same, the simplest that holds words, and note what only others say."""
        forms = [*element.findall(f"{MC}Fallback"), *element.findall(f"{MC}Choice")]
        if not forms:
            return []
        words = {id(form): _words_of(form) for form in forms}
        chosen = max(forms, key=lambda form: (bool(words[id(form)]), len(form) > 0))  # the first of the best
        for form in forms:
            if form is not chosen and not words[id(form)] <= words[id(chosen)]:
                self.leave(form, "drawing")
        return self._children(chosen)

    def _content(self, element: Element) -> list[Element]:
        found = element.find(f"{W}sdtContent")
        return self._children(found) if found is not None else []

    def _reading(self, element: Element) -> list[Element]:
        """Put how a word is read into brackets behind it."""
        base, above = element.find(f"{W}rubyBase"), element.find(f"{W}rt")
        read = self._children(above) if above is not None else []
        if read:
            read = [_write_run([_write_text("(")]), *read, _write_run([_write_text(")")])]
        return [*(self._children(base) if base is not None else []), *read]

    def _drawing(self, element: Element) -> list[Element]:
        """Keep the picture of a drawing, and read its boxes as paragraphs after the one that it is in."""
        for words in find_loose_words(element):
            self.words.leave(words, self._left or "drawing")
        boxes = [self._children(box) for box in find_boxes(element)]
        made = [read_picture(element, self.related)] if self._left is None else []
        for paragraphs in filter(None, boxes):
            holder, picture = Element(f"{W}txbxContent"), Element(f"{W}pict")
            holder.extend(paragraphs)
            picture.append(holder)
            made.append(picture)
        return [part for part in made if part is not None]

    def _row(self, element: Element) -> list[Element]:
        is_gone = element.find(f"{W}trPr/{W}del") is not None
        return self.leave(element, "deleted") if is_gone else [self._keep(element)]

    def _note(self, element: Element) -> list[Element]:
        """Keep a note that is referred to, and the reference to it."""
        kind = "footnote" if element.tag.startswith(f"{W}footnote") else "endnote"
        if f"{kind} {element.get(f'{W}id')}" not in self.notes:
            return self.leave(element, "unread")
        return [self._keep(element)]

    def _break(self, element: Element) -> list[Element]:
        made = Element(f"{W}br")
        if element.get(f"{W}type") in _BREAKS:
            made.set(f"{W}type", "page")
        return [made]


def _strike(properties: Element | None) -> Element:
    made = Element(f"{W}rPr")
    made.extend(properties if properties is not None else [])
    made.append(Element(f"{W}strike"))
    return made


def _write_run(parts: Iterable[Element], properties: Element | None = None) -> Element:
    made = Element(RUN)
    if properties is not None:
        made.append(properties)
    made.extend(parts)
    return made


def _write_text(text: str) -> Element:
    made = Element(T)
    made.text = text
    return made


def _field_char(kind: str) -> Element:
    return Element(f"{W}fldChar", {f"{W}fldCharType": kind})


def _words_of(element: Element) -> set[str]:
    texts = (one.text or "" for one in element.iter() if one.tag in TEXTS)
    return {word for text in texts for word in text.split()}


_BOX = f"{W}txbxContent"


def find_boxes(element: Element) -> Iterator[Element]:
    """Yield the outermost boxes of a drawing."""
    for child in element:
        if child.tag == _BOX:
            yield child
        else:
            yield from find_boxes(child)


def find_loose_words(element: Element) -> Iterator[str]:
    """Yield the words of a drawing outside its boxes."""
    for child in element:
        if child.tag in TEXTS:
            yield child.text or ""
        elif child.tag == f"{V}textpath":
            yield child.get("string", "")
        elif child.tag != _BOX:
            yield from find_loose_words(child)


def read_picture(element: Element, related: frozenset[str]) -> Element | None:
    """Return a drawing without its boxes, if it shows pictures, and all of them are there."""
    named = [part.get(f"{R}embed") or part.get(f"{R}link") for part in element.iter(f"{A}blip")]
    named += [part.get(f"{R}id") for part in element.iter(f"{V}imagedata")]
    is_whole = bool(named) and all(name in related for name in named)
    return _without_boxes(element, related) if is_whole else None


def _without_boxes(element: Element, related: frozenset[str]) -> Element:
    attributes = dict(element.attrib)
    if attributes.get(f"{R}id", "") not in related:
        attributes.pop(f"{R}id", None)
    made = Element(element.tag, attributes)
    made.extend(_without_boxes(child, related) for child in element if child.tag != _BOX)
    return made
