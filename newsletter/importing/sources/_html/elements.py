"""The elements of HTML by what they mean for words: which are blocks, and which are never read as text.

Where a page was made of a text, each element says which rows it came from, so that the report can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol, Self

from newsletter.importing.lines import Kind
from newsletter.importing.sources._html.stylesheets import Declarations


class Element(Protocol):
    """What is asked of an element of a page."""

    @property
    def tag(self) -> str:
        """Return its name."""

    @property
    def text(self) -> str | None:
        """Return the words before the first element in it."""

    @property
    def tail(self) -> str | None:
        """Return the words after it."""

    def __iter__(self) -> Iterator[Self]:
        """Yield the elements in it."""

    def get(self, key: str) -> str | None:
        """Return an attribute."""

    def iter(self, *tags: str) -> Iterator[Self]:
        """Yield itself and all below it that have one of these tags."""

    def itertext(self) -> Iterator[str | bytes]:
        """Yield the texts in it."""


BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p"),
        *("pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
"""Block elements, as browsers show them."""

UNREAD = frozenset({"script", "style", "template", "xml"})
"""What holds no words for readers."""

ASIDE: dict[str, Kind] = {
    "svg": "drawing",
    "math": "formula",
    **dict.fromkeys(("select", "datalist", "textarea"), "form"),
    **dict.fromkeys(("noscript", "iframe", "object", "video", "audio", "canvas", "noframes"), "hidden"),
}
"""What holds words that have no place in a text, and what they are."""

EMBEDDED = {"iframe": "src", "video": "src", "audio": "src", "source": "src", "embed": "src", "object": "data"}
"""What embeds something from elsewhere, and the attribute with its address."""

LISTS = frozenset({"ul", "ol", "menu", "dir"})
BUTTONS = frozenset({"submit", "button", "reset"})

_FONT_SIZES = ("10px", "13px", "16px", "18px", "24px", "32px", "48px")
_HIDING = {"display": ("none", False)}


def read_attributes(element: Element, tag: str) -> Declarations:
    """Return the style that attributes give: ``hidden``, a dialogue that is closed, a ``font`` of some size."""
    if element.get("hidden") is not None or (tag == "dialog" and element.get("open") is None):
        return dict(_HIDING)
    size = (element.get("size") or "").strip() if tag == "font" else ""
    if size.isdecimal() and 1 <= int(size[:4]) <= len(_FONT_SIZES):
        return {"font-size": (_FONT_SIZES[int(size[:4]) - 1], False)}
    return {}


ROWS = "data-rows"
"""The attribute that holds the first and the last row; on a line break, it marks one that the writer meant."""

_ROWS = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


def format_rows(first: int, last: int) -> str:
    """Write rows as the value of the attribute."""
    return f"{first}-{last}"


def read_rows(value: str | None) -> tuple[int, int] | None:
    """Read the value of the attribute, where an element has one."""
    found = _ROWS.fullmatch(value or "")
    return (int(found[1]), int(found[2])) if found else None
