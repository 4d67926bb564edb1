"""Which issues there are, and the keys that tell whether what was made of them is still right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path

from pydantic import TypeAdapter

from newsletter import __version__
from newsletter.documents.approvals import SUFFIX as APPROVALS
from newsletter.documents.packs import fingerprint_pack
from newsletter.documents.publication import Publication
from newsletter.errors import BuildError, Location, Problem, ProblemsFoundError
from newsletter.files import list_below
from newsletter.outputs.base import AggregatePage, IssueSummary
from newsletter.parsing.files import read_file

_NAME = re.compile(r"\d{4}-(0[1-9]|1[0-2])\.yaml")
LIBRARIES = (
    *("ada-url", "css-inline", "feedgen", "jinja2", "lxml", "markdown-it-py", "markupsafe", "mjml-python"),
    *("nh3", "pydantic", "pydantic-core", "pyyaml", "tzdata"),
)
"""Every library that can change a file: a test compares them with what reading, rendering and the outputs import."""

_LISTINGS = TypeAdapter(tuple[IssueSummary, ...])


def find_issue_names(root: Path) -> tuple[str, ...]:
    """Return the issue files of a publication, as ``issues/2024-01.yaml``, the oldest first.

    Raises:
        ProblemsFoundError: a YAML file there is not named after a month.
        BuildError: there is no ``issues`` folder, or it cannot be listed.

    """
    try:
        names = [name for name in list_below(root, "issues") if Path(name).suffix in {".yaml", ".yml"}]
    except OSError as error:
        raise BuildError(
            f"{root / 'issues'}: the issues cannot be listed: {error.strerror}. Begin the first issue: newsletter new"
        ) from error
    found = [name for name in names if not name.endswith(APPROVALS)]
    misnamed = [name for name in found if not _NAME.fullmatch(name)]
    if misnamed:
        raise ProblemsFoundError(_report_misnamed(name) for name in misnamed)
    return tuple(f"issues/{name}" for name in found)


def _report_misnamed(name: str) -> Problem:
    message = f"'{name}' is not the name of an issue file"
    return Problem(Location(f"issues/{name}"), "issue.file-name", message, "Name it after its month: 2024-01.yaml")


def choose_issue(names: tuple[str, ...], period: str) -> str:
    """Return the file of one issue.

    Raises:
        BuildError: there is no such issue; the message names a close one.

    """
    name = f"issues/{period}.yaml"
    if name not in names:
        periods = [Path(known).stem for known in names]
        close = get_close_matches(period, periods, 1) or periods[-1:]
        hint = f"Did you mean {close[0]}?" if close else "There are no issues yet."
        raise BuildError(f"There is no issue '{period}'. {hint}")
    return name


def find_base_key(publication_digest: str, template_fingerprint: str, publication: Publication) -> str:
    """Name everything all files depend on: this program, its libraries, the publication, templates and plug-ins."""
    sources = sorted(Path(__file__).parents[1].rglob("*.py"))
    parts = [__version__, publication_digest, template_fingerprint]
    parts += [f"{name} {version(name)}" for name in LIBRARIES]
    parts += [_hash_file(path, path.name) for path in sources]
    parts += map(fingerprint_pack, publication.packs)
    return _hash(*parts)


def find_issue_keys(root: Path, base_key: str) -> dict[str, str]:
    """Name everything the files of each issue depend on; an issue that cannot be read gets a key nothing has."""
    return {name: _hash(base_key, name, _hash_file(root / name, name)) for name in find_issue_names(root)}


def _hash_file(path: Path, name: str) -> str:
    try:
        return hashlib.sha256(read_file(path, name)).hexdigest()
    except ProblemsFoundError:
        return ""  # loading will say what is wrong with it


def find_sheet_key(base_key: str, sheet: AggregatePage, issue_keys: Mapping[str, str]) -> str:
    """Name everything the files of one sheet depend on."""
    opened = [issue_keys[f"issues/{period}.yaml"] for period in sheet.periods]
    listings = _LISTINGS.dump_json(sheet.listings).decode()
    return _hash(base_key, sheet.output, sheet.name, listings, repr(sorted(sheet.options.items())), *opened)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
