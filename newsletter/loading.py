"""YAML to an issue, TOML to a publication, or every problem with its line and column. The only way from a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.documents.format_version import FormatHeader
from newsletter.documents.issue import Issue
from newsletter.documents.publication import Publication
from newsletter.parsing.document import Document
from newsletter.parsing.files import read_file
from newsletter.parsing.toml import read_toml
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml

FILE = "newsletter.toml"


@dataclass(frozen=True, slots=True)
class LoadedIssue:
    """An issue, and the document it came from, so that rules can point at lines long after loading."""

    issue: Issue
    document: Document


@dataclass(frozen=True, slots=True)
class LoadedPublication:
    """A publication, and the document it came from, so that rules can point at lines."""

    publication: Publication
    document: Document


def load_publication(root: Path) -> LoadedPublication:
    """Load the publication in the folder ``root``.

    Raises:
        ProblemsFoundError: its ``newsletter.toml`` cannot be read, or does not describe a publication.
    """
    return parse_publication(read_file(root / FILE, FILE))


def parse_publication(data: bytes) -> LoadedPublication:
    """Make a publication of the bytes of a ``newsletter.toml``.

    Raises:
        ProblemsFoundError: they do not describe one; where they are in a newer format, that alone is reported.
    """
    document = read_toml(data, FILE)
    validate(FormatHeader, replace(document, problems=()))
    return LoadedPublication(validate(Publication, document), document)


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
