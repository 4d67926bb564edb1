"""Small documents for rules: a blameless issue and publication, with a part replaced; ``@@`` marks a place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

from newsletter.checking import check_issue, check_publication
from newsletter.errors import Place, Problem
from newsletter.loading import parse_issue
from newsletter.settings import LoadedPublication, load_publication

MARK = "@@"
TODAY = date(2024, 4, 1)
ISSUE_NAME = "issues/2024-03.yaml"

ISSUE = {
    "period": "period: 2024-03",
    "title": "title: News of the month",
    "subject": "subject: What happened",
    "preheader": "preheader: And what follows",
    "intro": "intro: Welcome.",
    "status": "status: ready",
    "blocks": """
        blocks:
          - type: case_review
            id: child-a
            title: Child A
            review_type: lcspr
            summary: What happened.
            learning: {items: [Listen]}
    """,
}
"""The parts of a ready issue that no rule objects to."""

PUBLICATION = {
    "head": """
        uuid = "3f0c1a52-6f0e-4d8b-9a57-0c5f4f2f7d10"
        title = "Digest"
        publisher = "Board"
        description = "What reviews found."
        base_url = "https://digest.example.org"
        collection_url = "https://reviews.example.net/search"
        [house_dictionary]
        "re-launch" = "relaunch"
        "Covid-19" = "COVID-19"
        [sender]
        name = "Digest"
        email = "digest@example.org"
        address = "1 Quay Street"
    """,
    "light": """
        [palette.light]
        page = "#ffffff"
        paper = "#ffffff"
        text = "#222222"
        muted = "#555555"
        accent = "#0f5866"
        on_accent = "#ffffff"
        rule = "#cccccc"
        note = "#eeeeee"
    """,
    "dark": """
        [palette.dark]
        page = "#111111"
        paper = "#222222"
        text = "#eeeeee"
        muted = "#bbbbbb"
        accent = "#86cdd1"
        on_accent = "#111111"
        rule = "#555555"
        note = "#333333"
    """,
    "contacts": """
        [[support_contacts]]
        id = "helpline"
        name = "Helpline"
        phone = "116 000"
        checked = 2024-03-01
    """,
    "themes": """
        [themes.neglect]
        label = "Neglect"
        facet = "harm"
        aliases = ["carelessness"]
        [themes.workforce]
        label = "Workforce"
        facet = "system"
    """,
}
"""The parts of a publication that no rule objects to."""


def write_document(parts: dict[str, str], changes: dict[str, str]) -> str:
    """Put a document together, some of its parts replaced or left out where they are empty."""
    return "\n".join(dedent(part).strip("\n") for part in (parts | changes).values() if part) + "\n"


def find_mark(document: str, name: str) -> Place:
    """Return the place that ``@@`` marks; without a mark, none."""
    before, mark, _ = document.partition(MARK)
    return Place(name, before.count("\n") + 1, len(before) - before.rfind("\n")) if mark else Place(name)


def load_changed_publication(folder: Path, changes: dict[str, str]) -> LoadedPublication:
    """Load the publication with some parts replaced."""
    text = write_document(PUBLICATION, changes).replace(MARK, "")
    (folder / "newsletter.toml").write_text(text, encoding="utf-8")
    return load_publication(folder)


def check_changed_issue(
    folder: Path, changes: dict[str, str], name: str = ISSUE_NAME, publication: dict[str, str] | None = None
) -> list[Problem]:
    """Apply every rule about issues to the issue with some parts replaced, and so the publication."""
    loaded = parse_issue(write_document(ISSUE, changes).replace(MARK, "").encode(), name)
    return list(check_issue(loaded, load_changed_publication(folder, publication or {}).publication))


def check_changed_publication(folder: Path, changes: dict[str, str], today: date = TODAY) -> list[Problem]:
    """Apply every rule about publications to the publication with some parts replaced."""
    loaded = load_changed_publication(folder, changes)
    return list(check_publication(loaded.document, loaded.publication, today))
