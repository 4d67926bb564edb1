"""Reads rendered MJML as XML, safely: no DTD, no entities but numbers and XML's own five."""

from __future__ import annotations

import re
from html.entities import html5
from typing import cast

from lxml import etree

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.markers import MARKER, find_last_marker

VOID = frozenset({"br", "col", "hr", "img", "meta", "wbr"})
"""Elements without content, which HTML writes without an end tag."""

_FOREIGN = re.compile(r"<!DOCTYPE|<!\[CDATA\[|<\?")
_NEEDLESS_END = re.compile(rf"<!--.*?(?:-->|\Z)|</({'|'.join(sorted(VOID))})\s*>", re.DOTALL)
_C1_CONTROL = re.compile(rb"\xc2[\x80-\x9f]")  # XML lets them through; as numbers, HTML reads them as Windows-1252
_POSITION = re.compile(r"(?:(?<!\s)\s+)?, line \d+, column \d+.*", re.DOTALL)
_UNKNOWN_ENTITY = re.compile(r"Entity '(\w+)' not defined")
_EXPLANATIONS = (
    (
        r"Opening and ending tag mismatch: (\S+) line (\d+) and ([^\s,]+)",
        r"<\1> of line \2 is not closed before </\3>.",
    ),
    (r"Premature end of data in tag (\S+) line (\d+)", r"<\1> of line \2 is never closed."),
    (r"Attribute (\S+) redefined", r"the attribute '\1' stands twice in one tag."),
    (r"StartTag: invalid element name", "a '<' begins no tag. Write &lt; for the sign itself."),
    (r"xmlParseEntityRef: no name", "an '&' begins no entity. Write &amp; for the sign itself."),
    (r"Excessive depth", "tags are nested too deep."),
    (r"(.*?)\.?$", r"this is not well-formed: \1."),
)


def parse(source: str) -> etree._Element:
    """Parse rendered MJML.

    Raises:
        TemplateError: it is not well-formed, or holds what neither mrml nor a mail can carry.

    """
    if found := _FOREIGN.search(source):
        raise _refuse(source[: found.start()], f"'{found[0]}' may not stand in MJML.")
    _refuse_needless_ends(source)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(_encode(source), parser)
    except etree.XMLSyntaxError as error:
        raise _refuse(_take_until(source, *error.position), _explain(error.msg or "it is empty")) from error


def _refuse_needless_ends(source: str) -> None:
    """Refuse ``</br>`` and its like: XML takes it, HTML has none, and mrml stops at it."""
    for found in _NEEDLESS_END.finditer(source):
        if tag := found[1]:
            raise _refuse(source[: found.start()], f"<{tag}> has no end tag in HTML. Write <{tag} /> alone.")


def is_comment(node: etree._Element) -> bool:
    """Tell a comment from an element; processing instructions do not get this far."""
    tag: object = node.tag
    return tag is etree.Comment


def read_attributes(element: etree._Element) -> list[tuple[str, str]]:
    """Return names and values, the marker left out."""
    return [(name, value) for name, value in cast("list[tuple[str, str]]", element.items()) if name != MARKER]


def find_place(element: etree._Element) -> str:
    """Say in which template, and on which of its lines, an MJML element stands."""
    return element.get(MARKER) or f"line {element.sourceline} of the rendered MJML"


def _encode(source: str) -> bytes:
    try:
        encoded = source.encode()
    except UnicodeEncodeError as error:
        raise _refuse(source[: error.start], "half a character (a lone surrogate) may not stand in a mail.") from error
    if found := _C1_CONTROL.search(encoded):
        before = encoded[: found.start()].decode()
        raise _refuse(before, f"the control character U+{ord(found[0].decode()):04X} may not stand in a mail.")
    return encoded


def _refuse(before: str, message: str) -> TemplateError:
    line = before.count("\n") + 1
    place = find_last_marker(before)
    return TemplateError(
        f"{place} or below (line {line} as rendered): {message}" if place else f"line {line}: {message}"
    )


def _take_until(source: str, line: int, column: int) -> str:
    """Return a text up to a line and column, both from 1."""
    lines = source.split("\n")
    return "\n".join([*lines[: line - 1], lines[line - 1][:column]])


def _explain(message: str) -> str:
    """Turn what the parser says into one sentence, with the number of an entity that only HTML has a name for."""
    message = _POSITION.sub("", message)
    if (unknown := _UNKNOWN_ENTITY.match(message)) and (character := html5.get(f"{unknown[1]};")):
        return f"XML does not know &{unknown[1]};. Write {''.join(f'&#{ord(letter)};' for letter in character)}"
    found = ((re.match(pattern, message), words) for pattern, words in _EXPLANATIONS)
    return next(match.expand(words) for match, words in found if match)
