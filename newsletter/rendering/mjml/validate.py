"""Refuses MJML that mrml would swallow, drop or copy into the mail without a word; the table is in ``vocabulary``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from newsletter.errors import TemplateError
from newsletter.rendering.mjml.elements import MJML, SINGLE, STYLED, Content, Element
from newsletter.rendering.mjml.fragments import find_fragment_faults, has_text, suggest
from newsletter.rendering.mjml.parsing import find_place, is_comment, parse, read_attributes

_Classes = Mapping[str, Mapping[str, str]]


def validate(source: str) -> None:
    """Check rendered MJML against the table.

    Raises:
        TemplateError: it names every fault, each on a line of its own with the template's file and line.

    """
    faults = dict.fromkeys(_find_faults(parse(source)))
    if faults:
        raise TemplateError("\n".join(faults))


def _find_faults(root: etree._Element) -> Iterator[str]:
    if root.tag != "mjml":
        yield f"{find_place(root)}: MJML begins with <mjml>, not with <{root.tag}>."
        return
    if root.getprevious() is not None or root.getnext() is not None:
        yield f"{find_place(root)}: a comment stands outside <mjml>. Write {{# … #}} instead."
    yield from _check_element(root, MJML, _collect_classes(root))
    if root.find("mj-body") is None:
        yield f"{find_place(root)}: there is no <mj-body>."


def _collect_classes(root: etree._Element) -> _Classes:
    defined = root.iterfind("mj-head/mj-attributes/mj-class")
    return {
        element.get("name", ""): {name: value for name, value in read_attributes(element) if name != "name"}
        for element in defined
    }


def _check_element(element: etree._Element, entry: Element, classes: _Classes) -> Iterator[str]:
    place = find_place(element)
    for fault in _check_attributes(element, entry, classes):
        yield f"{place}: {fault}"
    match entry.content:
        case Content.ELEMENTS:
            yield from _check_children(element, entry, classes)
        case Content.HTML:
            for fault in find_fragment_faults(element, entry.html):
                yield f"{place}: {fault}"
        case Content.TEXT if len(element):
            yield f"{place}: <{element.tag}> holds only text: no tag, no comment."
        case Content.CSS if len(element) or "<" in (element.text or ""):
            yield f"{place}: <mj-style> holds only CSS: no '<'."
        case _:
            pass


def _check_attributes(element: etree._Element, entry: Element, classes: _Classes) -> Iterator[str]:
    tag = element.tag
    for name, value in read_attributes(element):
        kind = entry.attributes.get(name)
        if kind is None:
            yield f"<{tag}> has no attribute '{name}' that would reach the mail.{suggest(name, entry.attributes)}"
        elif not kind.accepts(value):
            yield f'<{tag}>: {name}="{value}" is not {kind.words}.'
        elif name == "mj-class":
            yield from _check_classes(element, entry, classes)
    for name in sorted(entry.required.difference(element.keys())):
        yield f"<{tag}> needs the attribute '{name}'."


def _check_classes(element: etree._Element, entry: Element, classes: _Classes) -> Iterator[str]:
    """Look at what classes would set on this element, where mrml drops what the element does not know."""
    for used in element.get("mj-class", "").split():
        if used not in classes:
            yield f"<{element.tag}>: no mj-class is named '{used}'.{suggest(used, classes)}"
        for name, value in classes.get(used, {}).items():
            kind = entry.attributes.get(name)
            if kind is None or not kind.accepts(value):
                yield f"<{element.tag}> cannot take {name}=\"{value}\" from the mj-class '{used}'."


def _check_children(element: etree._Element, entry: Element, classes: _Classes) -> Iterator[str]:
    place = find_place(element)
    if has_text(element):
        yield f"{place}: <{element.tag}> may not hold text."
    seen = set()
    for child in element:
        if child.tag in entry.children:
            yield from _check_element(child, entry.children[child.tag], classes)
        else:
            yield _describe_stranger(element, child, entry)
        if child.tag in SINGLE and child.tag in seen:
            yield f"{find_place(child)}: there is a second <{child.tag}>, and only one would count."
        seen.add(child.tag)


def _describe_stranger(parent: etree._Element, child: etree._Element, entry: Element) -> str:
    if is_comment(child):
        return f"{find_place(parent)}: <{parent.tag}> may not hold a comment. Write {{# … #}}, or put it into mj-text."
    place = find_place(child)
    owners = [
        f"<{tag}>"
        for tag, owner in (("mj-body", MJML.children["mj-body"]), *STYLED.items())
        if child.tag in owner.children
    ]
    if owners:
        return f"{place}: <{parent.tag}> may not hold <{child.tag}>. It belongs in {' or '.join(owners)}."
    return f"{place}: <{parent.tag}> may not hold <{child.tag}>.{suggest(child.tag, entry.children)}"
