"""YAML to an issue, or every problem with its line and column. The only way from a file to an issue."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsletter.documents.issue import Issue
from newsletter.reading.document import Document
from newsletter.reading.files import read_file
from newsletter.reading.wording import validate
from newsletter.reading.yaml import read_yaml


@dataclass(frozen=True, slots=True)
class LoadedIssue:
    """An issue, and the document it came from, so that rules can point at lines long after loading."""

    issue: Issue
    document: Document


def load_issue(path: Path, name: str) -> LoadedIssue:
    """Load the issue at ``path``; ``name`` is what problems call the file.

    Raises:
        ProblemsFoundError: the file cannot be read, or is not an issue.
    """
    return parse_issue(read_file(path, name), name)


def parse_issue(data: bytes, name: str) -> LoadedIssue:
    """Make an issue of a document's bytes; ``name`` is what problems call it.

    Raises:
        ProblemsFoundError: it is not an issue.
    """
    document = read_yaml(data, name)
    return LoadedIssue(validate(Issue, document), document)
