"""What is kept beside the issues and shown with them: what became of the documents that they link to, and responses.

A file that cannot be understood is an error, never an empty record.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from newsletter.documents.outside import FILE, SourcesRecord
from newsletter.documents.responses import FOLDER, RecordedResponse, ResponseList
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.files import list_below
from newsletter.parsing.files import read_file
from newsletter.parsing.records import RecordFile
from newsletter.parsing.validation import validate
from newsletter.parsing.yaml import read_yaml

_SOURCES = RecordFile(
    FILE,
    "sources.broken",
    "Restore it from version control, or delete it: newsletter sources then visits every document again.",
)


def load_sources(root: Path) -> SourcesRecord:
    """Read the record of visited documents; without a file, none was visited.

    Raises:
        ProblemsFoundError: the file exists but is not valid.
    """
    return _SOURCES.read(root, SourcesRecord)


def format_sources(record: SourcesRecord) -> bytes:
    """Format the record, in one order on every machine."""
    described = record.model_dump(mode="json", exclude_defaults=True)
    described["sources"] = dict(sorted(described.get("sources", {}).items()))
    return f"{json.dumps({'format': record.format} | described, ensure_ascii=False, indent=1)}\n".encode()


def load_responses(root: Path) -> tuple[RecordedResponse, ...]:
    """Read every response of the publication in the folder ``root``; there need be none.

    Raises:
        ProblemsFoundError: a file is not one of responses, or answers an issue that does not exist.
    """
    try:
        names = sorted(name for name in list_below(root, FOLDER) if name.endswith((".yaml", ".yml")))
        issues = [name.removesuffix(".yaml") for name in list_below(root, "issues") if name.endswith(".yaml")]
    except OSError:
        return ()
    responses, problems = list[RecordedResponse](), list[Problem]()
    for name in names:
        try:
            responses += _read_responses(root, f"{FOLDER}/{name}")
        except ProblemsFoundError as error:
            problems += error.problems
    if problems := [*problems, *_find_unknown_issues(responses, issues)]:
        raise ProblemsFoundError(problems)
    return tuple(responses)


def _read_responses(root: Path, name: str) -> Iterator[RecordedResponse]:
    document = read_yaml(read_file(root / name, name), name)
    for number, response in enumerate(validate(ResponseList, document).responses):
        yield response.at(document.location_of(("responses", number, "to")))


def _find_unknown_issues(responses: list[RecordedResponse], issues: list[str]) -> Iterator[Problem]:
    for response in responses:
        if response.issue not in issues:
            yield report_unknown(response, f"there is no issue '{response.issue}'", response.issue, issues)


def report_unknown(response: RecordedResponse, message: str, name: str, known: list[str]) -> Problem:
    """Report a response to something that does not exist, with the closest names."""
    close = get_close_matches(name, known, 3) or known[:3]
    hint = f"Is one of these meant: {', '.join(close)}?" if close else "Correct it, or delete the response."
    return Problem(response.place, "response.unknown", message, hint, "to")
