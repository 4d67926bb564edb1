"""HTML: a page, or what Mailchimp, Outlook and others export. The door to lxml's HTML parser.

Layout tables, conditional comments, styles and scripts are gone through; each block of text
becomes a line, and so does each row of a table of data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from newsletter.errors import SourceError
from newsletter.importing.lines import Line, Source
from newsletter.importing.sources._decoding import decode_anything
from newsletter.importing.sources._html.elements import Element
from newsletter.importing.sources._html.links import LinkReader, find_saved_from
from newsletter.importing.sources._html.stylesheets import StyleSheet
from newsletter.importing.sources._html.walker import Walker

SUFFIXES = (".html", ".htm")
MAX_CHARACTERS = 5_000_000
"""How long a page may be; most of an exported e-mail is styles."""

MAX_ELEMENTS = 100_000
"""How many elements and attributes a page may have; an exported newsletter has a few thousand."""

MAX_ATTRIBUTES = 200
"""How many attributes one element may have; the parser holds each against all others."""

MAX_TRIED = 1_000_000
"""How often a rule of its style sheets may be held against an element."""

_VALUE = re.compile(r"""=\s{0,9}(?:"[^"]*"|'[^']*')""")
_TAG = re.compile(r"""<[a-zA-Z](?:[^>=]|=\s{0,9}(?:"[^"]*"|'[^']*')?)*+""")
_NAME = re.compile(r"[^\s/=]+")
_STARTS = re.compile(r"<(!doctype\s+html|html|head|body|table|div|p|h[1-6]|ul|meta|span|section)\b", re.IGNORECASE)


def recognises(data: bytes) -> bool:
    """Return whether it begins as HTML does."""
    return bool(_STARTS.match(_skip_comments(data[:4096].decode("latin-1").removeprefix("ï»¿"))))


def _skip_comments(text: str) -> str:
    """Leave out the white space and comments that a page begins with; a comment that nothing closes is none."""
    text = text.lstrip()
    while text.startswith("<!--") and "-->" in text:
        text = text[4:].partition("-->")[2].lstrip()
    return text


def read(data: bytes, name: str) -> Source:
    """See ``Format.read``."""
    text, notes = decode_anything(data, name)
    lines, more = read_html(text, name)
    return Source("paragraph", lines, (*notes, *more))


def read_html(text: str, name: str, base: str = "") -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Make lines of a page's text, and notes on what is not text; ``base`` is the page's address, where it is known.

    Raises:
        SourceError: it is too long, or nested too deep to be read whole.
    """
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"{name}: This page is longer than {MAX_CHARACTERS:,} characters. Split it.")
    if text.count("<") + text.count("=") > 2 * MAX_ELEMENTS:
        raise SourceError(f"{name}: This page has more than {MAX_ELEMENTS:,} elements. Copy its text from a browser.")
    if any(_count_attributes(tag[0]) > MAX_ATTRIBUTES for tag in _TAG.finditer(text)):
        raise SourceError(
            f"{name}: An element of this page is not what any program writes. Copy its text from a browser."
        )
    root = _parse(text, name)
    walker = Walker(_read_style_sheets(root), LinkReader(_find_base(root) or base or find_saved_from(text)))
    lines = walker.walk(_walk(root, walker.style_sheet, name))
    return lines, walker.out.notes()


def _count_attributes(tag: str) -> int:
    return len(_NAME.findall(_VALUE.sub("=", tag))) if len(tag) > MAX_ATTRIBUTES else 0


def _walk(root: etree._Element, style_sheet: StyleSheet, name: str) -> Iterator[tuple[str, Element]]:
    """Yield each element as it starts and as it ends."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if style_sheet.tried > MAX_TRIED:
            raise SourceError(f"{name}: This page has more styles than can be read. Copy its text from a browser.")
        yield event, element


def _read_style_sheets(root: etree._Element) -> StyleSheet:
    style_sheet = StyleSheet()
    for style in root.iter("style"):
        if (style.get("media") or "all").strip().lower() in {"all", "screen"}:
            style_sheet.add(style.text or "")
    return style_sheet


def _find_base(root: etree._Element) -> str:
    """Return the base address that a page gives for its links."""
    found = (base.get("href") for base in root.iter("base"))
    named = (link.get("href") for link in root.iter("link") if link.get("rel") == "canonical")
    return next((url for url in (*found, *named) if url and url.startswith(("https://", "http://"))), "")


def _parse(text: str, name: str) -> etree._Element:
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.LxmlError:  # an empty page, or nothing but comments
        raise SourceError(f"{name}: There is no text in it. Check that it is the right file.") from None
    if any("xcessive depth" in error.message for error in parser.error_log):
        raise SourceError(f"{name}: This page is nested too deep to be read whole. Copy its text from a browser.")
    return root
