"""The record of an issue: its texts as a browser shows them in hits."""

from __future__ import annotations

from newsletter.outputs.search.files import make_json
from newsletter.outputs.search.texts import FoundEntry, FoundIssue


def make_record(issue: FoundIssue) -> bytes:
    """Return the record of an issue as JSON: title, day, and its entries.

    An entry is its path, its texts, the anchors of its points, language and direction, and when it was corrected.
    """
    return make_json({"title": issue.title, "day": issue.day, "entries": [_describe(entry) for entry in issue.entries]})


def _describe(entry: FoundEntry) -> list[object]:
    anchors = [point.anchor for point in entry.points]
    return [entry.path, entry.documents, anchors, entry.language, entry.direction or "", entry.note]


def name_record(period: str) -> str:
    """Return the path of a record below the folder of the search."""
    return f"r/{period}.json"
