"""Checks the HTML inside MJML: what it is made of, what it carries, and whether a mail program would keep its shape.

Content arrives here sanitised. This is the last line of defence, and the place where a template's own slip is noticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from lxml import etree

from newsletter.rendering.mjml.attribute_types import LINK, PICTURE, TEXT, Kind
from newsletter.rendering.mjml.parsing import VOID, is_comment, read_attributes


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASES = _words(
    "abbr b bdi bdo br cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
"""Elements that stand in a line of text and hold no link: what a button may say."""

IN_LINE = PHRASES | _words("a img")
"""Elements that stand in a line of text: white space before them parts words."""

FLOW = PHRASES | _words(
    "a address blockquote caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p pre "
    "table tbody td tfoot th thead tr ul"
)
"""Everything that the body of a mail may be made of."""

_PARTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("table", "mj-table"), _words("caption colgroup thead tbody tfoot tr")),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _words("tr")),
    **dict.fromkeys(("ol", "ul"), _words("li")),
    "tr": _words("td th"),
    "colgroup": _words("col"),
    "dl": _words("dt dd"),
    **dict.fromkeys(VOID, _words("")),
}
"""Elements made of certain parts and no text: a mail program moves anything else out of them."""

_OWNED = frozenset[str]().union(*_PARTS.values())

_LINES = dict.fromkeys(PHRASES | _words("h1 h2 h3 h4 h5 h6 p pre"), IN_LINE)
"""Elements that hold a line of text: a mail program ends a paragraph before a list or a table."""

_CHILDREN: Mapping[str, frozenset[str]] = {**_LINES, **_PARTS}

_ATTRIBUTES: Mapping[str, Kind] = {
    **dict.fromkeys(("background", "src"), PICTURE),
    **dict.fromkeys(("cite", "href"), LINK),
    **dict.fromkeys(
        _words(
            "abbr align alt aria-describedby aria-hidden aria-label aria-labelledby aria-level bgcolor border "
            "cellpadding cellspacing class colspan content datetime dir height hreflang id lang name rel reversed role "
            "rowspan scope span start style target title type valign value width"
        ),
        TEXT,
    ),
}
"""What an element may carry: nothing that runs, and nothing that loads except a picture over https."""


def find_fragment_faults(element: etree._Element, allowed: frozenset[str]) -> Iterator[str]:
    """Say what is wrong with the HTML inside an MJML element."""
    if (element.tag in _PARTS or allowed.isdisjoint(PHRASES)) and has_text(element):
        yield f"<{element.tag}> holds text outside its parts."
    loose = allowed - _OWNED
    for node in element.iterdescendants():
        tag, parent = node.tag, node.getparent()
        if parent is None or is_comment(node):
            continue
        if tag not in allowed:
            yield f"<{parent.tag}> may not hold <{tag}> in a mail.{suggest(tag, allowed)}"
            continue
        if tag not in _CHILDREN.get(parent.tag, loose):
            yield f"<{parent.tag}> may not hold <{tag}>: mail programs would move it elsewhere."
        if tag in _PARTS and has_text(node):
            yield f"<{tag}> holds text outside its parts."
        for name, value in read_attributes(node):
            yield from _find_attribute_faults(tag, name, value)


def has_text(element: etree._Element) -> bool:
    """Tell whether more than XML's white space stands directly in an element."""
    return any(text and text.strip(" \t\r\n") for text in (element.text, *(child.tail for child in element)))


def suggest(name: str, known: Iterable[str]) -> str:
    """Ask whether a known name like this one was meant, or say nothing."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f" Did you mean '{close[0]}'?" if close else ""


def _find_attribute_faults(tag: str, name: str, value: str) -> Iterator[str]:
    kind = _ATTRIBUTES.get(name)
    if kind is None:
        yield f"<{tag}> may not carry the attribute '{name}' in a mail.{suggest(name, _ATTRIBUTES)}"
    elif not kind.accepts(value):
        yield f'<{tag}>: {name}="{value}" is not {kind.words}.'
