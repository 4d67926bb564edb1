"""The schema of our MJML: elements, their nesting, their attributes, what values those take, and what HTML they hold.

It holds what the MJML documentation names *and* mrml 6 lets reach the mail; a test tries every entry against the
installed engine. Left out on purpose: background pictures (in Outlook they become a text box that the keyboard does not
reach), ``mj-font`` and social icons (third-party hosts), what needs ``:checked`` (accordion, carousel, navigation),
``mj-include`` (Jinja includes), and ``align`` of a divider (lost in ``mj-attributes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import cached_property


@dataclass(frozen=True)
class Kind:
    """What the value of an attribute must look like, as the source of a pattern and in words."""

    source: str
    words: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the whole value must match; compiled when it is first asked for, since most kinds never are."""
        return re.compile(self.source, re.ASCII | re.DOTALL)


def one_of(*values: str) -> Kind:
    """Make a kind of a few fixed words."""
    return Kind("|".join(map(re.escape, values)), f"one of: {', '.join(values)}")


def any_of(kinds: Iterable[Kind]) -> Kind:
    """Make a kind that accepts what at least one of others accepts."""
    different = list(dict.fromkeys(kinds))
    pattern = "|".join(f"(?:{kind.source})" for kind in different)
    return Kind(pattern, ", or ".join(kind.words for kind in different))


# mrml takes a whole shorthand such as «0 20px» for nothing when it computes widths: every length has its unit.
_PX = r"\d+(?:\.\d+)?px"
_PERCENT = r"\d+(?:\.\d+)?%"
_COLOUR = r"#[0-9A-Fa-f]{6}"
_LINES = ("solid", "dashed", "dotted", "double")
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"

TEXT = Kind(".*", "text")
COLOUR = Kind(_COLOUR, "a colour with six digits, such as #1a2b3c")
LENGTH = Kind(_PX, "a length in pixels, such as 16px")
LENGTHS = Kind(rf"{_PX}(?: {_PX}){{0,3}}", "one to four lengths in pixels, each with its unit, such as 0px 24px")
LENGTH_OR_SHARE = Kind(rf"{_PX}|{_PERCENT}", "a length or a share, such as 200px or 50%")
LENGTH_OR_AUTO = Kind(rf"auto|{_PX}", "auto, or a length in pixels")
TABLE_WIDTH = Kind(rf"auto|{_PX}|{_PERCENT}", "auto, a length or a share")
RADIUS = Kind(rf"{_PX}(?: {_PX}){{0,3}}|{_PERCENT}", "one to four lengths in pixels, such as 4px")
LINE_HEIGHT = Kind(rf"{_PX}|{_PERCENT}|\d+(?:\.\d+)?", "a number, a length or a share, such as 1.5")
SPACING = Kind(r"-?\d+(?:\.\d+)?(?:px|em)", "a length, such as 0.5px or 0.02em")
BORDER = Kind(rf"none|{_PX} (?:{'|'.join(_LINES)}) {_COLOUR}", "none, or a border such as 1px solid #1a2b3c")
LINE_STYLE = one_of(*_LINES)
FONTS = Kind(r"[^\x00-\x1f\"&:;<>\\{}]+", "a list of font names, such as Georgia, 'Times New Roman', serif")
FONT_STYLE = one_of("normal", "italic")
WEIGHT = Kind(r"normal|bold|[1-9]00", "normal, bold, or a hundred from 100 to 900")
DECORATION = one_of("none", "underline", "line-through")
CASE = one_of("none", "uppercase", "lowercase", "capitalize")
COUNT = Kind(r"\d+", "a whole number")
NAME = Kind(_NAME, "a name")
NAMES = Kind(rf"{_NAME}(?: {_NAME})*", "one or more names with a space between them")
LANGUAGE = Kind(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "a language tag such as en-GB (BCP 47)")
LINK = Kind(
    r"(?:https?://|mailto:|tel:)[^\x00-\x20\\]+|#part_[a-z0-9-]+",
    "a whole address that begins with https:, mailto: or tel:",
)
PICTURE = Kind(r"https://[^\x00-\x20\\]+", "a whole address that begins with https://")
ALIGN = one_of("left", "center", "right")
ALIGN_TEXT = one_of("left", "center", "right", "justify")
ALIGN_VERTICAL = one_of("top", "middle", "bottom")
DIRECTION = one_of("ltr", "rtl")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASES = _words(
    "abbr b bdi bdo br cite code del dfn em i ins kbd mark q s samp small span strong sub sup time u var wbr"
)
"""Phrasing elements without links: what a button may say."""

IN_LINE = PHRASES | _words("a img picture source")
"""Phrasing elements: white space before them parts words."""

FLOW = PHRASES | _words(
    "a address blockquote caption col colgroup dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr img li ol p "
    "picture pre source table tbody td tfoot th thead tr ul"
)
"""Everything that the body of a mail may be made of."""

VOID = frozenset({"br", "col", "hr", "img", "meta", "source", "wbr"})
"""Elements without content, which HTML writes without an end tag."""

HTML_PARTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("table", "mj-table"), _words("caption colgroup thead tbody tfoot tr")),
    **dict.fromkeys(("thead", "tbody", "tfoot"), _words("tr")),
    **dict.fromkeys(("ol", "ul"), _words("li")),
    "tr": _words("td th"),
    "colgroup": _words("col"),
    "dl": _words("dt dd"),
    **dict.fromkeys(VOID, _words("")),
}
"""Elements made of certain parts and no text: a mail program moves anything else out of them."""

HTML_OWNED = frozenset[str]().union(*HTML_PARTS.values())

_LINE_HOLDERS = dict.fromkeys(PHRASES | _words("h1 h2 h3 h4 h5 h6 p pre"), IN_LINE)
"""Elements that hold a line of text: a mail program ends a paragraph before a list or a table."""

HTML_CHILDREN: Mapping[str, frozenset[str]] = {**_LINE_HOLDERS, **HTML_PARTS, "picture": _words("img source")}

HTML_ATTRIBUTES: Mapping[str, Kind] = {
    **dict.fromkeys(("background", "src", "srcset"), PICTURE),
    **dict.fromkeys(("cite", "href"), LINK),
    **dict.fromkeys(
        _words(
            "abbr align alt aria-describedby aria-hidden aria-label aria-labelledby aria-level bgcolor border "
            "cellpadding cellspacing class colspan content datetime dir height hreflang id lang media name rel "
            "reversed role rowspan scope span start style target title type valign value width"
        ),
        TEXT,
    ),
}
"""What an element may carry: nothing that runs, and nothing that loads except a picture over https."""


class ContentKind(Enum):
    """What may be between the tags of an element."""

    ELEMENTS = auto()
    TEXT = auto()
    CSS = auto()
    HTML = auto()


@dataclass(frozen=True, slots=True)
class MjmlElement:
    """What an MJML element may have in one place of the table; ``html`` names the elements of its HTML."""

    attributes: Mapping[str, Kind] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    content: ContentKind = ContentKind.ELEMENTS
    children: Mapping[str, MjmlElement] = field(default_factory=dict)
    html: frozenset[str] = frozenset()


def _each(kind: Kind, *names: str) -> dict[str, Kind]:
    return dict.fromkeys(names, kind)


_SIDES = ("top", "right", "bottom", "left")
_PADDING = _each(LENGTHS, "padding") | {f"padding-{side}": LENGTH for side in _SIDES}
_BORDER = _each(BORDER, "border", *(f"border-{side}" for side in _SIDES)) | _each(RADIUS, "border-radius")
_INNER_BORDER = {f"inner-{name}": kind for name, kind in _BORDER.items()}
_CLASSES = _each(NAMES, "css-class", "mj-class")
_BLOCK = _CLASSES | _PADDING | _each(COLOUR, "container-background-color")
_FONT = {"color": COLOUR, "font-family": FONTS, "font-size": LENGTH, "line-height": LINE_HEIGHT}
_STYLE = {"font-style": FONT_STYLE, "font-weight": WEIGHT, "letter-spacing": SPACING}
_TYPE = _FONT | _STYLE | {"text-decoration": DECORATION, "text-transform": CASE}
_ANCHOR = {"href": LINK, "rel": NAMES, "target": one_of("_blank", "_self")}
_BOX = _CLASSES | _PADDING | _BORDER | {"background-color": COLOUR, "direction": DIRECTION}
_FULL_WIDTH = {"full-width": one_of("full-width")}  # any value at all, «false» too, turns it on
_ROW = _BOX | _FULL_WIDTH | {"text-align": ALIGN}

_TEXT = MjmlElement(_BLOCK | _TYPE | {"align": ALIGN_TEXT, "height": LENGTH}, content=ContentKind.HTML, html=FLOW)
_BUTTON = MjmlElement(
    {**_BLOCK, **_TYPE, **_BORDER, **_ANCHOR, **_each(ALIGN, "align", "text-align"), "background-color": COLOUR}
    | {"height": LENGTH, "inner-padding": LENGTHS, "vertical-align": ALIGN_VERTICAL, "width": LENGTH_OR_SHARE},
    required=frozenset({"href"}),
    content=ContentKind.HTML,
    html=PHRASES,
)
_IMAGE = MjmlElement(
    {**_BLOCK, **_ANCHOR, "align": ALIGN, "border": BORDER, "border-radius": RADIUS, "height": LENGTH_OR_AUTO}
    | _each(TEXT, "alt", "title")
    | _each(LENGTH, "font-size", "max-height", "width")
    | {"fluid-on-mobile": one_of("true"), "src": PICTURE},
    required=frozenset({"alt", "src"}),
)
_DIVIDER = MjmlElement(
    {**_BLOCK, "border-color": COLOUR, "border-style": LINE_STYLE, "border-width": LENGTH, "width": LENGTH_OR_SHARE}
)
_SPACER = MjmlElement({**_BLOCK, "height": LENGTH})
_TABLE = MjmlElement(
    {**_BLOCK, **_FONT, **_each(COUNT, "cellpadding", "cellspacing"), "align": ALIGN, "border": BORDER}
    | {"table-layout": one_of("auto", "fixed"), "width": TABLE_WIDTH},
    content=ContentKind.HTML,
    html=FLOW,
)
_CONTENT = {
    "mj-text": _TEXT,
    "mj-button": _BUTTON,
    "mj-image": _IMAGE,
    "mj-divider": _DIVIDER,
    "mj-spacer": _SPACER,
    "mj-table": _TABLE,
}
_COMMENTS = MjmlElement(content=ContentKind.HTML)
"""A place for comments between the parts of a column: nothing else may be there in a mail."""

_COLUMN = MjmlElement(
    {**_BOX, **_INNER_BORDER, "inner-background-color": COLOUR}
    | {"vertical-align": ALIGN_VERTICAL, "width": LENGTH_OR_SHARE},
    children={**_CONTENT, "mj-raw": _COMMENTS},
)
_SECTION = MjmlElement(_ROW, children={"mj-column": _COLUMN})
_WRAPPER = MjmlElement(_ROW, children={"mj-section": _SECTION})

STYLED: Mapping[str, MjmlElement] = {
    **_WRAPPER.children,
    "mj-wrapper": _WRAPPER,
    **_SECTION.children,
    **_CONTENT,
}
"""The elements that also take their attributes from ``mj-attributes`` and ``mj-class``."""


def _take_defaults(*elements: MjmlElement) -> dict[str, Kind]:
    """Return what ``mj-attributes`` may set for elements: any attribute of one of them, but no class."""
    names = dict.fromkeys(name for element in elements for name in element.attributes if name != "mj-class")
    return {name: any_of(e.attributes[name] for e in elements if name in e.attributes) for name in names}


_ANYTHING = _take_defaults(*STYLED.values())
_ATTRIBUTES = MjmlElement(
    children={
        "mj-all": MjmlElement(attributes=_ANYTHING),
        "mj-class": MjmlElement(attributes={**_ANYTHING, "name": NAME}, required=frozenset({"name"})),
        **{tag: MjmlElement(attributes=_take_defaults(element)) for tag, element in STYLED.items()},
    }
)
_HEAD = MjmlElement(
    children={
        "mj-title": MjmlElement(content=ContentKind.TEXT),
        "mj-preview": MjmlElement(content=ContentKind.TEXT),
        "mj-attributes": _ATTRIBUTES,
        "mj-breakpoint": MjmlElement(attributes={"width": LENGTH}, required=frozenset({"width"})),
        "mj-style": MjmlElement(content=ContentKind.CSS),
        "mj-raw": MjmlElement(content=ContentKind.HTML, html=frozenset({"meta"})),
    }
)
_BODY = MjmlElement(
    {"background-color": COLOUR, "css-class": NAMES, "width": LENGTH},
    children={
        "mj-wrapper": _WRAPPER,
        "mj-section": _SECTION,
        "mj-raw": MjmlElement(content=ContentKind.HTML, html=FLOW),
    },
)
MJML = MjmlElement(
    attributes={"lang": LANGUAGE, "dir": one_of("ltr", "rtl", "auto")},
    required=frozenset({"lang", "dir"}),
    children={"mj-head": _HEAD, "mj-body": _BODY},
)
"""The root element, and through what it holds the whole table."""

SINGLE = frozenset({"mj-head", "mj-body", "mj-title", "mj-preview", "mj-attributes", "mj-breakpoint"})
"""Elements of which mrml silently keeps only one."""
