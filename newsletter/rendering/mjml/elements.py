"""Owns the table of what our MJML may say: elements, their nesting, their attributes and the values of those.

It holds what the MJML documentation names *and* mrml 6 lets reach the mail; a test tries every entry against the
installed engine. Left out on purpose: background pictures (in Outlook they become a text box that the keyboard does not
reach), ``mj-font`` and social icons (third-party hosts), what needs ``:checked`` (accordion, carousel, navigation),
``mj-include`` (Jinja includes), and ``align`` of a divider (lost in ``mj-attributes``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from newsletter.rendering.mjml import attribute_types as types
from newsletter.rendering.mjml.attribute_types import Kind, any_of, one_of
from newsletter.rendering.mjml.fragments import FLOW, PHRASES


class Content(Enum):
    """What stands between the tags of an element."""

    ELEMENTS = auto()
    TEXT = auto()
    CSS = auto()
    HTML = auto()


@dataclass(frozen=True, slots=True)
class Element:
    """What may be said with an MJML element in one place of the table; ``html`` names the elements of its HTML."""

    attributes: Mapping[str, Kind] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    content: Content = Content.ELEMENTS
    children: Mapping[str, Element] = field(default_factory=dict)
    html: frozenset[str] = frozenset()


_SIDES = ("top", "right", "bottom", "left")
_PADDING = {"padding": types.LENGTHS, **{f"padding-{side}": types.LENGTH for side in _SIDES}}
_BORDER = {
    "border": types.BORDER,
    "border-radius": types.RADIUS,
    **{f"border-{side}": types.BORDER for side in _SIDES},
}
_INNER_BORDER = {f"inner-{name}": kind for name, kind in _BORDER.items()}
_CLASSES = {"css-class": types.NAMES, "mj-class": types.NAMES}
_BLOCK = {**_CLASSES, **_PADDING, "container-background-color": types.COLOUR}
_FONT = {
    "color": types.COLOUR,
    "font-family": types.FONTS,
    "font-size": types.LENGTH,
    "line-height": types.LINE_HEIGHT,
}
_TYPE = {
    **_FONT,
    "font-style": types.FONT_STYLE,
    "font-weight": types.WEIGHT,
    "letter-spacing": types.SPACING,
    "text-decoration": types.DECORATION,
    "text-transform": types.CASE,
}
_ANCHOR = {"href": types.LINK, "rel": types.NAMES, "target": one_of("_blank", "_self")}
_ROW = {
    **_CLASSES,
    **_PADDING,
    **_BORDER,
    "background-color": types.COLOUR,
    "direction": types.DIRECTION,
    "full-width": one_of("full-width"),  # any value at all, «false» too, turns it on
    "text-align": types.ALIGN,
}

_TEXT = Element(
    attributes={**_BLOCK, **_TYPE, "align": types.ALIGN_TEXT, "height": types.LENGTH},
    content=Content.HTML,
    html=FLOW,
)
_BUTTON = Element(
    attributes={
        **_BLOCK,
        **_TYPE,
        **_BORDER,
        **_ANCHOR,
        "align": types.ALIGN,
        "background-color": types.COLOUR,
        "height": types.LENGTH,
        "inner-padding": types.LENGTHS,
        "text-align": types.ALIGN,
        "vertical-align": types.ALIGN_VERTICAL,
        "width": types.LENGTH_OR_SHARE,
    },
    required=frozenset({"href"}),
    content=Content.HTML,
    html=PHRASES,
)
_IMAGE = Element(
    attributes={
        **_BLOCK,
        **_ANCHOR,
        "align": types.ALIGN,
        "alt": types.TEXT,
        "border": types.BORDER,
        "border-radius": types.RADIUS,
        "fluid-on-mobile": one_of("true"),
        "font-size": types.LENGTH,
        "height": types.LENGTH_OR_AUTO,
        "max-height": types.LENGTH,
        "src": types.PICTURE,
        "title": types.TEXT,
        "width": types.LENGTH,
    },
    required=frozenset({"alt", "src"}),
)
_DIVIDER = Element(
    attributes={
        **_BLOCK,
        "border-color": types.COLOUR,
        "border-style": types.LINE_STYLE,
        "border-width": types.LENGTH,
        "width": types.LENGTH_OR_SHARE,
    }
)
_SPACER = Element(attributes={**_BLOCK, "height": types.LENGTH})
_TABLE = Element(
    attributes={
        **_BLOCK,
        **_FONT,
        "align": types.ALIGN,
        "border": types.BORDER,
        "cellpadding": types.COUNT,
        "cellspacing": types.COUNT,
        "table-layout": one_of("auto", "fixed"),
        "width": types.TABLE_WIDTH,
    },
    content=Content.HTML,
    html=FLOW,
)
_COLUMN = Element(
    attributes={
        **_CLASSES,
        **_PADDING,
        **_BORDER,
        **_INNER_BORDER,
        "background-color": types.COLOUR,
        "direction": types.DIRECTION,
        "inner-background-color": types.COLOUR,
        "vertical-align": types.ALIGN_VERTICAL,
        "width": types.LENGTH_OR_SHARE,
    },
    children={
        "mj-text": _TEXT,
        "mj-button": _BUTTON,
        "mj-image": _IMAGE,
        "mj-divider": _DIVIDER,
        "mj-spacer": _SPACER,
        "mj-table": _TABLE,
    },
)
_SECTION = Element(attributes=_ROW, children={"mj-column": _COLUMN})
_WRAPPER = Element(attributes=_ROW, children={"mj-section": _SECTION})

STYLED: Mapping[str, Element] = {
    "mj-wrapper": _WRAPPER,
    "mj-section": _SECTION,
    "mj-column": _COLUMN,
    **_COLUMN.children,
}
"""The elements that also take their attributes from ``mj-attributes`` and ``mj-class``."""


def _take_defaults(*elements: Element) -> dict[str, Kind]:
    """Return what ``mj-attributes`` may set for elements: any attribute of one of them, but no class."""
    names = dict.fromkeys(name for element in elements for name in element.attributes if name != "mj-class")
    return {name: any_of(e.attributes[name] for e in elements if name in e.attributes) for name in names}


_ANYTHING = _take_defaults(*STYLED.values())
_ATTRIBUTES = Element(
    children={
        "mj-all": Element(attributes=_ANYTHING),
        "mj-class": Element(attributes={**_ANYTHING, "name": types.NAME}, required=frozenset({"name"})),
        **{tag: Element(attributes=_take_defaults(element)) for tag, element in STYLED.items()},
    }
)
_HEAD = Element(
    children={
        "mj-title": Element(content=Content.TEXT),
        "mj-preview": Element(content=Content.TEXT),
        "mj-attributes": _ATTRIBUTES,
        "mj-breakpoint": Element(attributes={"width": types.LENGTH}, required=frozenset({"width"})),
        "mj-style": Element(content=Content.CSS),
        "mj-raw": Element(content=Content.HTML, html=frozenset({"meta"})),
    }
)
_BODY = Element(
    attributes={
        "background-color": types.COLOUR,
        "css-class": types.NAMES,
        "width": types.LENGTH,
    },
    children={"mj-wrapper": _WRAPPER, "mj-section": _SECTION, "mj-raw": Element(content=Content.HTML, html=FLOW)},
)
MJML = Element(
    attributes={"lang": types.LANGUAGE, "dir": one_of("ltr", "rtl", "auto")},
    required=frozenset({"lang", "dir"}),
    children={"mj-head": _HEAD, "mj-body": _BODY},
)
"""The root element, and through its children the whole table."""

SINGLE = frozenset({"mj-head", "mj-body", "mj-title", "mj-preview", "mj-attributes", "mj-breakpoint"})
"""Elements of which mrml silently keeps only one."""
