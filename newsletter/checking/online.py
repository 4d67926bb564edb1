"""Rules that ask the web, and what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

from newsletter.checking.analysis.link_status import Outcome
from newsletter.checking.contexts import Reading
from newsletter.checking.registry import Decorator, Example, Rule, Traits, Weight, register


@dataclass(frozen=True, slots=True)
class Followed:
    """An issue, and what became of each address in it."""

    reading: Reading
    outcomes: Mapping[str, Outcome]


ONLINE_RULES: dict[str, Rule[Followed]] = {}


def online_rule(rule_id: str, weight: Weight, *, bad: str, good: str, **traits: Unpack[Traits]) -> Decorator[Followed]:
    """Make a function a rule about links that were followed; in examples, ``/gone`` answers 404."""
    return register(ONLINE_RULES, (rule_id, weight), (Example(issue=bad), Example(issue=good)), traits)
