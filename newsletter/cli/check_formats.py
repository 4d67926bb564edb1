"""Formats of ``newsletter check``: text for people, JSON, commands for GitHub Actions, and SARIF."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import groupby
from typing import Any
from urllib.parse import quote

import click

from newsletter import __version__
from newsletter.checker import CheckResult
from newsletter.cli.console import describe_problem
from newsletter.cli.terminal import clean_line
from newsletter.errors import Problem, Severity

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def write_text(result: CheckResult) -> str:
    """Say it to people: of each rule why, what to write instead, and where; then what was waived, and the sum."""
    pieces = [_tell(rule, problems) for rule, problems in _group(result.problems)]
    pieces += [f"{clean_line(str(waived))}\n" for waived in result.waived]
    pieces += [f"Note: {clean_line(note)}\n" for note in result.notes]
    return "\n".join([*pieces, _sum_up(result)])


def _group(problems: Iterable[Problem]) -> list[tuple[str, list[Problem]]]:
    """Sort problems by their rule: rules that were broken by an error first, then in the order of the document."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.rule, []).append(problem)
    return sorted(groups.items(), key=lambda group: all(p.severity is not Severity.ERROR for p in group[1]))


def _tell(rule: str, problems: list[Problem]) -> str:
    lines = [click.style(f"[{rule}]", bold=True)]
    lines += [f"    Why: {why}" for why in dict.fromkeys(problem.why for problem in problems) if why]
    for hint, same in groupby(problems, key=lambda problem: problem.hint):
        lines += [f"    Instead: {clean_line(hint)}"] if hint else []
        lines += [_place(problem) for problem in same]
    return "\n".join(lines) + "\n"


def _place(problem: Problem) -> str:
    about = f"{problem.path}: " if problem.path else ""
    line = f"{problem.place}: {problem.severity}: {about}{_end(problem.message)}"
    return click.style(clean_line(line), fg="red" if problem.severity is Severity.ERROR else "yellow")


def _end(message: str) -> str:
    return message if message.endswith((".", "?", "!")) else f"{message}."


def _sum_up(result: CheckResult) -> str:
    counts = [_count(result.count(severity), severity) for severity in (Severity.ERROR, Severity.WARNING)]
    waived = f", {len(result.waived)} waived" if result.waived else ""
    issues = f"{result.checked} {'issue' if result.checked == 1 else 'issues'}"
    return click.style(f"{issues} checked: {', '.join(counts)}{waived}.\n", bold=True)


def _count(number: int, severity: Severity) -> str:
    return f"{number} {severity}{'' if number == 1 else 's'}"


def write_json(result: CheckResult) -> str:
    """Say it to programs."""
    data = {
        "checked": result.checked,
        "problems": [describe_problem(problem) for problem in result.problems],
        "waived": [describe_problem(waived.problem) | {"reason": waived.reason} for waived in result.waived],
        "notes": list(result.notes),
    }
    return json.dumps(data, indent=2) + "\n"


def write_github(result: CheckResult) -> str:
    """Say it to GitHub Actions, as workflow commands that become notes on the lines of a pull request."""
    lines = [_annotate(problem) for problem in result.problems]
    lines += [f"::notice title=newsletter::{_escape(note)}" for note in [*map(str, result.waived), *result.notes]]
    return "".join(f"{line}\n" for line in lines)


def _annotate(problem: Problem) -> str:
    place = problem.place
    known = {"file": place.file, "line": place.line or "", "col": place.column or "", "title": problem.rule}
    named = ",".join(f"{key}={_escape_property(str(value))}" for key, value in known.items() if value)
    sentences = [_end(problem.message), f"Why: {problem.why}" if problem.why else "", problem.hint]
    return f"::{problem.severity} {named}::{_escape(chr(10).join(filter(None, sentences)))}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")


def write_sarif(result: CheckResult) -> str:
    """Format as SARIF 2.1.0 (OASIS), which code hosts and editors show. A waived problem is a suppressed result."""
    problems = [*result.problems, *(waived.problem for waived in result.waived)]
    results = [_describe_result(problem) for problem in result.problems]
    results += [
        _describe_result(waived.problem)
        | {"suppressions": [{"kind": "inSource", "status": "accepted", "justification": waived.reason}]}
        for waived in result.waived
    ]
    reasons = {problem.rule: problem.why for problem in problems}
    driver = {
        "name": "newsletter",
        "version": __version__,
        "rules": [_describe_rule(rule_id, why) for rule_id, why in sorted(reasons.items())],
    }
    notes = [{"level": "note", "message": {"text": note}} for note in result.notes]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _describe_rule(rule_id: str, why: str) -> dict[str, Any]:
    """Describe a rule with all that code hosts show of one; ``help`` is what they ask for (SARIF 2.1.0, 3.49)."""
    reason = why or "A document must be readable before it can be judged."
    more = f"To see a bad and a good example: newsletter rules {rule_id}" if why else "The message says what to write."
    return {
        "id": rule_id,
        "shortDescription": {"text": _first_sentence(reason)},
        "fullDescription": {"text": reason},
        "help": {"text": f"{reason} {more}"},
    }


def _first_sentence(text: str) -> str:
    return f"{text.partition('. ')[0].rstrip('.')}."


def _describe_result(problem: Problem) -> dict[str, Any]:
    place = problem.place
    column = {"startColumn": place.column} if place.line and place.column else {}
    region = {"startLine": place.line or 1} | column  # what is about a whole file is shown above it
    physical = {"artifactLocation": {"uri": quote(place.file)}, "region": region}
    return {
        "ruleId": problem.rule,
        "level": problem.severity.value,
        "message": {"text": f"{_end(problem.message)} {problem.hint}".strip()},
        "locations": [{"physicalLocation": physical}],
    }


def place_under(folder: str, result: CheckResult) -> CheckResult:
    """Name files as they are seen from above the publication's folder: a code host knows them by that name alone."""
    waived = tuple(replace(one, problem=_place_under(folder, one.problem)) for one in result.waived)
    problems = tuple(_place_under(folder, problem) for problem in result.problems)
    return replace(result, problems=problems, waived=waived)


def _place_under(folder: str, problem: Problem) -> Problem:
    return replace(problem, place=replace(problem.place, file=f"{folder}{problem.place.file}"))


WRITERS: dict[str, Callable[[CheckResult], str]] = {
    "text": write_text,
    "json": write_json,
    "github": write_github,
    "sarif": write_sarif,
}
