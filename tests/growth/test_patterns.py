"""No regular expression of the package takes more than linear time, whatever it is given.

Time is measured here, but only its growth is asked for: the same holds on a slow machine and a busy one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.growth.attacks import derive_attacks
from tests.growth.growing import TOO_MUCH, find_growth, grows_too_much
from tests.growth.patterns import Use, find_uses, run
from tests.growth.seeds import SEEDS, Seed
from tests.matrix import nightly, spread

SAFE = {
    "importing.sources.html:_TAG",
    "parsing.toml_tokens:BLANK",
    "parsing.yaml_events:_SKIPPED",
}
"""Each round of these ends well or does not begin."""

_HOW_TO_LIST = "python -m tests.growth.attacks prints the lines for tests/growth/seeds.py"


def test_every_pattern_is_listed_with_the_text_that_is_worst_for_it() -> None:
    """A new pattern without one fails here."""
    assert SEEDS.keys() - find_uses().keys() == set(), "these are in the package no more"
    assert find_uses().keys() - SEEDS.keys() == set(), _HOW_TO_LIST


@pytest.mark.slow
@pytest.mark.parametrize("module", sorted({name.partition(":")[0] for name in SEEDS}))
def test_twice_the_text_takes_no_more_than_twice_the_time(module: str) -> None:
    """Each pattern is run on its worst text as its module runs it."""
    uses = {name: use for name, use in find_uses().items() if name.partition(":")[0] == module}
    grown = {
        (name, pattern.pattern, seed)
        for name, use in uses.items()
        for pattern in use.patterns
        for seed in SEEDS.get(name, [])
        if grows_too_much(_repeat(use, pattern, seed))
    }
    assert grown == set()


def _repeat(use: Use, pattern: re.Pattern[Any], seed: Seed) -> Callable[[int], Callable[[], object]]:
    before, repeated, after = seed

    def make(size: int) -> Callable[[], object]:
        text = before + repeated * (size // len(repeated) + 1) + after
        given = text if isinstance(pattern.pattern, str) else text.encode()
        return lambda: run(pattern, use.methods, given)

    return make


@pytest.mark.slow
@pytest.mark.parametrize("most", [1, pytest.param(None, marks=nightly)])
@pytest.mark.parametrize("name", sorted(SEEDS))
def test_no_text_that_can_be_derived_from_a_pattern_takes_it_long(name: str, most: int | None) -> None:
    """The listed text may not be the worst: these are all that the pattern itself suggests, or the first of them."""
    use = find_uses()[name]
    assert {
        (pattern.pattern, attack)
        for pattern in use.patterns
        for attack in spread(derive_attacks(pattern), most)
        if grows_too_much(_repeat(use, pattern, attack), largest=8_000)
    } == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pattern", "seed"),
    [
        (r"<a[^>]*>", ("", "<a", "")),
        (r"\s*(<!--.*?-->\s*)*<p", ("", "<!---->", "<q")),
        (r"(?:[a-z-]+)\s*:", ("", "-", "")),
    ],
)
def test_a_pattern_that_takes_too_long_is_found(pattern: str, seed: Seed) -> None:
    """What the tests above would say of patterns as there were."""
    use = Use("", "", frozenset({"search"}))
    make = _repeat(use, re.compile(pattern), seed)
    assert any(find_growth(make) >= TOO_MUCH for _ in range(3))


def test_no_group_that_may_fail_half_way_is_possessive() -> None:
    """Python 3.11.2 goes on from where the last, failed round of such a group had got to (mended in later ones)."""
    possessive, sets = re.compile(r"(?<!\\)\)(?:[*+?]|\{[0-9,]+\})\+"), re.compile(r"\[(?:\\.|[^\]\\])*\]")
    texts = {(name, str(pattern.pattern)) for name, use in find_uses().items() for pattern in use.patterns}

    assert {name for name, text in texts if possessive.search(sets.sub("x", text))} <= SAFE
