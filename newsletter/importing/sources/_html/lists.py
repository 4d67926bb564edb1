"""Lists, items and headings of a page: where words are, and what is before an item (HTML, sections 4.4.5 and 4.4.8)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newsletter.importing.sources._html.elements import Element
from newsletter.importing.sources._html.line_builder import LineContext
from newsletter.importing.sources._html.stylesheets import Declarations

_OUTLOOK_ITEM = re.compile(
    r"mso-list\s{0,9}:\s{0,9}(?P<list>[^;]{0,60}?)level(?P<level>\d)(?P<more>[^;]{0,60})", re.IGNORECASE
)
_OUTLOOK_HEADING = re.compile(r"\bMso(?:Heading(\d)|Title)\b")
_FOOTNOTE = re.compile(r"(?:foot|end)note-")
NUMBER = re.compile(
    r"\(?(?:[0-9]{1,6}|[a-zA-Z]{1,2}|[ivxlcIVXLC]{1,7})[.):]\)?|[0-9]{1,6}|[0-9]{1,3}(?:\.[0-9]{1,3}){1,8}\.?"
)
"""What counts items; anything else before one is a bullet, or words."""

_DEEPEST_HEADING = 6


@dataclass(slots=True)
class ListReader:
    """The lists, headings and items that are open, the innermost last."""

    _lists: list[ListCount] = field(default_factory=list)
    _contexts: list[tuple[Element, LineContext]] = field(default_factory=list)
    _count: int = 0
    _outlook: dict[str, int] = field(default_factory=dict)

    def context(self) -> LineContext:
        """Return what kind of line words belong to here."""
        return self._contexts[-1][1] if self._contexts else LineContext()

    def open_list(self, element: Element, tag: str, css: Declarations) -> None:
        """Begin a list, and say how it counts."""
        self._count += 1
        style = read_style(" ".join(css[name][0] for name in ("list-style", "list-style-type") if name in css))
        if tag != "ol":
            self._lists.append(ListCount(self._count, style or "•"))
            return
        kind = style or (element.get("type") or "1").strip()
        counted = ListCount(self._count, kind if kind in {"a", "A", "i", "I", "•"} else "1")
        if element.get("reversed") is not None:
            counted.step, counted.next = -1, sum(1 for item in element if item.tag == "li")
        start = read_number(element.get("start"))
        counted.next = counted.next if start is None else start
        self._lists.append(counted)

    def close_list(self) -> None:
        """End the innermost list."""
        if self._lists:
            self._lists.pop()

    def open_row(self, element: Element, number: int) -> None:
        """Begin a row of a table of data, which is read as an item."""
        self._contexts.append((element, LineContext("item", 1, "•", -number)))

    def begin(self, element: Element, tag: str) -> None:
        """Begin whatever an element is."""
        outlook = _OUTLOOK_HEADING.search(element.get("class") or "")
        item = _OUTLOOK_ITEM.search(element.get("style") or "")
        if tag == "li":
            self._contexts.append((element, self._begin_item(element)))
        elif item:
            name = " ".join((item["list"] + item["more"]).lower().split())
            number = self._outlook.setdefault(name, 1_000_000 + len(self._outlook))
            self._contexts.append((element, LineContext("item", int(item["level"]) or 1, "•", number)))
        elif re.fullmatch(r"h[1-6]", tag) or outlook:
            level = int(outlook[1] or 1) if outlook else int(tag[1])
            marker = element.get("data-marker") or ""
            self._contexts.append((element, self._begin_heading(min(max(level, 1), _DEEPEST_HEADING), marker)))
        elif tag == "title":
            self._contexts.append((element, LineContext("title")))
        elif tag == "blockquote":
            self._contexts.append((element, LineContext()))

    def _begin_item(self, element: Element) -> LineContext:
        is_footnote = _FOOTNOTE.match(element.get("id") or "")
        counted = self._lists[-1] if self._lists else ListCount(0, "•")
        marker = counted.count(read_number(element.get("value")), _kind_of_item(element))
        if written := element.get("data-marker"):
            marker = written if NUMBER.fullmatch(written) else "•"
        number = read_number(element.get("data-list")) or counted.number
        return LineContext("footnote" if is_footnote else "item", max(len(self._lists), 1), marker, number)

    def _begin_heading(self, level: int, marker: str) -> LineContext:
        """Begin a heading; one that is all of a numbered item takes its number along."""
        if NUMBER.fullmatch(marker):
            return LineContext("heading", level, marker)
        around = self.context()
        is_first = around.kind == "item" and not around.is_used and re.search(r"\w", around.marker)
        around.is_used |= bool(is_first)
        return LineContext("heading", level, around.marker if is_first else "")

    def set_marker(self, words: str) -> bool:
        """Put before the innermost item what Outlook wrote there, if it counts."""
        context = self.context()
        if context.kind != "item" or not NUMBER.fullmatch(words):
            return False
        context.marker = words
        return True

    def end(self, element: Element) -> None:
        """End whatever an element is."""
        if self._contexts and self._contexts[-1][0] is element:
            self._contexts.pop()


def _kind_of_item(element: Element) -> str:
    kind = (element.get("type") or "").strip()
    return kind if kind in {"1", "a", "A", "i", "I"} else ""


_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x")),
    *((9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_ROMAN = 3999
_STYLES = {
    "lower-alpha": "a",
    "lower-latin": "a",
    "upper-alpha": "A",
    "upper-latin": "A",
    "lower-roman": "i",
    "upper-roman": "I",
    "decimal": "1",
    "decimal-leading-zero": "1",
}
_BULLETS = frozenset({"disc", "circle", "square", "none"})


def to_letters(number: int) -> str:
    """Write a number as letters: 1 is a, 27 is aa."""
    written = ""
    while number > 0:
        number, rest = divmod(number - 1, len(_LETTERS))
        written = _LETTERS[rest] + written
    return written


def to_roman(number: int) -> str:
    """Write a number as small Roman ones, or as it is where they cannot."""
    if not 0 < number <= _MOST_ROMAN:
        return str(number)
    written = ""
    for value, letters in _ROMAN:
        written += letters * (number // value)
        number %= value
    return written


def format_marker(number: int, kind: str) -> str:
    """Format what is before an item: ``kind`` is 1, a, A, i or I, as in HTML."""
    if kind.lower() == "a" and number > 0:
        return f"{to_letters(number) if kind == 'a' else to_letters(number).upper()}."
    if kind.lower() == "i":
        return f"{to_roman(number) if kind == 'i' else to_roman(number).upper()}."
    return f"{number}."


def read_style(style: str) -> str:
    """Return the kind of numbers that a ``list-style`` asks for, ``•`` for bullets, or nothing."""
    for word in style.split():
        if word in _STYLES or word in _BULLETS:
            return _STYLES.get(word, "•")
    return ""


def read_number(value: str | None) -> int | None:
    """Return a whole number as HTML reads it, of a size that a list can have."""
    found = re.match(r"\s*([-+]?\d{1,8})(?!\d)", value or "")
    return int(found[1]) if found else None


@dataclass(slots=True)
class ListCount:
    """A list as its items come: which it is, and the number of the next one."""

    number: int
    """Which list of the page it is."""
    kind: str
    """``•`` where it does not count."""
    next: int = 1
    step: int = 1

    def count(self, value: int | None, kind: str = "") -> str:
        """Return what is before the next item, whose own ``value`` and ``kind`` go before those of the list."""
        self.next = self.next if value is None else value
        marker = "•" if (kind or self.kind) == "•" else format_marker(self.next, kind or self.kind)
        self.next += self.step
        return marker
