"""Documents that no rule objects to, with the parts of an example in the place of theirs; ``@@`` marks a place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from newsletter.checker import CheckRequest, check_all
from newsletter.checking import check_issue, check_publication, examples
from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.analysis.spam_filter import SpamScore
from newsletter.checking.examples import (
    BASE,
    EARLIER_NAME,
    ISSUE_NAME,
    MARK,
    ExampleBase,
    merge_issue,
    merge_publication,
)
from newsletter.checking.registry import Example
from newsletter.errors import Location, Problem
from newsletter.loading import LoadedPublication, load_publication, parse_issue
from newsletter.pipeline import Tools
from tests.packs import PACKS

TODAY = date(2024, 4, 1)

ISSUE = """\
period: 2024-03
title: News of the month
subject: What happened and what we learned
preheader: One review is out, and the hall opens its doors again.
intro: Welcome.
status: ready
blocks:
  - type: case_review
    id: child-a
    title: Child A
    review_type: lcspr
    summary: A visit was missed.
    learning: {items: [Listening to the child]}
"""
"""A ready issue that no rule objects to."""

PUBLICATION = f"""\
{BASE.publication}\
[themes.neglect]
label = "Neglect"
facet = "harm"
aliases = ["carelessness"]
content_note = "the neglect of children"
[themes.workforce]
label = "Workforce"
facet = "system"
"""
"""A publication with themes that no rule objects to."""

WITH_PACKS = ExampleBase(ISSUE, PUBLICATION)


def write_issue(changes: str, packs: tuple[str, ...] = PACKS) -> str:
    """Put an issue together, the parts that an example has in the place of those that no rule objects to."""
    return merge_issue(changes, WITH_PACKS if packs else BASE)


def write_publication(changes: str, packs: tuple[str, ...] = PACKS) -> str:
    """Put a publication together in the same way, keys before tables."""
    return merge_publication(changes, packs, WITH_PACKS if packs else BASE)


def write_example(folder: Path, example: Example, packs: tuple[str, ...] = PACKS) -> Location:
    """Write a publication that holds an example, and return the place that it marks."""
    return examples.write_example(folder, example, packs, WITH_PACKS if packs else BASE)


def judge_by_pills(message: bytes) -> SpamScore:
    """Judge a message as a spam filter does that has read about pills, and about nothing else."""
    return SpamScore(9.5, 5.0, ("DRUGS",)) if b"pills" in message else SpamScore(0.1, 5.0, ())


def inspect_example(
    folder: Path, example: Example, today: date = TODAY, web: Web | None = None, packs: tuple[str, ...] = PACKS
) -> tuple[Problem, ...]:
    """Return all that ``newsletter check`` finds in an example's issue and publication; no dictionary but its own."""
    write_example(folder, example, packs)
    names = tuple(name for name in (EARLIER_NAME, ISSUE_NAME) if (folder / name).exists())
    tools = Tools((), LinkIndex(folder, names), judge_by_pills, web)
    return check_all(CheckRequest(folder, today, (ISSUE_NAME,), tools)).problems


def inspect_issue(folder: Path, changes: str) -> tuple[Problem, ...]:
    """Return all that ``newsletter check`` finds in an issue some parts of which are replaced."""
    return inspect_example(folder, Example(issue=changes))


def load_changed_publication(folder: Path, changes: str) -> LoadedPublication:
    """Load the publication with some parts replaced."""
    (folder / "newsletter.toml").write_text(write_publication(changes).replace(MARK, ""), encoding="utf-8")
    return load_publication(folder)


def check_changed_issue(folder: Path, changes: str, name: str = ISSUE_NAME, publication: str = "") -> list[Problem]:
    """Apply what a build applies to the issue with some parts replaced, and so the publication."""
    loaded = parse_issue(write_issue(changes).replace(MARK, "").encode(), name, PACKS)
    return list(check_issue(loaded, load_changed_publication(folder, publication).publication))


def check_changed_publication(folder: Path, changes: str, today: date = TODAY) -> list[Problem]:
    """Apply what a build applies to the publication with some parts replaced."""
    loaded = load_changed_publication(folder, changes)
    return list(check_publication(loaded, today, folder))
