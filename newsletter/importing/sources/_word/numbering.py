"""What Word shows before a paragraph of a list: numbers go on from one part of a list to the next (ECMA-376, 17.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from newsletter.importing.sources._html.lists import to_roman
from newsletter.importing.sources._word.packages import VAL, W
from newsletter.importing.sources._word.styles import Styles, is_on, value_of

_LEVELS = 9
_MOST = 100_000_000
_ALPHABET = 26


@dataclass(frozen=True, slots=True)
class _ListLevel:
    """How one level of a list counts."""

    start: int
    format: str
    text: str
    restarts: bool
    is_legal: bool

    def format_number(self, number: int, *, as_decimal: bool = False) -> str:
        match "decimal" if as_decimal else self.format:
            case "lowerLetter" | "upperLetter":
                letters = (
                    chr(ord("a") + (number - 1) % _ALPHABET) * ((number - 1) // _ALPHABET + 1) if number > 0 else ""
                )
                return letters[:9] if self.format == "lowerLetter" else letters[:9].upper()
            case "lowerRoman":
                return to_roman(number)
            case "upperRoman":
                return to_roman(number).upper()
            case "decimalZero":
                return f"{number:02}"
            case "none":
                return ""
            case _:
                return str(number)


@dataclass(frozen=True, slots=True)
class Numbered:
    """The marker before a paragraph, and the list that it belongs to."""

    marker: str
    list: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, counted as its paragraphs come."""

    styles: Styles
    _abstract: dict[str, Element] = field(default_factory=dict)
    _nums: dict[str, Element] = field(default_factory=dict)
    _levels: dict[tuple[str, int], _ListLevel | None] = field(default_factory=dict)
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)
    _places: dict[tuple[str, str], str] = field(default_factory=dict)
    _starts: dict[tuple[str, int], int | None] = field(default_factory=dict)
    _order: dict[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, root: Element | None, styles: Styles) -> Numbering:
        """Read the part that holds the lists, if there is one."""
        if root is None:
            return cls(styles)
        abstract = {one.get(f"{W}abstractNumId", ""): one for one in root.findall(f"{W}abstractNum")}
        return cls(styles, abstract, {one.get(f"{W}numId", ""): one for one in root.findall(f"{W}num")})

    def count(self, properties: Element | None) -> Numbered | None:
        """Return what Word shows before a paragraph of these properties, or nothing where it is in no list."""
        num, depth = self._find(properties)
        abstract = self._abstract_of(num)
        level = self._level(num, depth)
        if abstract is None or level is None:
            return None
        counts = self._counts.setdefault(abstract, {})
        start = self._override(num, depth)
        counts[depth] = level.start if depth not in counts else counts[depth] + 1
        if start is not None and (num, depth) not in self._begun:
            counts[depth] = start
        self._begun.add((num, depth))
        for deeper in [one for one in counts if one > depth and (found := self._level(num, one)) and found.restarts]:
            del counts[deeper]
        return Numbered(self._write(num, level, depth, counts), self._order.setdefault(abstract, len(self._order) + 1))

    def _write(self, num: str, level: _ListLevel, depth: int, counts: dict[int, int]) -> str:
        if level.format == "bullet":
            return "•"

        def fill(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = level if at == depth else self._level(num, at)
            return other.format_number(counts.get(at, other.start), as_decimal=level.is_legal) if other else ""

        return re.sub(r"%([1-9])", fill, level.text[:60]).strip()

    def _find(self, properties: Element | None) -> tuple[str, int]:
        """Return which list a paragraph is in, by its own properties or its style, and how deep."""
        style = value_of(properties, f"{W}pStyle")
        by_style = self.styles.numbering_of(style)
        own = properties.find(f"{W}numPr") if properties is not None else None
        stated = [one for one in (own, by_style) if one is not None]
        nums, depths = _values(stated, f"{W}numId"), _values(stated, f"{W}ilvl")
        num = next(nums, "")
        depth = next(depths, "") or self._depth_of(style, num)
        return num, int(depth) if depth.isdecimal() and len(depth) == 1 else 0

    def _depth_of(self, style: str, num: str) -> str:
        """Return the level of a list that names a style as its own."""
        if (style, num) not in self._places:
            abstract = self._abstract.get(self._abstract_of(num) or "")
            levels = abstract.findall(f"{W}lvl") if abstract is not None and style else []
            named = (level.get(f"{W}ilvl", "") for level in levels if value_of(level, f"{W}pStyle") == style)
            self._places[style, num] = next(named, "")
        return self._places[style, num]

    def _abstract_of(self, num: str) -> str | None:
        """Return the list that a number refers to, also where it only names a style that has it."""
        for _ in range(_LEVELS):
            found = self._nums.get(num)
            name = value_of(found, f"{W}abstractNumId")
            abstract = self._abstract.get(name)
            if found is None or abstract is None:
                return None
            linked = value_of(abstract, f"{W}numStyleLink")
            if not linked:
                return name
            num = next(_values([one for one in [self.styles.numbering_of(linked)] if one is not None], f"{W}numId"), "")
        return None

    def _level(self, num: str, depth: int) -> _ListLevel | None:
        if (num, depth) not in self._levels:
            abstract = self._abstract.get(self._abstract_of(num) or "")
            found = _find_level(self._nums.get(num), f"{W}lvlOverride/{W}lvl", depth)
            found = found if found is not None else _find_level(abstract, f"{W}lvl", depth)
            self._levels[num, depth] = _read_level(found) if found is not None else None
        return self._levels[num, depth]

    def _override(self, num: str, depth: int) -> int | None:
        if (num, depth) not in self._starts:
            override = _find_level(self._nums.get(num), f"{W}lvlOverride", depth)
            start = value_of(override, f"{W}startOverride")
            self._starts[num, depth] = int(start) if start.isdecimal() and int(start[:10]) < _MOST else None
        return self._starts[num, depth]


def _values(stated: list[Element], name: str) -> Iterator[str]:
    for properties in stated:
        found = properties.find(name)
        if found is not None:
            yield found.get(VAL, "")


def _find_level(root: Element | None, path: str, depth: int) -> Element | None:
    found = root.findall(path) if root is not None else []
    return next((level for level in found if level.get(f"{W}ilvl", "0") == str(depth)), None)


def _read_level(level: Element) -> _ListLevel:
    start, restart = value_of(level, f"{W}start"), value_of(level, f"{W}lvlRestart")
    legal = level.find(f"{W}isLgl")
    return _ListLevel(
        int(start) if start.isdecimal() and int(start[:10]) < _MOST else 1,
        value_of(level, f"{W}numFmt") or "decimal",
        value_of(level, f"{W}lvlText"),
        restart != "0",
        legal is not None and is_on(legal),
    )
