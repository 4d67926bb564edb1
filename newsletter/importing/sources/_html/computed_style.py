"""How an element looks: whether readers see it, and which marks it puts on words (CSS 2.2, chapters 6, 11, 15, 16).

Letters above and below the line are written as Unicode has them, where it has all of them: 10⁶ is not 106.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from newsletter.importing.sources._html.stylesheets import Declarations, to_pixels

NORMAL_SIZE = 16.0
"""Pixels of text without a size of its own."""

_SMALLEST = 1.0
"""Pixels: what is no larger than this cannot be read."""

_FAR = -900.0
"""Pixels: what is moved this far to the left or up is off every screen."""

_STRONG = frozenset({"b", "strong", "th"})
_EM = frozenset({"i", "em", "cite", "dfn", "var"})
_CODE = frozenset({"code", "kbd", "samp", "tt"})
_STRUCK = frozenset({"s", "strike", "del"})
_RAISED = {"sup": "super", "sub": "sub"}
_SIZES = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
_FONT_SIZE = re.compile(r"(?:^|\s)([\d.]{1,9}(?:px|pt|r?em|%)?)(?=\s|/|$)")
_BOLD = re.compile(r"\b(?:bold|bolder|[6-9]00|1000)\b")
_NO_ROOM = re.compile(
    r"rect\((?:\s*+[01](?:px)?\s*+,?+){4}\)|inset\(\s*+(?:50|100)%.{0,40}\)|(?:polygon|circle)\(\s*+0.{0,60}\)"
)


@dataclass(frozen=True, slots=True)
class ComputedStyle:
    """What an element hands on to those in it."""

    is_hidden: bool = False
    """Whether nothing in it can be seen, whatever style it has."""
    is_invisible: bool = False
    is_clear: bool = False
    """Whether its letters are transparent."""
    size: float = NORMAL_SIZE
    is_struck: bool = False
    is_strong: bool = False
    is_em: bool = False
    is_code: bool = False
    script: str = ""
    """``super`` or ``sub`` for letters above or below the line."""

    @property
    def is_seen(self) -> bool:
        """Whether readers see words in it."""
        return not (self.is_hidden or self.is_invisible or self.is_clear or self.size <= _SMALLEST)


def compute_style(parent: ComputedStyle, tag: str, css: Declarations, *, is_link: bool = False) -> ComputedStyle:
    """Return the style of an element with the declarations ``css``; ``is_link`` where it is one, or has one in it."""
    if not css and tag not in _TAGGED:
        return parent
    declared = {name: value for name, (value, _) in css.items()}
    size = _size(declared, parent.size)
    return replace(
        parent,
        is_hidden=parent.is_hidden or _hides(declared, is_link=is_link),
        is_invisible=_choose(declared.get("visibility"), {"hidden": True, "collapse": True}, parent.is_invisible),
        is_clear=_choose(declared.get("color"), {"transparent": True, "inherit": parent.is_clear}, parent.is_clear),
        size=size,
        is_struck=parent.is_struck or tag in _STRUCK or _is_struck(declared),
        is_strong=_weight(declared, is_default=parent.is_strong or tag in _STRONG),
        is_em=_slant(declared, is_default=parent.is_em or tag in _EM),
        is_code=parent.is_code or tag in _CODE,
        script=_raise(declared, _RAISED.get(tag, parent.script)),
    )


_TAGGED = _STRONG | _EM | _CODE | _STRUCK | frozenset(_RAISED)


def _choose(value: str | None, values: dict[str, bool], inherited: bool) -> bool:  # noqa: FBT001  # what CSS inherits
    return inherited if value in {None, "inherit"} else values.get(value or "", False)


def _hides(declared: dict[str, str], *, is_link: bool) -> bool:
    """Return whether an element is taken out of sight; one only for Outlook with a link is a button for all others."""
    if declared.get("display") == "none" or declared.get("content-visibility") == "hidden":
        return True
    if declared.get("mso-hide") in {"all", "screen"} and not is_link:
        return True
    if (opacity := to_pixels(declared.get("opacity", ""), 1)) is not None and opacity <= 0.01:  # noqa: PLR2004  # of 1
        return True
    return _has_no_room(declared) or _is_moved_away(declared)


def _has_no_room(declared: dict[str, str]) -> bool:
    if to_pixels(declared.get("max-height", ""), NORMAL_SIZE) == 0:
        return True
    is_cut = declared.get("overflow", "").startswith(("hidden", "clip"))
    sizes = (to_pixels(declared.get(name, ""), NORMAL_SIZE) for name in ("height", "width", "max-width"))
    return is_cut and any(size is not None and size <= 0 for size in sizes)


def _is_moved_away(declared: dict[str, str]) -> bool:
    names = ["text-indent", "margin-left", "margin-top"]
    if declared.get("position") in {"absolute", "fixed"}:
        names += ["left", "top"]
        if _NO_ROOM.match(declared.get("clip", "")):
            return True
    if _NO_ROOM.match(declared.get("clip-path", "")):
        return True
    lengths = (to_pixels(declared.get(name, ""), NORMAL_SIZE) for name in names)
    return any(length is not None and length <= _FAR for length in lengths)


def _size(declared: dict[str, str], parent: float) -> float:
    value = declared.get("font-size", "")
    if not value and (found := _FONT_SIZE.search(declared.get("font", ""))):
        value = found[1]
    if value in {"larger", "smaller"}:
        return parent * (1.2 if value == "larger" else 1 / 1.2)
    pixels = to_pixels(value, parent) if value else None
    return _SIZES.get(value, parent) if pixels is None else pixels


def _is_struck(declared: dict[str, str]) -> bool:
    names = ("text-decoration", "text-decoration-line")
    return any("line-through" in declared.get(name, "") for name in names)


def _weight(declared: dict[str, str], *, is_default: bool) -> bool:
    value = declared.get("font-weight")
    if value is None and "font" in declared:
        value = "bold" if _BOLD.search(declared["font"]) else "normal"
    return is_default if value in {None, "", "inherit"} else bool(_BOLD.search(value or ""))


def _slant(declared: dict[str, str], *, is_default: bool) -> bool:
    value = declared.get("font-style", declared.get("font"))
    return is_default if value in {None, "", "inherit"} else "italic" in (value or "") or "oblique" in (value or "")


def _raise(declared: dict[str, str], default: str) -> str:
    value = declared.get("vertical-align", "")
    return value if value in {"super", "sub"} else default


_ABOVE = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_BELOW = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
_READS_AS_WELL = re.compile(r"(?:st|nd|rd|th|er|re|e|o|a|tm|[*†‡§]+|\[\w{1,4}\]|[^\w\s]+)", re.IGNORECASE)
"""What means the same on the line: the end of 1st, the sign of a note."""


def format_raised(text: str, where: str) -> tuple[str, str]:
    """Return words that are above (``super``) or below (``sub``) the line, and a note where that is lost."""
    table = _ABOVE if where == "super" else _BELOW
    bare = text.strip()
    if all(ord(character) in table for character in bare if not character.isspace()):
        return text.translate(table), ""
    if _READS_AS_WELL.fullmatch(bare):
        return text, ""
    return text, f'"{bare[:60]}" was {"above" if where == "super" else "below"} the line'
