"""Drawings in SVG: read safely, and written anew with nothing that runs, moves, or loads something from elsewhere.

Elements are on a list (SVG 2, appendix F); attributes are kept but for handlers of events, those of drawing programs,
and any that refers to something outside the file. What a program writes about its user goes with them.
"""

from __future__ import annotations

import re

from lxml import etree

from newsletter.rendering.pictures import PictureError

_SPACE = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_LINK = f"{_SPACE}a"
_ELEMENTS = frozenset(
    {
        *("circle", "clipPath", "defs", "desc", "ellipse", "filter", "g", "line", "linearGradient", "marker", "mask"),
        *("path", "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg", "switch"),
        *("symbol", "text", "textPath", "title", "tspan", "use", "feBlend", "feColorMatrix", "feComposite"),
        *("feDropShadow", "feFlood", "feGaussianBlur", "feMerge", "feMergeNode", "feOffset"),
    }
)
_OUTSIDE = re.compile(
    r"url\(\s*+(?![\"']?#)|@|\\|(?:image|image-set|cross-fade|element|src|expression)\(|script:|animation|transition",
    re.IGNORECASE,
)
"""What in CSS may load something, move, or hide either; an escape can spell all of them."""

_LENGTH = re.compile(r"\s*+([0-9]{1,6}+(?:\.[0-9]{1,6}+)?)\s*+(?:px|pt|pc|mm|cm|in|q)?\s*+", re.IGNORECASE)
_NUMBERS = re.compile(r"[\s,]+")
_BOX = 4
"""Numbers of a ``viewBox``: left, top, width, height."""


def measure_svg(content: bytes) -> tuple[float, float]:
    """Return the width and the height of a drawing, in whatever unit it has.

    Raises:
        PictureError: it is no SVG that can be read, or does not say how large it is.
    """
    root = _parse(content)
    sides = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
    written = [float(side[1]) for side in sides if side]
    box = [float(number) for number in _NUMBERS.split(root.get("viewBox", "").strip()) if _LENGTH.fullmatch(number)]
    width, height = written if len(written) == len(sides) else box[2:] if len(box) == _BOX else (0.0, 0.0)
    if not width or not height:
        raise PictureError("does not say how large it is", 'Write viewBox="0 0 WIDTH HEIGHT" into its first tag.')
    return width, height


def clean_svg(content: bytes) -> bytes:
    """Return a drawing without anything that runs, moves, or loads.

    Raises:
        PictureError: it is no SVG that can be read.
    """
    root = _parse(content)
    for element in list(root.iter()):
        _clean_element(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8")


def _parse(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise PictureError("is not an SVG that can be read", "Save it again as SVG, or as PNG.") from None
    if root.tag != f"{_SPACE}svg" or b"<!ENTITY" in etree.tostring(root.getroottree(), encoding="utf-8"):
        raise PictureError("is not an SVG that can be used", "Save it as plain SVG, without definitions of entities.")
    return root


def _clean_element(element: etree._Element) -> None:
    if element.tag == _LINK:
        element.tag = f"{_SPACE}g"  # a drawing in a page is a picture: its links lead nowhere
    space, name = element.tag[: len(_SPACE)], element.tag[len(_SPACE) :]
    is_known = space == _SPACE and name in _ELEMENTS
    if not is_known or (name == "style" and _OUTSIDE.search(element.text or "")):
        _remove(element)
        return
    for attribute, value in list(element.attrib.items()):
        if not _is_harmless(str(attribute), str(value)):
            del element.attrib[attribute]


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    element.tail = None
    parent.remove(element)


def _is_harmless(name: str, value: str) -> bool:
    if name in ("href", _XLINK):
        return value.startswith("#")
    return not name.startswith(("{", "on", "data-")) and not _OUTSIDE.search(value)
