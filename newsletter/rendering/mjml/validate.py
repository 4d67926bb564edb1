"""Refuses MJML that mrml would swallow, drop or copy into the mail without a word; ``schema`` says what it may hold.

It is read as XML, safely: no DTD, no entities but numbers and XML's own five. Content arrives here sanitised; for the
HTML inside MJML this is the last line of defence, and the place where a template's own slip is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.entities import html5
from typing import cast

from lxml import etree

from newsletter.errors import TemplateError
from newsletter.parsing.messages import suggest
from newsletter.rendering.mjml.schema import (
    HTML_ATTRIBUTES,
    HTML_CHILDREN,
    HTML_OWNED,
    HTML_PARTS,
    MJML,
    PHRASES,
    SINGLE,
    STYLED,
    VOID,
    ContentKind,
    MjmlElement,
)
from newsletter.rendering.templates import MARKER, find_last_marker

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
    (r"Attribute (\S+) redefined", r"the attribute '\1' is there twice in one tag."),
    (r"StartTag: invalid element name", "a '<' begins no tag. Write &lt; for the sign itself."),
    (r"xmlParseEntityRef: no name", "an '&' begins no entity. Write &amp; for the sign itself."),
    (r"Excessive depth", "tags are nested too deep."),
    (r"(.*?)\.?$", r"this is not well-formed: \1."),
)

_Classes = Mapping[str, Mapping[str, str]]


def validate(source: str) -> None:
    """Check rendered MJML against the table.

    Raises:
        TemplateError: it names every fault, each on a line of its own with the template's file and line.

    """
    faults = dict.fromkeys(_find_faults(_parse(source)))
    if faults:
        raise TemplateError("\n".join(faults))


def _find_faults(root: etree._Element) -> Iterator[str]:
    if root.tag != "mjml":
        yield f"{_locate(root)}: MJML begins with <mjml>, not with <{root.tag}>."
        return
    if root.getprevious() is not None or root.getnext() is not None:
        yield f"{_locate(root)}: a comment is outside <mjml>. Write {{# … #}} instead."
    yield from _check_element(root, MJML, _collect_classes(root))
    if root.find("mj-body") is None:
        yield f"{_locate(root)}: there is no <mj-body>."


def _collect_classes(root: etree._Element) -> _Classes:
    defined = root.iterfind("mj-head/mj-attributes/mj-class")
    return {
        element.get("name", ""): {name: value for name, value in _read_attributes(element) if name != "name"}
        for element in defined
    }


def _check_element(element: etree._Element, entry: MjmlElement, classes: _Classes) -> Iterator[str]:
    place = _locate(element)
    for fault in _check_attributes(element, entry, classes):
        yield f"{place}: {fault}"
    match entry.content:
        case ContentKind.ELEMENTS:
            yield from _check_children(element, entry, classes)
        case ContentKind.HTML:
            for fault in _find_html_faults(element, entry.html):
                yield f"{place}: {fault}"
        case ContentKind.TEXT if len(element):
            yield f"{place}: <{element.tag}> holds only text: no tag, no comment."
        case ContentKind.CSS if len(element) or "<" in (element.text or ""):
            yield f"{place}: <mj-style> holds only CSS: no '<'."
        case _:
            pass


def _check_attributes(element: etree._Element, entry: MjmlElement, classes: _Classes) -> Iterator[str]:
    tag = element.tag
    for name, value in _read_attributes(element):
        kind = entry.attributes.get(name)
        if kind is None:
            yield f"<{tag}> has no attribute '{name}' that would reach the mail.{_ask(name, entry.attributes)}"
        elif not kind.pattern.fullmatch(value):
            yield f'<{tag}>: {name}="{value}" is not {kind.words}.'
        elif name == "mj-class":
            yield from _check_classes(element, entry, classes)
    for name in sorted(entry.required.difference(element.keys())):
        yield f"<{tag}> needs the attribute '{name}'."


def _check_classes(element: etree._Element, entry: MjmlElement, classes: _Classes) -> Iterator[str]:
    """Look at what classes would set on this element, where mrml drops what the element does not know."""
    for used in element.get("mj-class", "").split():
        if used not in classes:
            yield f"<{element.tag}>: no mj-class is named '{used}'.{_ask(used, classes)}"
        for name, value in classes.get(used, {}).items():
            kind = entry.attributes.get(name)
            if kind is None or not kind.pattern.fullmatch(value):
                yield f"<{element.tag}> cannot take {name}=\"{value}\" from the mj-class '{used}'."


def _check_children(element: etree._Element, entry: MjmlElement, classes: _Classes) -> Iterator[str]:
    place = _locate(element)
    if _has_text(element):
        yield f"{place}: <{element.tag}> may not hold text."
    seen = set()
    for child in element:
        if child.tag in entry.children:
            yield from _check_element(child, entry.children[child.tag], classes)
        else:
            yield _describe_stranger(element, child, entry)
        if child.tag in SINGLE and child.tag in seen:
            yield f"{_locate(child)}: there is a second <{child.tag}>, and only one would count."
        seen.add(child.tag)


def _describe_stranger(parent: etree._Element, child: etree._Element, entry: MjmlElement) -> str:
    if _is_comment(child):
        return f"{_locate(parent)}: <{parent.tag}> may not hold a comment. Write {{# … #}}, or put it into mj-text."
    place = _locate(child)
    owners = [
        f"<{tag}>"
        for tag, owner in (("mj-body", MJML.children["mj-body"]), *STYLED.items())
        if child.tag in owner.children
    ]
    if owners:
        return f"{place}: <{parent.tag}> may not hold <{child.tag}>. It belongs in {' or '.join(owners)}."
    return f"{place}: <{parent.tag}> may not hold <{child.tag}>.{_ask(child.tag, entry.children)}"


def _find_html_faults(element: etree._Element, allowed: frozenset[str]) -> Iterator[str]:
    """Say what is wrong with the HTML inside an MJML element."""
    if (element.tag in HTML_PARTS or allowed.isdisjoint(PHRASES)) and _has_text(element):
        yield f"<{element.tag}> holds text outside its parts."
    loose = allowed - HTML_OWNED
    for node in element.iterdescendants():
        tag, parent = node.tag, node.getparent()
        if parent is None or _is_comment(node):
            continue
        if tag not in allowed:
            yield f"<{parent.tag}> may not hold <{tag}> in a mail.{_ask(tag, allowed)}"
            continue
        if tag not in HTML_CHILDREN.get(parent.tag, loose):
            yield f"<{parent.tag}> may not hold <{tag}>: mail programs would move it elsewhere."
        if tag in HTML_PARTS and _has_text(node):
            yield f"<{tag}> holds text outside its parts."
        for name, value in _read_attributes(node):
            yield from _find_attribute_faults(tag, name, value)


def _has_text(element: etree._Element) -> bool:
    """Return whether more than XML's white space is directly in an element."""
    return any(text and text.strip(" \t\r\n") for text in (element.text, *(child.tail for child in element)))


def _ask(name: str, known: Iterable[str]) -> str:
    """Ask whether a known name like this one was meant, or say nothing."""
    meant = suggest(name, known)
    return f" Did you mean '{meant}'?" if meant else ""


def _find_attribute_faults(tag: str, name: str, value: str) -> Iterator[str]:
    kind = HTML_ATTRIBUTES.get(name)
    if kind is None:
        yield f"<{tag}> may not carry the attribute '{name}' in a mail.{_ask(name, HTML_ATTRIBUTES)}"
    elif not kind.pattern.fullmatch(value):
        yield f'<{tag}>: {name}="{value}" is not {kind.words}.'


def _parse(source: str) -> etree._Element:
    """Parse rendered MJML.

    Raises:
        TemplateError: it is not well-formed, or holds what neither mrml nor a mail can carry.

    """
    if found := _FOREIGN.search(source):
        raise _refuse(source[: found.start()], f"'{found[0]}' is not allowed in MJML.")
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


def _is_comment(node: etree._Element) -> bool:
    """Tell a comment from an element; processing instructions do not get this far."""
    tag: object = node.tag
    return tag is etree.Comment


def _read_attributes(element: etree._Element) -> list[tuple[str, str]]:
    """Return names and values, the marker left out."""
    return [(name, value) for name, value in cast("list[tuple[str, str]]", element.items()) if name != MARKER]


def _locate(element: etree._Element) -> str:
    """Say in which template, and on which of its lines, an MJML element is."""
    return element.get(MARKER) or f"line {element.sourceline} of the rendered MJML"


def _encode(source: str) -> bytes:
    try:
        encoded = source.encode()
    except UnicodeEncodeError as error:
        raise _refuse(source[: error.start], "half a character (a lone surrogate) is not allowed in a mail.") from error
    if found := _C1_CONTROL.search(encoded):
        before = encoded[: found.start()].decode()
        raise _refuse(before, f"the control character U+{ord(found[0].decode()):04X} is not allowed in a mail.")
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
    """Turn the parser's message into one sentence, with the number of an entity that only HTML has a name for."""
    message = _POSITION.sub("", message)
    if (unknown := _UNKNOWN_ENTITY.match(message)) and (character := html5.get(f"{unknown[1]};")):
        return f"XML does not know &{unknown[1]};. Write {''.join(f'&#{ord(letter)};' for letter in character)}"
    found = ((re.match(pattern, message), words) for pattern, words in _EXPLANATIONS)
    return next(match.expand(words) for match, words in found if match)
