"""What the styles of a Word document say of words: whether they are hidden or struck, and how paragraphs count."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from newsletter.importing.sources._word.packages import VAL, W

HIDDEN = (f"{W}vanish", f"{W}specVanish")
STRUCK = (f"{W}strike", f"{W}dstrike")
_LONGEST_CHAIN = 20
"""Styles that are based on one another; Word allows ten."""


@dataclass(slots=True)
class Styles:
    """The styles of a document by their ids."""

    _styles: dict[str, Element] = field(default_factory=dict)
    _said: dict[tuple[str, tuple[str, ...]], bool | None] = field(default_factory=dict)
    _numbering: dict[str, Element | None] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Element | None) -> Styles:
        """Read the part that holds them, if there is one."""
        found = root.findall(f"{W}style") if root is not None else []
        return cls({style.get(f"{W}styleId", ""): style for style in found})

    def holds(self, names: tuple[str, ...], run: Element | None, paragraph_style: str) -> bool:
        """Return whether a property holds for a run, by itself, by its style, or by that of its paragraph."""
        own = _read_flag(run, names)
        by_style = self._read(value_of(run, f"{W}rStyle"), names) if own is None else own
        return bool(self._read(paragraph_style, names) if by_style is None else by_style)

    def numbering_of(self, style: str) -> Element | None:
        """Return the numbering that a style has, or one it is based on."""
        if style not in self._numbering:
            found = (one.find(f"{W}pPr/{W}numPr") for one in self._chain(style))
            self._numbering[style] = next((properties for properties in found if properties is not None), None)
        return self._numbering[style]

    def _read(self, style: str, names: tuple[str, ...]) -> bool | None:
        if (style, names) not in self._said:
            flags = (_read_flag(one.find(f"{W}rPr"), names) for one in self._chain(style))
            self._said[style, names] = next((flag for flag in flags if flag is not None), None)
        return self._said[style, names]

    def _chain(self, style: str) -> Iterator[Element]:
        """Yield a style and those that it is based on."""
        for _ in range(_LONGEST_CHAIN):
            if style not in self._styles:
                return
            yield self._styles[style]
            style = value_of(self._styles[style], f"{W}basedOn")


def _read_flag(properties: Element | None, names: tuple[str, ...]) -> bool | None:
    """Return whether a property holds, or nothing where it is not given."""
    found = [properties.find(name) for name in names] if properties is not None else []
    flags = [is_on(one) for one in found if one is not None]
    return any(flags) if flags else None


def value_of(element: Element | None, path: str) -> str:
    """Return the value of what an element holds at a path, or nothing."""
    found = element.find(path) if element is not None else None
    return found.get(VAL, "") if found is not None else ""


def is_on(element: Element) -> bool:
    """Return whether a property that is there holds (ECMA-376, 17.17.4)."""
    return element.get(VAL, "true") not in {"0", "false", "off", "none"}
