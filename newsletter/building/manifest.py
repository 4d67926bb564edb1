"""The record of the last build, ``.build.json``, from which the next one learns what is still up to date.

What a build reports of each issue comes from these records too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import Field, TypeAdapter, ValidationError

from newsletter.building.files import StagedFile, is_unchanged, publish, stage
from newsletter.building.sources import KnownFile
from newsletter.errors import BuildError, Problem, sort_problems
from newsletter.files import Folder
from newsletter.outputs.base import Artifact, IssueSummary
from newsletter.rendering.entries import Tombstone

FILE = ".build.json"
FORMAT = 1

_PART = r"[A-Za-z0-9_][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_PART}(/{_PART})*")


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file as it was written: its size in bytes and its modification time in nanoseconds."""

    path: str
    size: int
    changed: int


Files: TypeAlias = Annotated[tuple[FileRecord, ...], Field(alias="made")]


@dataclass(frozen=True, slots=True)
class IssueRecord:
    """What was built from one issue. ``key`` is a hash of all that went in; ``live_on`` is ``None`` for a draft."""

    key: str
    is_live: bool
    live_on: date | None
    summary: Annotated[IssueSummary, Field(alias="listing")]
    subject: str
    blocks: int
    html_size: int
    problems: tuple[Problem, ...]
    files: Files
    others: tuple[IssueSummary, ...] = ()
    """The issue in the other languages of the publication, in their order."""
    hidden: tuple[str, ...] = ()
    """Files of the publication that it was made of and that a search of its document's text misses."""
    number: int | None = None
    """Its number among the issues, if it has one."""
    is_withdrawn: bool = False
    tombstones: tuple[tuple[Tombstone, ...], ...] = ()
    """What is said of what was withdrawn of it, in each language of the publication, the main one first."""
    points: tuple[str, ...] = ()
    """The points of its items that have ids of their own: summer-fair#parking"""
    withdrawn_files: tuple[str, ...] = ()
    """Digests of the names of files of the publication that only what was withdrawn has shown: a name may tell what."""


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What was built of one aggregate page."""

    key: str
    files: Files


@dataclass(slots=True)
class Manifest:
    """Everything the last build wrote, by issue and by aggregate page.

    The aliases are the keys of the first version, so that a folder that it built is not built again.
    """

    format: int = FORMAT
    issues: dict[str, IssueRecord] = field(default_factory=dict)
    pages: Annotated[dict[str, PageRecord], Field(alias="sheets")] = field(default_factory=dict)
    pages_key: str = ""
    """A hash of all that the pages depend on: while it is the same, none need be planned."""
    sources: dict[str, KnownFile] = field(default_factory=dict, compare=False)
    """What was read of the publication's files. A change here alone does not rewrite the record."""

    def files_by_path(self) -> dict[str, FileRecord]:
        """Return every file of the build by its path."""
        return {file.path: file for file in self.claims()}

    def claims(self) -> Iterator[FileRecord]:
        """Yield every file with each claim on it."""
        for issue in self.issues.values():
            yield from issue.files
        for page in self.pages.values():
            yield from page.files

    def find_double_claims(self) -> list[str]:
        """Return every path that more than one issue or page claims."""
        claims = Counter(file.path for file in self.claims())
        return sorted(path for path, count in claims.items() if count > 1)


_ADAPTER = TypeAdapter(Manifest)


def read_manifest(out: Path) -> Manifest:
    """Read the record of the last build into ``out``; an empty one if there was none.

    Raises:
        BuildError: there is a record, but it cannot be read, or no build wrote it. It is not taken as empty, because
            the files of deleted issues would then stay for ever.

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


@dataclass(frozen=True)
class MadeFiles:
    """The files of the last build into a folder, as far as they are as it wrote them: a picture takes long to make."""

    out: Path

    def __call__(self, path: str) -> bytes | None:
        """Return a file by its path below the folder; nothing where it has changed, or nothing was built."""
        made = self._records.get(path)
        if made is None or not is_unchanged(path, made.size, made.changed, self._folder):
            return None
        return self._folder.read(path)

    @cached_property
    def _records(self) -> dict[str, FileRecord]:
        try:
            return read_manifest(self.out).files_by_path()
        except BuildError:  # the build that follows says why
            return {}

    @cached_property
    def _folder(self) -> Folder:
        return Folder(self.out)

    def __reduce__(self) -> tuple[type[MadeFiles], tuple[Path]]:
        """Give another process the folder alone."""
        return MadeFiles, (self.out,)


def _refuse(out: Path, why: str) -> BuildError:
    return BuildError(f"{out / FILE}: {why}. Remove it and what earlier builds left in {out}, and build again.")


def _find_strange(manifest: Manifest) -> str | None:
    """Return a name that no build can have written: a later build removes or reads what a manifest names."""
    for name, record in manifest.issues.items():
        named = {f"issues/{summary.period}.yaml" for summary in (record.summary, *record.others)}
        if named != {name} or not _PATH.fullmatch(name):
            return name
    return next((file.path for file in manifest.claims() if not _PATH.fullmatch(file.path)), None)


def write_manifest(out: Folder, staging: Folder, manifest: Manifest) -> None:
    """Write the record of this build, whole or not at all."""
    publish([stage(Artifact(FILE, _ADAPTER.dump_json(manifest, by_alias=True)), out, staging)], out, staging.root)


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One row of a build's table; ``state`` is draft, ready, published or withdrawn, sizes are in bytes."""

    issue: str
    state: str
    subject: str
    blocks: int
    html_size: int
    written: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did; ``warnings`` are the problems that did not stop it."""

    rows: tuple[IssueRow, ...]
    written: int
    unchanged: int
    removed: int
    warnings: tuple[Problem, ...]


def report_build(
    records: Iterable[IssueRecord], staged: Iterable[StagedFile], total: int, removed: int, problems: Iterable[Problem]
) -> BuildReport:
    """Count what was written and what did not change; ``total`` is the number of files there are now."""
    new = {file.path for file in staged if file.is_new}
    rows = tuple(_make_row(record, new) for record in records)
    return BuildReport(rows, len(new), total - len(new), removed, sort_problems(problems))


def _make_row(record: IssueRecord, new: set[str]) -> IssueRow:
    counts = Counter(file.path in new for file in record.files)
    return IssueRow(
        issue=str(record.summary.period),
        state=_name_state(record),
        subject=record.subject,
        blocks=record.blocks,
        html_size=record.html_size,
        written=counts[True],
        unchanged=counts[False],
    )


def _name_state(record: IssueRecord) -> str:
    if record.live_on is None:
        return "draft"
    return "withdrawn" if record.is_withdrawn else "published" if record.is_live else "ready"
