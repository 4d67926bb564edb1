"""Exceptions from rules: which problems an editor answers for, and which answers no longer match anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsletter.checking.contexts import walk_blocks
from newsletter.checking.registry import find_rules
from newsletter.documents.issue import Issue, Waiver, place_blocks
from newsletter.errors import Problem
from newsletter.loading import LoadedIssue
from newsletter.parsing.document import format_path


@dataclass(frozen=True, slots=True)
class Waived:
    """A problem that an editor answers for."""

    problem: Problem
    reason: str

    def __str__(self) -> str:
        waived = f"{self.problem.place}: waived: {self.problem.rule}: {self.problem.message.rstrip('.')}."
        return f"{waived} Reason given: {self.reason}"


@dataclass(frozen=True, slots=True)
class WaiverResult:
    """What is left of the problems, what an editor answers for, and the waivers by number that were not needed."""

    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...]
    unused: tuple[int, ...]


def apply_waivers(loaded: LoadedIssue, problems: Iterable[Problem]) -> WaiverResult:
    """Take out of an issue's problems those that its waivers cover."""
    issue = loaded.issue
    if not issue.waivers:
        return WaiverResult(tuple(problems), (), ())
    targets = [_find_target(waiver, issue) for waiver in issue.waivers]
    kept: list[Problem] = []
    waived: list[Waived] = []
    gone = {block.id for _, block in place_blocks(issue) if block.is_withdrawn}
    used = {n for n, waiver in enumerate(issue.waivers) if issue.withdrawn or (waiver.block and waiver.block in gone)}
    for problem in problems:
        fitting = [n for n, w in enumerate(issue.waivers) if w.rule == problem.rule and _covers(targets[n], problem)]
        if fitting and _may_waive(problem.rule, loaded.packs):
            waived.append(Waived(problem, issue.waivers[fitting[0]].reason))
            used.update(fitting)
        else:
            kept.append(problem)
    return WaiverResult(tuple(kept), tuple(waived), tuple(n for n in range(len(targets)) if n not in used))


def drop_withdrawn(issue: Issue, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Leave out problems in text that is no longer published: nobody needs to fix those."""
    gone = [format_path(path) for path, block in place_blocks(issue) if block.is_withdrawn]
    for problem in problems:
        is_gone = issue.withdrawn is not None or any(_covers(path, problem) for path in gone)
        if not is_gone or problem.rule.startswith("withdrawn."):
            yield problem


def _find_target(waiver: Waiver, issue: Issue) -> str | None:
    """Return the path a waiver is about, ``None`` where it names a block that is not there."""
    if waiver.block is None:
        return waiver.path or ""
    paths = (format_path(path) for path, block in walk_blocks(issue) if block.id == waiver.block)
    return next(paths, None)


def _covers(target: str | None, problem: Problem) -> bool:
    return target == problem.path or (bool(target) and problem.path.startswith((f"{target}.", f"{target}[")))


def _may_waive(rule_id: str, packs: tuple[str, ...]) -> bool:
    rule = find_rules(packs).get(rule_id)
    return rule is not None and rule.waivable
