"""Texts that a regular expression may take too long over, derived from the expression itself.

For each part that repeats, there is what comes before it, its own words again and again, and an end that does not fit;
and the beginning of the expression again and again, where what is sought may begin but never ends.
"""

from __future__ import annotations

import itertools
import re
import re._parser as sre  # type: ignore[import-not-found]  # re's own parser, which typeshed does not know
from collections.abc import Iterator
from typing import Any

from tests.growth.patterns import find_uses
from tests.growth.seeds import SEEDS
from tests.growth.seeds import Seed as Attack

_TRIED = " \ta0A-.,:;/*_`'\"<>[](){}#=+&|\n\r\\%@~\u2019é"
_ENDS = ("", "\0", "!", "a ", "\n\n")
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
_OFTEN = 8
"""Repeats of up to so many are taken for words, not for what goes on and on."""


def derive_attacks(pattern: re.Pattern[Any]) -> list[Attack]:
    """Return what to try on a pattern, each once."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    tree = sre.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    found = [*_attack_starts(list(tree)), *_attack_repeats(list(tree), "")]
    return list(dict.fromkeys(attack for attack in found if attack[1]))


def _attack_starts(items: list[Any]) -> Iterator[Attack]:
    """Repeat the first parts of what is sought: one, two, and so on, so that it begins everywhere and ends nowhere."""
    for branch in _spread(items):
        for count in range(1, min(len(branch), 12) + 1):
            for words in set(_samples(branch[:count], 3)):
                yield from (("", words, end) for end in ("", "\0"))
                yield ("x", words[:-1], "")


def _spread(items: list[Any]) -> Iterator[list[Any]]:
    """Yield the alternatives of an expression at its outermost level, each with what follows it."""
    for at, (kind, value) in enumerate(items):
        if kind is sre.BRANCH:
            for choice in value[1][:20]:
                yield from (list(choice) + items[at + 1 :] if at == 0 else items[:at] + list(choice) + items[at + 1 :],)
            return
        if kind is sre.SUBPATTERN and at == 0 and len(list(value[3])) == 1 and next(iter(value[3]))[0] is sre.BRANCH:
            for choice in next(iter(value[3]))[1][1][:20]:
                yield list(choice) + items[1:]
            return
    yield items


def _attack_repeats(items: list[Any], before: str) -> Iterator[Attack]:
    for at, (kind, value) in enumerate(items):
        head = before + _first(items[:at])
        for inner in _inside(kind, value):
            yield from _attack_repeats(list(inner), head)
        if kind in _REPEATS and value[1] > _OFTEN:
            rest = _first(items[at + 1 : at + 2])
            for words in set(_samples(list(value[2]), 6)):
                yield from ((head, words, end) for end in _ENDS)
                yield ("", head + words, "")
                yield (head, words + rest[:-1], "\0")
                yield (head, words + rest, "\0")
                yield (head, words + rest, "!")


def _inside(kind: Any, value: Any) -> Any:  # noqa: ANN401  # what re parses is not typed
    if kind is sre.BRANCH:
        return value[1]
    if kind is sre.SUBPATTERN:
        return [value[3]]
    if kind in _REPEATS:
        return [value[2]]
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return [value[1]] if value[0] > 0 else []
    return [value] if kind is sre.ATOMIC_GROUP else []


def _first(items: list[Any]) -> str:
    return next(iter(_samples(items, 1)), "")


def _samples(items: list[Any], limit: int) -> list[str]:
    """Return some texts that match."""
    parts = [_sample(kind, value, limit) or [""] for kind, value in items]
    return ["".join(chosen) for chosen in itertools.islice(itertools.product(*parts), limit * 3)][: limit * 3]


def _sample(kind: Any, value: Any, limit: int) -> list[str]:  # noqa: ANN401, PLR0911  # what re parses is not typed, and of eight kinds
    if kind is sre.LITERAL:
        return [chr(value)]
    if kind is sre.NOT_LITERAL:
        return [c for c in _TRIED if c != chr(value)][:limit]
    if kind is sre.ANY:
        return ["a", " ", "-"][:limit]
    if kind is sre.IN:
        return _choose(value, limit)
    if kind in _REPEATS:
        inner = _samples(list(value[2]), limit)
        return [text * max(value[0], 1) for text in inner] + ([""] if value[0] == 0 else [])
    if kind is sre.BRANCH:
        return [text for choice in value[1][:20] for text in _samples(list(choice), 1)]
    if kind is sre.SUBPATTERN:
        return _samples(list(value[3]), limit)
    return _samples(list(value), limit) if kind is sre.ATOMIC_GROUP else [""]


def _choose(items: list[Any], limit: int) -> list[str]:
    """Return characters of a class, those first that mean something elsewhere."""
    known = re.compile(_write_class(items))
    chosen = [character for character in _TRIED if known.fullmatch(character)]
    return (chosen or [chr(n) for n in range(0x3000) if known.fullmatch(chr(n))])[: 2 * limit]


def _write_class(items: list[Any]) -> str:
    """Write a parsed class as an expression again."""
    categories = {
        sre.CATEGORY_SPACE: r"\s", sre.CATEGORY_NOT_SPACE: r"\S", sre.CATEGORY_DIGIT: r"\d",
        sre.CATEGORY_NOT_DIGIT: r"\D", sre.CATEGORY_WORD: r"\w", sre.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    written = "["
    for kind, value in items:
        if kind is sre.NEGATE:
            written += "^"
        elif kind is sre.LITERAL:
            written += re.escape(chr(value))
        elif kind is sre.RANGE:
            written += f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}"
        elif kind is sre.CATEGORY:
            written += categories[value]
    return written + "]"


def print_missing() -> None:
    """Print a line for each pattern that has none in the list."""
    for name, use in find_uses().items():
        if name not in SEEDS:
            derived = [attack for pattern in use.patterns for attack in derive_attacks(pattern)]
            print(f'    "{name}": {derived[:1] or [("", "a ", "")]},')  # noqa: T201  # a tool for whoever adds a pattern


if __name__ == "__main__":
    print_missing()
