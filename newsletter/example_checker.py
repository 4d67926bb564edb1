"""Tries the examples of a pack's rules: each bad one is found by its rule alone, each good one by none.

For the tests of a pack, in whatever distribution it is: ``assert check_examples("recipes") == ()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from newsletter.checker import CheckRequest, check_all
from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.examples import BASE, EARLIER_NAME, ISSUE_NAME, ExampleBase, write_example
from newsletter.checking.registry import Example, Requirement, Rule, find_rules
from newsletter.errors import Location, Problem, Severity
from newsletter.loading import find_issue_names
from newsletter.pipeline import Tools

TODAY = date(2024, 4, 1)
"""The day on which examples are checked."""

_UNTRIED = frozenset({Requirement.WEB, Requirement.SPAM_FILTER, Requirement.DICTIONARY})
"""What rules may need that no example brings with it."""


def check_examples(pack: str, base: ExampleBase = BASE, today: date = TODAY) -> tuple[str, ...]:
    """Return what is wrong with the examples of a pack's rules, a sentence for each fault; nothing is written.

    Rules that need the web, a spam filter or a dictionary are left out. ``base`` is the publication that the examples
    change, if the pack's rules object to the usual one.

    Raises:
        ProblemsFoundError: an example makes a ``newsletter.toml`` that cannot be used.
        PluginError: the pack is not installed, or cannot be used.
    """
    rules = [rule for rule in find_rules((pack,)).values() if rule.pack == pack and rule.needs not in _UNTRIED]
    blank = find_problems(Example(), pack, base, today)[1]
    found = [f"The publication that examples change: {problem}" for problem in blank]
    return (*found, *(fault for rule in rules for fault in _find_faults(rule, pack, base, today)))


def find_problems(
    example: Example, pack: str, base: ExampleBase = BASE, today: date = TODAY
) -> tuple[Location, tuple[Problem, ...]]:
    """Return the place that an example marks, and all that ``newsletter check`` finds in it."""
    with TemporaryDirectory() as name:
        root = Path(name)
        place = write_example(root, example, (pack,), base)
        names = tuple(one for one in (EARLIER_NAME, ISSUE_NAME) if one in find_issue_names(root))
        tools = Tools(link_index=LinkIndex(root, names))
        return place, check_all(CheckRequest(root, today, (ISSUE_NAME,), tools)).problems


def _find_faults(rule: Rule[Any], pack: str, base: ExampleBase, today: date) -> Iterator[str]:
    if not rule.reason:
        yield f"{rule.id} has no docstring: editors read there why it is a rule."
    place, problems = find_problems(rule.bad, pack, base, today)
    yield from _judge_bad_example(rule, place, problems)
    for problem in find_problems(rule.good, pack, base, today)[1]:
        yield f"{rule.id}: the good example breaks {problem.rule}: {problem}"
    draft = replace(rule.bad, issue=f"status: draft\n{rule.bad.issue}")
    stopped = [one for one in find_problems(draft, pack, base, today)[1] if one.severity is Severity.ERROR]
    if rule.severity is Severity.UNFINISHED and stopped:
        yield f"{rule.id}: what is unfinished stops a draft: {stopped[0]}"


def _judge_bad_example(rule: Rule[Any], place: Location, problems: tuple[Problem, ...]) -> Iterator[str]:
    own = [problem for problem in problems if problem.rule == rule.id]
    yield from (
        f"{rule.id}: the bad example breaks {problem.rule} too: {problem}" for problem in problems if problem not in own
    )
    if not own:
        yield f"{rule.id}: the bad example does not break it."
    elif own[0].place != place:
        yield f"{rule.id}: the bad example breaks it at {own[0].place}, and marks {place}."
    yield from (f"{rule.id} does not say what to do: give its Violation a hint." for problem in own if not problem.hint)
