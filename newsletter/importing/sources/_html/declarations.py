"""CSS declarations as mails and editors write them: to values by property, the later and more important ones."""

from __future__ import annotations

import re

LONGEST = 20_000
"""Characters of one style that are read; no program writes more."""

Declarations = dict[str, tuple[str, bool]]
"""Values in lower case by property, and whether each is marked as important."""

_DECLARATION = re.compile(r"""([-\w]{1,60})\s{0,20}:((?:[^;"'()]|"[^"]{0,2000}"|'[^']{0,2000}'|\([^()]{0,2000}\))*)""")
_IMPORTANT = re.compile(r"!\s{0,20}important\s{0,20}$")
_LENGTH = re.compile(r"(-?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))\s?(px|pt|r?em|ex|ch|pc|in|cm|mm|q|v[wh]|%)?")
_PIXELS = {"": 1, "px": 1, "pt": 4 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "q": 0.945, "rem": 16}
_COMMENT = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)


def read_declarations(style: str) -> Declarations:
    """Return the properties of a ``style`` attribute or of a rule's block."""
    read: Declarations = {}
    for found in _DECLARATION.finditer(strip_comments(style[:LONGEST])):
        value = found[2].strip().lower()
        bare = _IMPORTANT.sub("", value).strip()
        merge(read, {found[1].lower(): (bare, bare != value)})
    return read


def merge(read: Declarations, later: Declarations) -> None:
    """Add declarations that come later in the cascade: they win, but not against an important one."""
    for name, (value, is_important) in later.items():
        if is_important or not read.get(name, ("", False))[1]:
            read[name] = (value, is_important)


def strip_comments(css: str) -> str:
    """Return a style without comments."""
    return _COMMENT.sub(" ", css)


def to_pixels(value: str, parent: float) -> float | None:
    """Return a length in CSS pixels, em and % being of ``parent``; nothing where it is no length."""
    found = _LENGTH.fullmatch(value)
    if not found:
        return None
    unit = found[2] or ""
    relative = {"em": parent, "%": parent / 100, "ex": parent / 2, "ch": parent / 2, "vw": 12.8, "vh": 7.2}
    return float(found[1]) * relative.get(unit, _PIXELS.get(unit, 0))
