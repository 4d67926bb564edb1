"""Goes through a page's elements in order; what is open around words decides what they are, and if they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from newsletter.importing.lines import Kind, Line, MarkKind
from newsletter.importing.sources._html.computed_style import ComputedStyle, compute_style, format_raised
from newsletter.importing.sources._html.elements import (
    ASIDE,
    BLOCKS,
    LISTS,
    ROWS,
    UNREAD,
    Element,
    read_attributes,
    read_rows,
)
from newsletter.importing.sources._html.line_builder import LineBuilder
from newsletter.importing.sources._html.links import LinkReader
from newsletter.importing.sources._html.lists import ListReader
from newsletter.importing.sources._html.stylesheets import (
    Declarations,
    ElementNames,
    StyleSheet,
    merge,
    read_declarations,
)
from newsletter.importing.sources._html.tables import TableReader

_OUTLOOK_MARKER = re.compile(r"mso-list\s{0,9}:\s{0,9}Ignore", re.IGNORECASE)
_SKIP = "skip"
_MARKER = "marker"
_EMPHASIS: tuple[tuple[MarkKind, str], ...] = (("strong", "is_strong"), ("em", "is_em"), ("code", "is_code"))


@dataclass(slots=True)
class _OpenElement:
    """An element that is open."""

    tag: str
    style: ComputedStyle
    aside: str = ""
    """What its words are that are not shown; ``skip`` where it has none, ``marker`` where they are before an item."""


@dataclass(slots=True)
class Walker:
    """Reads one page."""

    style_sheet: StyleSheet
    links: LinkReader
    out: LineBuilder = field(default_factory=LineBuilder)
    _frames: list[_OpenElement] = field(default_factory=lambda: [_OpenElement("", ComputedStyle())])
    _path: list[ElementNames] = field(default_factory=list)
    _items: ListReader = field(default_factory=ListReader)
    _rows: TableReader = field(default_factory=TableReader)
    _code: list[str] = field(default_factory=list)
    """The code that is being read, a piece each."""
    _code_depth: int = 0

    def walk(self, events: Iterable[tuple[str, Element]]) -> tuple[Line, ...]:
        """Read elements as they start and end, and return the lines."""
        for event, element in events:
            self._start(element) if event == "start" else self._end(element)
        self._end_line()
        return tuple(self.out.lines)

    def _start(self, element: Element) -> None:
        tag, parent = str(element.tag).lower(), self._frames[-1]
        self._path.append(ElementNames(tag, element.get("id") or "", frozenset((element.get("class") or "").split())))
        if parent.aside == _SKIP:
            self._frames.append(parent)
            return
        css = self._read_css(element, tag)
        is_link = "mso-hide" in css and next(iter(element.iter("a")), None) is not None
        style = compute_style(parent.style, tag, css, is_link=is_link)
        if ASIDE.get(tag) == "hidden":
            style = replace(style, is_hidden=True)
        frame = _OpenElement(tag, style, self._choose_aside(element, tag, style))
        self._frames.append(frame)
        if frame.aside in {_SKIP, _MARKER}:
            self._begin_unread(element, frame)
            return
        if self._stands_by_itself(frame, parent):
            self._end_line()
            self._begin_block(element, frame, css)
        self.out.rows = read_rows(element.get(ROWS)) or self.out.rows
        self._change_emphasis(parent, frame)
        self.links.begin(element, tag, self.out, self._kind(frame))
        self._begin_inline(element, frame)

    def _begin_inline(self, element: Element, frame: _OpenElement) -> None:
        if frame.tag == "br":
            self._break_line()
            self.out.is_firm = element.get(ROWS) is not None
        elif frame.tag == "q":
            self._add("“")
        elif frame.tag in {"text", "tspan"} and frame.aside == "drawing":
            self._add(" ")
        self._add(element.text or "")

    def _read_css(self, element: Element, tag: str) -> Declarations:
        css = read_attributes(element, tag)
        merge(css, self.style_sheet.declarations_for(self._path))
        if style := element.get("style"):
            merge(css, read_declarations(style))
        return css

    def _choose_aside(self, element: Element, tag: str, style: ComputedStyle) -> str:
        """Say what the words of an element are that are not shown; an element hands it on to all that is in it."""
        before = self._frames[-1].aside
        if tag in UNREAD:
            return _SKIP
        if _OUTLOOK_MARKER.search(element.get("style") or ""):
            return _MARKER
        if before not in {"", "struck", "hidden"}:
            return before
        if not style.is_seen:
            return "hidden"
        return ASIDE.get(tag) or ("struck" if style.is_struck else "")

    def _begin_unread(self, element: Element, frame: _OpenElement) -> None:
        if frame.aside == _SKIP:
            self.out.count("styles, scripts and the like")
            return
        marker = "".join(map(str, element.itertext())).strip()
        if not self._items.set_marker(marker):
            self.out.count("list bullets of Outlook")
        frame.aside = _SKIP

    def _stands_by_itself(self, frame: _OpenElement, parent: _OpenElement) -> bool:
        is_hidden_part = frame.aside != parent.aside and frame.aside not in {"", "struck"}
        if is_hidden_part and frame.tag not in BLOCKS:
            self.out.end_aside()
        return frame.tag in BLOCKS or (frame.tag == "title" and not frame.aside)

    def _begin_block(self, element: Element, frame: _OpenElement, css: Declarations) -> None:
        self.out.breaks = 0
        if frame.tag == "blockquote":
            self.out.begin_quote()
        if frame.tag in LISTS:
            self._items.open_list(element, frame.tag, css)
        if not frame.aside and self._rows.begin(element, frame.tag, self.out):
            self._items.open_row(element, self._rows.number)
        else:
            self._items.begin(element, frame.tag)
        if frame.tag == "pre" and not self._code_depth and next(iter(element.iter("code")), None) is not None:
            self._code, self._code_depth = [], len(self._frames)

    def _change_emphasis(self, before: _OpenElement, after: _OpenElement) -> None:
        running = self.out.running
        for kind, name in _EMPHASIS:
            was, is_now = getattr(before.style, name), getattr(after.style, name)
            if was != is_now:
                running.open(kind) if is_now else running.close(kind)

    def _end(self, element: Element) -> None:
        frame = self._frames.pop()
        self._path.pop()
        parent = self._frames[-1]
        if frame.aside != _SKIP:
            self._end_element(element, frame, parent)
        if parent.aside != _SKIP and element.tail:
            self._add(element.tail)

    def _end_element(self, element: Element, frame: _OpenElement, parent: _OpenElement) -> None:
        if frame.tag == "q":
            self._frames.append(frame)
            self._add("”")
            self._frames.pop()
        self._rows.end(element, self.out)
        self.links.end(element, self.out, self._kind(frame))
        self._change_emphasis(frame, parent)
        if frame.aside != parent.aside:
            self.out.end_aside()
        if frame.tag in BLOCKS or (frame.tag == "title" and not frame.aside):
            self._end_block(element, frame)

    def _end_block(self, element: Element, frame: _OpenElement) -> None:
        if self._code_depth == len(self._frames) + 1:
            self._end_code()
        self._end_line()
        self.out.breaks = 0
        self._items.end(element)
        if frame.tag == "blockquote":
            self.out.end_quote()
        if frame.tag in LISTS:
            self._items.close_list()

    def _end_code(self) -> None:
        rows = "".join(self._code).strip("\n").split("\n")
        self._code_depth = 0
        context = self._items.context()
        self.out.end_line(context)
        if any(row.strip() for row in rows):
            self.out.add_code(rows, context.level if context.kind == "item" else 0)

    def _kind(self, frame: _OpenElement) -> Kind | None:
        return frame.aside or None  # type: ignore[return-value]  # what skips words never comes here

    def _add(self, text: str) -> None:
        frame = self._frames[-1]
        if self._code_depth and not frame.aside:
            self._code.append(text)
            return
        if frame.style.script and text.strip():
            text, note = format_raised(text, frame.style.script)
            if note:
                self.out.note_line(note)
        if any(outer.tag == "pre" for outer in self._frames[-3:]) and "\n" in text:
            self._add_rows(text, frame)
        else:
            self.out.add(text, self._kind(frame), frame.style.size)

    def _add_rows(self, text: str, frame: _OpenElement) -> None:
        """Add text that keeps its line breaks."""
        for number, row in enumerate(text.split("\n")):
            if number:
                self._break_line()
            self.out.add(row, self._kind(frame), frame.style.size)

    def _break_line(self) -> None:
        if self._code_depth:
            self._code.append("\n")
            return
        self._end_line()
        self.out.breaks += 1

    def _end_line(self) -> None:
        if self._rows.is_open:
            self.out.add(" ", None)
        else:
            self.out.end_line(self._items.context())
