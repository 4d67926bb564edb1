"""The style sheets of a page, as far as they say whether words are seen, struck out or emphasised.

Selectors of names, classes and ids are understood, one within another; those with states or attributes are left alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

LONGEST = 1_000_000
"""Characters of style sheets that are read; an exported newsletter has about 20,000."""

_DEEPEST = 20
"""How deep rules are nested, and how many steps a selector has, before it is passed over."""

_SCREEN = 1280
"""Pixels: the width of the window in which a page is read."""

_USEFUL = frozenset(
    {
        *(
            "display",
            "visibility",
            "opacity",
            "mso-hide",
            "color",
            "content-visibility",
            "clip",
            "clip-path",
            "overflow",
        ),
        *("position", "left", "top", "text-indent", "margin-left", "margin-top", "height", "max-height", "width"),
        *("max-width", "font", "font-size", "font-weight", "font-style", "text-decoration", "text-decoration-line"),
        *("vertical-align", "list-style", "list-style-type"),
    }
)
_SIMPLE = re.compile(r"(?P<tag>[a-zA-Z][\w-]*|\*)?(?P<names>(?:[.#][\w-]+)*)")
_FEATURE = re.compile(r"\((?P<bound>min|max)-(?:device-)?width\s*:\s*(?P<size>\d{1,5})(?:\.\d+)?px\s*\)")
_MEDIUM = re.compile(r"(?:only\s+)?(?:screen|all)")


@dataclass(frozen=True, slots=True)
class ElementNames:
    """What a selector can ask of an element."""

    tag: str
    id: str = ""
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Step:
    """One element that a selector asks for, and whether the one before it is directly above."""

    names: ElementNames
    is_child: bool

    def fits(self, element: ElementNames) -> bool:
        asked = self.names
        return (
            asked.tag in {"*", element.tag}
            and (not asked.id or asked.id == element.id)
            and asked.classes <= element.classes
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    weight: tuple[int, int, int, int]
    steps: tuple[_Step, ...]
    declarations: Declarations


@dataclass(slots=True)
class StyleSheet:
    """All rules of a page, by what their last step asks for."""

    _rules: dict[str, list[_Rule]] = field(default_factory=lambda: defaultdict(list))
    _count: int = 0
    tried: int = 0
    """How often a rule was held against an element."""

    def add(self, css: str) -> None:
        """Add the rules of one ``style`` element."""
        for selectors, block in _divide(strip_comments(css[:LONGEST])):
            declarations = {name: value for name, value in read_declarations(block).items() if name in _USEFUL}
            for selector in selectors.split(",") if declarations else ():
                if steps := _read_selector(selector):
                    self._count += 1
                    self._rules[_key_of(steps[-1].names)].append(
                        _Rule((*_weigh(steps), self._count), steps, declarations)
                    )

    def declarations_for(self, path: Sequence[ElementNames]) -> Declarations:
        """Return what the rules say of the last element of a path, the first being the page's own."""
        element = path[-1]
        keys = ("*", element.tag, *(f".{name}" for name in element.classes), f"#{element.id}")
        rules = [rule for key in keys for rule in self._rules.get(key, ())]
        self.tried += len(rules)
        declarations: Declarations = {}
        for rule in sorted((rule for rule in rules if _applies(rule.steps, path)), key=lambda rule: rule.weight):
            merge(declarations, rule.declarations)
        return declarations


def _key_of(names: ElementNames) -> str:
    return f"#{names.id}" if names.id else f".{min(names.classes)}" if names.classes else names.tag


def _divide(css: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and block of each rule that holds on a wide screen."""
    start, around = 0, list[str]()
    for found in re.finditer(r"[{}]", css):
        content = css[start : found.start()]
        start = found.end()
        if found[0] == "{" and len(around) < _DEEPEST:
            around.append(re.sub(r"<!--|-->", " ", content.rpartition(";")[2]).strip())
        elif found[0] == "}" and around:
            selectors = around.pop()
            if not selectors.startswith("@") and all(_holds(prelude) for prelude in around):
                yield selectors, content


def _holds(prelude: str) -> bool:
    """Return whether the at-rule around a rule lets it apply: a condition that a wide screen meets."""
    name, _, condition = prelude.lower().partition(" ")
    if name in {"@supports", "@layer"}:
        return not condition.startswith("not")
    return name == "@media" and any(_fits_screen(query.strip()) for query in condition.split(","))


def _fits_screen(query: str) -> bool:
    return all(_MEDIUM.fullmatch(part) or _fits_width(part) for part in re.split(r"(?<!\s)\s+and\s+", query))


def _fits_width(part: str) -> bool:
    found = _FEATURE.fullmatch(part)
    if not found:
        return False
    size = int(found["size"])
    return size <= _SCREEN if found["bound"] == "min" else size >= _SCREEN


def _read_selector(selector: str) -> tuple[_Step, ...]:
    """Return the steps of a selector, or none where it asks for what is not looked at here."""
    steps, is_child = list[_Step](), False
    for word in selector.replace(">", " > ").split():
        found = _SIMPLE.fullmatch(word)
        if word == ">":
            is_child = True
            continue
        if not found or not word:
            return ()
        steps.append(_Step(_read_names(found), is_child))
        is_child = False
    return tuple(steps[-_DEEPEST:]) if len(steps) <= _DEEPEST else ()


def _read_names(found: re.Match[str]) -> ElementNames:
    names = re.findall(r"[.#][\w-]+", found["names"])
    ids = [name[1:] for name in names if name[0] == "#"]
    classes = frozenset(name[1:] for name in names if name[0] == ".")
    return ElementNames((found["tag"] or "*").lower(), ids[0] if ids else "", classes)


def _weigh(steps: tuple[_Step, ...]) -> tuple[int, int, int]:
    """Return how specific a selector is (Selectors 4, section 17)."""
    names = [step.names for step in steps]
    return (
        sum(bool(name.id) for name in names),
        sum(len(name.classes) for name in names),
        sum(name.tag != "*" for name in names),
    )


def _applies(steps: tuple[_Step, ...], path: Sequence[ElementNames]) -> bool:
    """Return whether a selector fits the last element of a path; ancestors are taken from the innermost on."""
    if not steps[-1].fits(path[-1]):
        return False
    at, must_be_next = len(path) - 2, steps[-1].is_child
    for step in reversed(steps[:-1]):
        while at >= 0 and not step.fits(path[at]):
            if must_be_next:
                return False
            at -= 1
        if at < 0:
            return False
        at, must_be_next = at - 1, step.is_child
    return True


_LONGEST_STYLE = 20_000
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
    for found in _DECLARATION.finditer(strip_comments(style[:_LONGEST_STYLE])):
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
