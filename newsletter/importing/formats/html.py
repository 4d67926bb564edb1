"""HTML: a page, or what Mailchimp, Outlook and others export. The door to lxml's HTML parser.

Layout tables, conditional comments, styles and scripts are gone through; each stretch of text that stands by itself
becomes a line, and so does each row of a table of data.
"""

from __future__ import annotations

import re

from lxml import etree, html

from newsletter.errors import SourceError
from newsletter.importing.decoding import decode_anything
from newsletter.importing.lines import Kind, Line, MarkKind, RunningText, Source
from newsletter.importing.tables import holds_data

SUFFIXES = (".html", ".htm")
MAX_CHARACTERS = 5_000_000
"""How long a page may be; most of an exported e-mail is styles."""

_STARTS = re.compile(r"<(!doctype\s+html|html|head|body|table|div|p|h[1-6]|ul|meta|span|section)\b", re.IGNORECASE)
_UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "object", "iframe", "select", "math", "xml"})
_BLOCKS = frozenset(
    {
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "fieldset",
        ),
        *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "li"),
        *("main", "nav", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
_EMPHASIS: dict[str, MarkKind] = {"b": "strong", "strong": "strong", "th": "strong", "i": "em", "em": "em"}
_EMPHASIS |= dict.fromkeys(("code", "kbd", "samp"), "code")
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden|max-height\s*:\s*0", re.IGNORECASE)
_OUTLOOK_ITEM = re.compile(r"mso-list\s*:[^;]*level(\d)", re.IGNORECASE)
_OUTLOOK_MARKER = re.compile(r"mso-list\s*:\s*Ignore", re.IGNORECASE)
_OUTLOOK_HEADING = re.compile(r"\bMso(?:Heading(\d)|Title)\b")
_FOOTNOTE = re.compile(r"(?:foot|end)note-")
_DEEPEST_HEADING = 6


def recognises(data: bytes) -> bool:
    """Tell whether it begins as HTML does."""
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


def read_html(text: str, name: str) -> tuple[tuple[Line, ...], tuple[str, ...]]:
    """Make lines of a page's text, and notes on what is not text.

    Raises:
        SourceError: it is too long, or nested too deep to be read whole.
    """
    if len(text) > MAX_CHARACTERS:
        raise SourceError(f"{name}: This page is longer than {MAX_CHARACTERS:,} characters. Split it.")
    walker = _Walker()
    walker.walk(_parse(text, name))
    return tuple(walker.lines), walker.notes()


def _parse(text: str, name: str) -> etree._Element:
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except etree.LxmlError:  # an empty page, or nothing but comments
        raise SourceError(f"{name}: There is no text in it. Check that it is the right file.") from None
    if any("xcessive depth" in error.message for error in parser.error_log):
        raise SourceError(f"{name}: This page is nested too deep to be read whole. Copy its text from a browser.")
    return root


class _Walker:
    """Goes through a page's elements in order and collects lines; what is open around the text decides their kind."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._running = RunningText()
        self._kinds: list[tuple[etree._Element, Kind, int]] = []
        self._lists: list[int | None] = []
        self._marker = ""
        self._unseen: etree._Element | None = None
        self._hidden: etree._Element | None = None
        self._table: etree._Element | None = None
        self._row: etree._Element | None = None
        self._left_out: dict[str, int] = {}
        self._is_after_break = False

    def walk(self, root: etree._Element) -> None:
        """Read every element below and including ``root``."""
        for event, element in etree.iterwalk(root, events=("start", "end")):
            self._start(element) if event == "start" else self._end(element)
        self._end_line()

    def notes(self) -> tuple[str, ...]:
        """Say what was on the page besides words."""
        return tuple(f"{name}: {count}, left out" for name, count in sorted(self._left_out.items()))

    def _start(self, element: etree._Element) -> None:
        if self._unseen is not None:
            return
        tag, style = str(element.tag).lower(), element.get("style") or ""
        if tag in _UNSEEN or _OUTLOOK_MARKER.search(style):
            self._unseen = element
            self._count("styles, scripts and the like" if tag in _UNSEEN else "list bullets of Outlook")
            return
        if tag in _BLOCKS or tag == "title" or self._hides(element, style):
            self._end_line()
            self._begin_block(element, tag, style)
        if tag in {"td", "th"} and self._row is not None and element.getprevious() is not None:
            self._running.add(" · ")
        self._begin_inline(element, tag)
        self._running.add(element.text or "")

    def _hides(self, element: etree._Element, style: str) -> bool:
        if self._hidden is None and (_HIDDEN.search(style) or element.get("hidden") is not None):
            self._hidden = element
            return True
        return False

    def _begin_block(self, element: etree._Element, tag: str, style: str) -> None:
        outlook, item = _OUTLOOK_HEADING.search(element.get("class") or ""), _OUTLOOK_ITEM.search(style)
        if tag in {"ul", "ol"}:
            self._lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            self._count_item()
            is_footnote = _FOOTNOTE.match(element.get("id") or "")
            kind: Kind = "footnote" if is_footnote else "item"
            self._kinds.append((element, kind, max(len(self._lists), 1)))
        elif item:
            self._marker = "•"
            self._kinds.append((element, "item", int(item[1]) or 1))
        elif re.fullmatch(r"h[1-6]", tag) or outlook:
            level = int(tag[1]) if not outlook else int(outlook[1] or 1)
            self._kinds.append((element, "heading", min(max(level, 1), _DEEPEST_HEADING)))
        elif tag == "title":
            self._kinds.append((element, "title", 0))
        elif tag == "table" and self._table is None and holds_data(element):
            self._table = element
        elif tag == "tr" and self._table is not None:
            self._row, self._marker = element, "•"
            self._kinds.append((element, "item", 1))

    def _count_item(self) -> None:
        self._marker = "•"
        if self._lists and (count := self._lists[-1]) is not None:
            self._lists[-1] = count + 1
            self._marker = f"{count + 1}."

    def _begin_inline(self, element: etree._Element, tag: str) -> None:
        if tag in _EMPHASIS:
            self._running.open(_EMPHASIS[tag])
        elif tag == "a" and element.get("href"):
            self._running.open("link", " ".join((element.get("href") or "").split()))
        elif tag == "br":
            self._end_line()
            self._is_after_break = True
        elif tag == "img":
            self._picture(element.get("alt") or "")

    def _picture(self, alt: str) -> None:
        picture = RunningText()
        picture.add(alt)
        text, _, _ = picture.finish()
        if text:
            self._end_line()
            self.lines.append(Line(len(self.lines) + 1, "picture", text))
        else:
            self._count("pictures without words")

    def _end(self, element: etree._Element) -> None:
        tag = str(element.tag).lower()
        if self._unseen is None:
            self._end_element(element, tag)
        if self._unseen is element:
            self._unseen = None
        if self._unseen is None:
            self._running.add(element.tail or "")

    def _end_element(self, element: etree._Element, tag: str) -> None:
        if tag in _EMPHASIS:
            self._running.close(_EMPHASIS[tag])
        elif tag == "a" and element.get("href"):
            self._running.close("link")
        self._row = None if self._row is element else self._row
        self._table = None if self._table is element else self._table
        if tag in _BLOCKS or tag == "title" or self._hidden is element:
            self._end_line()
        if self._hidden is element:
            self._hidden = None
        if tag in {"ul", "ol"} and self._lists:
            self._lists.pop()
        if self._kinds and self._kinds[-1][0] is element:
            self._kinds.pop()

    def _end_line(self) -> None:
        if self._row is not None:
            self._running.add(" ")
            return
        text, marks, notes = self._running.finish()
        if not re.search(r"[^\s\u200c\u200d\u034f]", text):
            self._is_after_break = False if text else self._is_after_break
            return
        kind, level = self._choose_kind()
        if kind == "hidden":
            text = text.rstrip(" \u200c\u200d\u034f")  # with which a preview is kept from showing what follows
        follows = self._is_after_break and bool(self.lines) and self.lines[-1].kind != "heading"
        marker = self._marker if kind == "item" else ""
        self.lines.append(
            Line(len(self.lines) + 1, kind, text, level, marker, marks, notes, follows, is_indented=kind == "item")
        )
        self._is_after_break = False

    def _choose_kind(self) -> tuple[Kind, int]:
        if self._hidden is not None:
            return "hidden", 0
        return self._kinds[-1][1:] if self._kinds else ("paragraph", 0)

    def _count(self, name: str) -> None:
        self._left_out[name] = self._left_out.get(name, 0) + 1
