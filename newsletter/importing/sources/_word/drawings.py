"""What Word draws: pictures, boxes with paragraphs in them, and words that are only shapes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from newsletter.importing.sources._word.names import TEXTS, A, R, V, W

_BOX = f"{W}txbxContent"


def find_boxes(element: Element) -> Iterator[Element]:
    """Yield the outermost boxes of a drawing."""
    for child in element:
        if child.tag == _BOX:
            yield child
        else:
            yield from find_boxes(child)


def find_loose_words(element: Element) -> Iterator[str]:
    """Yield the words of a drawing that stand in no box."""
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
