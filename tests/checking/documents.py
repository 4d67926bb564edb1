"""Documents that no rule objects to, with the parts of an example in the place of theirs; ``@@`` marks a place."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from textwrap import dedent

from newsletter.checker import CheckRequest, check_all
from newsletter.checking import check_issue, check_publication
from newsletter.checking.analysis.link_checker import Web
from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.analysis.spam_filter import SpamScore
from newsletter.checking.registry import Example
from newsletter.errors import Location, Problem
from newsletter.loading import LoadedPublication, load_publication, parse_issue
from newsletter.pipeline import Tools
from tests.packs import PACKS

MARK = "@@"
TODAY = date(2024, 4, 1)
ISSUE_NAME = "issues/2024-03.yaml"
EARLIER_NAME = "issues/2024-02.yaml"

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

TEXT_ISSUE = """\
period: 2024-03
title: News of the month
subject: What happened and what we learned
preheader: The library is open, and the hall opens its doors again.
intro: Welcome.
status: ready
blocks:
  - {type: text, id: hall, title: The hall, body: The hall opens its doors again.}
"""
"""A ready issue of a publication without packs that no rule objects to."""

PUBLICATION = """\
uuid = "3f0c1a52-6f0e-4d8b-9a57-0c5f4f2f7d10"
title = "Digest"
publisher = "Board"
description = "What happened."
base_url = "https://digest.example.org"
unsubscribe_url = "https://digest.example.org/leave"
collection_url = "https://reviews.example.net/search"
[house_dictionary]
"re-launch" = "relaunch"
"Covid-19" = "COVID-19"
[sender]
name = "Digest"
email = "digest@example.org"
address = "1 Quay Street"
[palette.light]
page = "#ffffff"
paper = "#ffffff"
text = "#222222"
muted = "#555555"
accent = "#0f5866"
on_accent = "#ffffff"
rule = "#cccccc"
note = "#eeeeee"
[palette.dark]
page = "#111111"
paper = "#222222"
text = "#eeeeee"
muted = "#bbbbbb"
accent = "#86cdd1"
on_accent = "#111111"
rule = "#555555"
note = "#333333"
[[support_contacts]]
id = "helpline"
name = "Helpline"
phone = "116 000"
checked = 2024-03-01
[themes.neglect]
label = "Neglect"
facet = "harm"
aliases = ["carelessness"]
content_note = "the neglect of children"
[themes.workforce]
label = "Workforce"
facet = "system"
"""
"""A publication that no rule objects to."""

_YAML_PART = re.compile(r"^(?=\w[\w-]*:)", re.MULTILINE)
_TOML_PART = re.compile(r"^(?=\[|\w+ = )", re.MULTILINE)


def split_yaml(text: str) -> dict[str, str]:
    """Return the top-level keys of an issue, each with what stands below it."""
    return {part.partition(":")[0]: part for part in _YAML_PART.split(dedent(text)) if part.strip()}


def split_toml(text: str) -> dict[str, str]:
    """Return the top-level keys and tables of a publication; a list of tables is one part."""
    parts: dict[str, str] = {}
    table = ""
    for part in _TOML_PART.split(dedent(text)):
        if part.startswith("["):
            table = part.partition("]")[0].strip("[")
        name = table or part.partition(" =")[0]
        parts[name] = parts.get(name, "") + part
    return {name: part for name, part in parts.items() if name.strip()}


def write_issue(changes: str, packs: tuple[str, ...] = PACKS) -> str:
    """Put an issue together, the parts that an example has in the place of those that no rule objects to."""
    return "".join((split_yaml(ISSUE if packs else TEXT_ISSUE) | split_yaml(changes)).values())


def write_publication(changes: str, packs: tuple[str, ...] = PACKS) -> str:
    """Put a publication together in the same way, keys before tables."""
    base = PUBLICATION if packs else PUBLICATION.partition("[themes.")[0]
    parts = split_toml(base) | split_toml(f"packs = {json.dumps(packs)}\n") | split_toml(changes)
    return "".join(sorted(parts.values(), key=lambda part: part.startswith("[")))


def find_mark(document: str, name: str) -> Location:
    """Return the place that ``@@`` marks; without a mark, the document's beginning."""
    before, mark, _ = document.partition(MARK)
    return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else Location(name, 1, 1)


def write_example(folder: Path, example: Example, packs: tuple[str, ...] = PACKS) -> Location:
    """Write a publication that holds an example, and return the place that it marks."""
    issue, publication = write_issue(example.issue, packs), write_publication(example.publication, packs)
    (folder / "issues").mkdir(exist_ok=True)
    (folder / ISSUE_NAME).write_text(issue.replace(MARK, ""), encoding="utf-8")
    (folder / "newsletter.toml").write_text(publication.replace(MARK, ""), encoding="utf-8")
    if example.earlier:
        (folder / EARLIER_NAME).write_text(write_issue(f"period: 2024-02\n{example.earlier}", packs), encoding="utf-8")
    for name, content in example.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    if MARK in publication:
        return find_mark(publication, "newsletter.toml")
    return find_mark(issue, ISSUE_NAME)


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
