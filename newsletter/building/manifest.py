"""What the last build made, so that the next one can leave alone what is still right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from newsletter.building.files import publish, stage
from newsletter.errors import BuildError, Problem
from newsletter.files import Folder
from newsletter.outputs.base import Artifact, IssueSummary

FILE = ".build.json"
FORMAT = 1

_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_PART}(/{_PART})*")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was written: size in bytes, and its time of change in nanoseconds."""

    path: str
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """What came of one issue. ``key`` names all that went in; ``live_on`` is ``None`` for a draft."""

    key: str
    is_live: bool
    live_on: date | None
    listing: IssueSummary
    subject: str
    blocks: int
    html_size: int
    problems: tuple[Problem, ...]
    made: tuple[FileRecord, ...]


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What came of one sheet."""

    key: str
    made: tuple[FileRecord, ...]


@dataclass(slots=True)
class Manifest:
    """Everything the last build made, by issue and by sheet."""

    format: int = FORMAT
    issues: dict[str, IssueRecord] = field(default_factory=dict)
    sheets: dict[str, PageRecord] = field(default_factory=dict)

    def made(self) -> dict[str, FileRecord]:
        """Return every file of the build by its path."""
        return {made.path: made for made in self.claims()}

    def claims(self) -> Iterator[FileRecord]:
        """Yield every file with each claim on it."""
        for issue in self.issues.values():
            yield from issue.made
        for sheet in self.sheets.values():
            yield from sheet.made

    def find_double_claims(self) -> list[str]:
        """Return every path that more than one issue or sheet claims."""
        claims = Counter(made.path for made in self.claims())
        return sorted(path for path, count in claims.items() if count > 1)


_ADAPTER = TypeAdapter(Manifest)


def read_manifest(out: Path) -> Manifest:
    """Read what the last build into ``out`` made; nothing where there was none.

    Raises:
        BuildError: there is a manifest, but it cannot be understood, or no build has written it. It is not taken for an
            empty one, because the files of vanished issues would then stay for ever.

    """
    try:
        with Folder(out) as folder:
            manifest = _ADAPTER.validate_json(folder.read(FILE))
    except (FileNotFoundError, NotADirectoryError):
        return Manifest()
    except OSError as error:
        raise _refuse(out, f"this record of the last build cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise _refuse(out, "this record of the last build cannot be read") from error
    if manifest.format != FORMAT:
        raise _refuse(out, "another version of this program built here")
    if (strange := _find_strange(manifest)) is not None:
        raise _refuse(out, f"this record of the last build cannot be right: it names {strange!r}")
    return manifest


def _refuse(out: Path, why: str) -> BuildError:
    return BuildError(f"{out / FILE}: {why}. Remove it and what earlier builds left in {out}, and build again.")


def _find_strange(manifest: Manifest) -> str | None:
    """Return a name that no build can have written: what a manifest names is removed, or read, some day."""
    for name, record in manifest.issues.items():
        if name != f"issues/{record.listing.period}.yaml" or not _PATH.fullmatch(name):
            return name
    return next((made.path for made in manifest.claims() if not _PATH.fullmatch(made.path)), None)


def write_manifest(out: Folder, staging: Folder, manifest: Manifest) -> None:
    """Write what this build made, whole."""
    publish([stage(Artifact(FILE, _ADAPTER.dump_json(manifest)), out, staging)], out, staging.root)
