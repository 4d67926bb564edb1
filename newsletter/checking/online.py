"""Rules that ask the web, and what they are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Unpack

from newsletter.checking.analysis.link_status import Outcome
from newsletter.checking.contexts import IssueContext
from newsletter.checking.registry import Decorator, Example, Rule, Traits, register
from newsletter.errors import Severity


@dataclass(frozen=True, slots=True)
class LinkContext:
    """An issue, and what became of each address in it."""

    issue_context: IssueContext
    outcomes: Mapping[str, Outcome]


ONLINE_RULES: dict[str, Rule[LinkContext]] = {}


def online_rule(
    rule_id: str, severity: Severity, *, bad: str, good: str, **traits: Unpack[Traits]
) -> Decorator[LinkContext]:
    """Make a function a rule about links that were followed; in examples, ``/gone`` answers 404."""
    return register(ONLINE_RULES, (rule_id, severity), (Example(issue=bad), Example(issue=good)), traits)
