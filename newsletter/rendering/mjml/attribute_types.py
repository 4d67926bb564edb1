"""Owns what values of attributes look like: patterns, and the words in which an error says them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """What the value of an attribute must look like, as a pattern and in words."""

    pattern: re.Pattern[str]
    words: str

    def accepts(self, value: str) -> bool:
        """Tell whether a value is of this kind."""
        return self.pattern.fullmatch(value) is not None


def make_kind(pattern: str, words: str) -> Kind:
    """Make a kind out of a pattern that the whole value must match."""
    return Kind(re.compile(pattern, re.ASCII | re.DOTALL), words)


def one_of(*values: str) -> Kind:
    """Make a kind of a few fixed words."""
    return make_kind("|".join(map(re.escape, values)), f"one of: {', '.join(values)}")


def any_of(kinds: Iterable[Kind]) -> Kind:
    """Make a kind that accepts what at least one of others accepts."""
    different = list(dict.fromkeys(kinds))
    pattern = "|".join(f"(?:{kind.pattern.pattern})" for kind in different)
    return make_kind(pattern, ", or ".join(kind.words for kind in different))


# mrml takes a whole shorthand such as «0 20px» for nothing when it computes widths: every length has its unit.
_PX = r"\d+(?:\.\d+)?px"
_PERCENT = r"\d+(?:\.\d+)?%"
_COLOUR = r"#[0-9A-Fa-f]{6}"
_LINES = ("solid", "dashed", "dotted", "double")
_NAME = r"[A-Za-z_][A-Za-z0-9_-]*"

TEXT = make_kind(".*", "text")
COLOUR = make_kind(_COLOUR, "a colour with six digits, such as #1a2b3c")
LENGTH = make_kind(_PX, "a length in pixels, such as 16px")
LENGTHS = make_kind(rf"{_PX}(?: {_PX}){{0,3}}", "one to four lengths in pixels, each with its unit, such as 0px 24px")
LENGTH_OR_SHARE = make_kind(rf"{_PX}|{_PERCENT}", "a length or a share, such as 200px or 50%")
LENGTH_OR_AUTO = make_kind(rf"auto|{_PX}", "auto, or a length in pixels")
TABLE_WIDTH = make_kind(rf"auto|{_PX}|{_PERCENT}", "auto, a length or a share")
RADIUS = make_kind(rf"{_PX}(?: {_PX}){{0,3}}|{_PERCENT}", "one to four lengths in pixels, such as 4px")
LINE_HEIGHT = make_kind(rf"{_PX}|{_PERCENT}|\d+(?:\.\d+)?", "a number, a length or a share, such as 1.5")
SPACING = make_kind(r"-?\d+(?:\.\d+)?(?:px|em)", "a length, such as 0.5px or 0.02em")
BORDER = make_kind(rf"none|{_PX} (?:{'|'.join(_LINES)}) {_COLOUR}", "none, or a border such as 1px solid #1a2b3c")
LINE_STYLE = one_of(*_LINES)
FONTS = make_kind(r"[^\x00-\x1f\"&:;<>\\{}]+", "a list of font names, such as Georgia, 'Times New Roman', serif")
FONT_STYLE = one_of("normal", "italic")
WEIGHT = make_kind(r"normal|bold|[1-9]00", "normal, bold, or a hundred from 100 to 900")
DECORATION = one_of("none", "underline", "line-through")
CASE = one_of("none", "uppercase", "lowercase", "capitalize")
COUNT = make_kind(r"\d+", "a whole number")
NAME = make_kind(_NAME, "a name")
NAMES = make_kind(rf"{_NAME}(?: {_NAME})*", "one or more names with a space between them")
LANGUAGE = make_kind(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", "a language tag such as en-GB (BCP 47)")
LINK = make_kind(
    r"(?:https?://|mailto:|tel:)[^\x00-\x20\\]+", "a whole address that begins with https:, mailto: or tel:"
)
PICTURE = make_kind(r"https://[^\x00-\x20\\]+", "a whole address that begins with https://")
ALIGN = one_of("left", "center", "right")
ALIGN_TEXT = one_of("left", "center", "right", "justify")
ALIGN_VERTICAL = one_of("top", "middle", "bottom")
DIRECTION = one_of("ltr", "rtl")
