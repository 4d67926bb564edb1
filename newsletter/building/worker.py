"""The work on one issue or one aggregate page: prepare it, make its files, stage them. Runs in any process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from newsletter.building.files import StagedFile, is_unchanged, stage
from newsletter.building.manifest import FileRecord, IssueRecord, PageRecord, read_manifest
from newsletter.checking.registry import Stage
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.files import Folder
from newsletter.loading import LoadedIssue, load_issue, load_publication
from newsletter.outputs import make_aggregate_page, make_fragments, make_issue_artifacts
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
    """The outcome of one issue: its record, or the problems that prevented one."""

    name: str
    record: IssueRecord | None
    problems: tuple[Problem, ...]
    staged: tuple[StagedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class PageOutcome:
    """The outcome of one aggregate page."""

    name: str
    record: PageRecord
    staged: tuple[StagedFile, ...]


class IssueBuilder:
    """Builds the issues and aggregate pages of one publication; holds what they share."""

    def __init__(self, paths: BuildPaths) -> None:
        self._paths = paths
        self._publication = load_publication(paths.root).publication
        self._renderer = make_renderer(paths.root, self._publication.packs)
        self._pipeline = Pipeline(paths.root, self._publication, self._renderer, Stage.BUILD, paths.as_of)
        self._out, self._staging = Folder(paths.out), Folder(paths.staging)
        self._renderer.pictures.find_made = self._find_made

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
        is_live = live_on is not None and live_on <= self._paths.as_of
        staged = self._stage(make_issue_artifacts(edition, self._renderer, is_public=is_live and not email_only))
        if is_live:
            self._make_fragments(edition)
        record = IssueRecord(
            key=key,
            is_live=is_live,
            live_on=live_on,
            summary=summarise_issue(edition, self._renderer),
            subject=edition.subject,
            blocks=len(list(issue.walk())),
            html_size=next(file.size for file in staged if file.path == f"{EMAIL}{issue.period}.html"),
            problems=prepared.problems,
            files=record_files(staged),
        )
        return IssueOutcome(prepared.document.file, record, prepared.problems, staged)

    def make_page(self, aggregate: AggregatePage, key: str) -> PageOutcome:
        """Make the files of one aggregate page, from the fragments of the issues it asks for."""
        fragments = [self._find_fragment(aggregate.output, period) for period in aggregate.periods]
        staged = self._stage(make_aggregate_page(aggregate, fragments, self._renderer))
        return PageOutcome(aggregate.name, PageRecord(key, record_files(staged)), staged)

    def _find_fragment(self, output: str, period: str) -> bytes:
        """Return what a page needs of an issue; an issue that has not changed is loaded for it, once in a build."""
        if self._staging.find(_name_fragment(output, period)) is None:
            name = f"issues/{period}.yaml"
            self._make_fragments(Edition(self._publication, self._load(name).issue))
        return self._staging.read(_name_fragment(output, period))

    @cached_property
    def _made_before(self) -> dict[str, FileRecord]:
        return read_manifest(self._paths.out).files_by_path()

    def _find_made(self, path: str) -> bytes | None:
        """Return a file of the last build, if nothing has changed it: a picture takes long to make."""
        made = self._made_before.get(path)
        if made is None or not is_unchanged(path, made.size, made.changed, self._out):
            return None
        return self._out.read(path)

    def _load(self, name: str) -> LoadedIssue:
        return load_issue(self._paths.root / name, name, self._publication.packs)

    def _make_fragments(self, edition: Edition) -> None:
        for output, fragment in make_fragments(edition, self._renderer):
            self._staging.write(_name_fragment(output, edition.issue.period), fragment, is_durable=False)

    def _stage(self, artifacts: Iterable[Artifact]) -> tuple[StagedFile, ...]:
        return tuple(stage(artifact, self._out, self._staging) for artifact in artifacts)


def _name_fragment(output: str, period: str) -> str:
    return f"fragment!{output}!{period}"


def record_files(staged: Iterable[StagedFile]) -> tuple[FileRecord, ...]:
    """Return the records of staged files."""
    return tuple(FileRecord(file.path, file.size, file.changed) for file in staged)
