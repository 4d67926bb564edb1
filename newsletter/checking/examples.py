"""Publications that hold the example of a rule, and break no other: what its author needs to try it.

Each part of an example is put in the place of the same part of an issue and a ``newsletter.toml`` without fault.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from newsletter.checking.registry import Example
from newsletter.errors import Location
from newsletter.files import Folder

MARK = "@@"
"""What is before the place at fault in a bad example."""

ISSUE_NAME = "issues/2024-03.yaml"
EARLIER_NAME = "issues/2024-02.yaml"

_ISSUE = """\
period: 2024-03
title: News of the month
subject: What happened and what we learned
preheader: The library is open, and the hall opens its doors again.
intro: Welcome.
status: ready
blocks:
  - {type: text, id: hall, title: The hall, body: The hall opens its doors again.}
"""
"""A ready issue that no rule objects to."""

_PUBLICATION = """\
uuid = "3f0c1a52-6f0e-4d8b-9a57-0c5f4f2f7d10"
title = "Digest"
publisher = "Board"
description = "What happened."
base_url = "https://digest.example.org"
unsubscribe_url = "https://digest.example.org/leave"
collection_url = "https://library.example.net/search"
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
"""
"""A publication that no rule objects to."""


@dataclass(frozen=True, slots=True)
class ExampleBase:
    """The issue and the ``newsletter.toml`` that examples change."""

    issue: str = _ISSUE
    publication: str = _PUBLICATION


BASE = ExampleBase()

_YAML_PART = re.compile(r"^(?=\w[\w-]*:)", re.MULTILINE)
_TOML_PART = re.compile(r"^(?=\[|\w+ = )", re.MULTILINE)


def split_yaml(text: str) -> dict[str, str]:
    """Return the top-level keys of an issue, each with what is below it."""
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


def merge_issue(changes: str, base: ExampleBase = BASE) -> str:
    """Return the base's issue with some parts replaced."""
    return "".join((split_yaml(base.issue) | split_yaml(changes)).values())


def merge_publication(changes: str, packs: tuple[str, ...], base: ExampleBase = BASE) -> str:
    """Return the base's ``newsletter.toml`` with some parts replaced, for these packs; keys come before tables."""
    parts = split_toml(base.publication) | split_toml(f"packs = {json.dumps(packs)}\n") | split_toml(changes)
    return "".join(sorted(parts.values(), key=lambda part: part.startswith("[")))


def find_mark(document: str, name: str) -> Location:
    """Return the place that ``@@`` marks; without a mark, the document's beginning."""
    before, mark, _ = document.partition(MARK)
    return Location(name, before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else Location(name, 1, 1)


def write_example(root: Path, example: Example, packs: tuple[str, ...], base: ExampleBase = BASE) -> Location:
    """Write a publication with an example into the folder ``root``, and return the place that the example marks."""
    issue, publication = merge_issue(example.issue, base), merge_publication(example.publication, packs, base)
    files = {
        "newsletter.toml": publication.replace(MARK, "").encode(),
        ISSUE_NAME: issue.replace(MARK, "").encode(),
        **example.make_files(),
    }
    if example.earlier:
        files[EARLIER_NAME] = merge_issue(f"period: 2024-02\n{example.earlier}", base).encode()
    with Folder(root) as folder:
        for name, content in files.items():
            folder.write(name, content, is_durable=False)
    return find_mark(publication, "newsletter.toml") if MARK in publication else find_mark(issue, ISSUE_NAME)
