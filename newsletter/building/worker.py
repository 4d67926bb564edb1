"""The work on one issue or one sheet: load, check, make, stage. Runs in the main process or in a pool's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from newsletter.building.files import StagedFile, stage
from newsletter.building.manifest import FileRecord, IssueRecord, PageRecord
from newsletter.checking.registry import Stage
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.files import Folder
from newsletter.loading import LoadedIssue, load_issue, load_publication
from newsletter.outputs import clip_issue, make_issue_artifacts, make_sheet
from newsletter.outputs.base import EMAIL, AggregatePage, Artifact, summarise_issue
from newsletter.pipeline import Pipeline, PreparedIssue, refuse_errors
from newsletter.rendering.edition import Edition
from newsletter.rendering.renderer import make_renderer


@dataclass(frozen=True, slots=True)
class BuildPaths:
    """Where a build works: the publication's folder, the output folder, its staging folder, and the day it is for."""

    root: Path
    out: Path
    staging: Path
    as_of: date


@dataclass(frozen=True, slots=True)
class IssueOutcome:
    """What came of one issue: its record, or the problems that prevented one."""

    name: str
    record: IssueRecord | None
    problems: tuple[Problem, ...]
    staged: tuple[StagedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """What came of one sheet."""

    name: str
    record: PageRecord
    staged: tuple[StagedFile, ...]


class IssueBuilder:
    """Makes issues and sheets of one publication; holds what they share."""

    def __init__(self, site: BuildPaths) -> None:
        self._site = site
        self._publication = load_publication(site.root).publication
        self._renderer = make_renderer(site.root, self._publication.packs)
        self._pipeline = Pipeline(site.root, self._publication, self._renderer, Stage.BUILD, site.as_of)
        self._out, self._staging = Folder(site.out), Folder(site.staging)

    def make_issue(self, name: str, key: str, *, email_only: bool = False) -> IssueOutcome:
        """Prepare one issue and make its files; its problems are returned, not raised."""
        try:
            prepared = self._pipeline.prepare(name)
            refuse_errors(prepared.problems)
        except ProblemsFoundError as error:
            return IssueOutcome(name, None, error.problems)
        return self._make_files(prepared, key, email_only=email_only)

    def _make_files(self, prepared: PreparedIssue, key: str, *, email_only: bool) -> IssueOutcome:
        edition, issue = prepared.edition, prepared.edition.issue
        live_on = edition.published.date() if issue.is_ready else None
        is_live = live_on is not None and live_on <= self._site.as_of
        staged = self._stage(make_issue_artifacts(edition, self._renderer, is_public=is_live and not email_only))
        if is_live:
            self._clip(edition)
        record = IssueRecord(
            key=key,
            is_live=is_live,
            live_on=live_on,
            listing=summarise_issue(edition, self._renderer),
            subject=edition.subject,
            blocks=len(list(issue.walk())),
            html_size=next(file.size for file in staged if file.path == f"{EMAIL}{issue.period}.html"),
            problems=prepared.problems,
            made=note_made(staged),
        )
        return IssueOutcome(prepared.document.file, record, prepared.problems, staged)

    def make_sheet(self, sheet: AggregatePage, key: str) -> PageOutcome:
        """Make the files of one sheet, from clips of the issues it asks for."""
        clips = [self._find_clip(sheet.output, period) for period in sheet.periods]
        staged = self._stage(make_sheet(sheet, clips, self._renderer))
        return PageOutcome(sheet.name, PageRecord(key, note_made(staged)), staged)

    def _find_clip(self, output: str, period: str) -> bytes:
        """Return what a sheet needs of an issue; one that has not changed is opened for it, once in a build."""
        if self._staging.find(_name_clip(output, period)) is None:
            name = f"issues/{period}.yaml"
            self._clip(Edition(self._publication, self._load(name).issue))
        return self._staging.read(_name_clip(output, period))

    def _load(self, name: str) -> LoadedIssue:
        return load_issue(self._site.root / name, name, self._publication.packs)

    def _clip(self, edition: Edition) -> None:
        for output, clip in clip_issue(edition, self._renderer):
            self._staging.write(_name_clip(output, edition.issue.period), clip, is_durable=False)

    def _stage(self, artifacts: Iterable[Artifact]) -> tuple[StagedFile, ...]:
        return tuple(stage(artifact, self._out, self._staging) for artifact in artifacts)


def _name_clip(output: str, period: str) -> str:
    return f"clip!{output}!{period}"


def note_made(staged: Iterable[StagedFile]) -> tuple[FileRecord, ...]:
    """Return what a manifest remembers of staged files."""
    return tuple(FileRecord(file.path, file.size, file.changed) for file in staged)
