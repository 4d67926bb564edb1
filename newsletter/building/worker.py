"""The work on one issue or one aggregate page: prepare it, make its files, stage them. Runs in any process.

Little work is done in this process, and much in a pool of processes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, cached_property
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, Self

from newsletter.building.cache_keys import find_hidden_files
from newsletter.building.files import StagedFile, stage
from newsletter.building.kept import digest_name
from newsletter.building.manifest import FileRecord, IssueRecord, MadeFiles, PageRecord
from newsletter.building.page_order import weigh_page
from newsletter.checking.registry import Stage
from newsletter.documents.periods import Period
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, ProblemsFoundError
from newsletter.files import Folder
from newsletter.loading import LoadedIssue, load_issue, load_publication
from newsletter.outputs import (
    find_fragment_path,
    find_outputs,
    make_aggregate_page,
    make_fragments,
    make_issue_artifacts,
    place_fragment,
)
from newsletter.outputs.base import EMAIL, FRAGMENTS, AggregatePage, Artifact, summarise_issue
from newsletter.pipeline import Pipeline, PreparedIssue, make_editions, refuse_errors
from newsletter.process_pool import ProcessPool, count_processes, open_process_pool
from newsletter.published import list_point_ids
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
        self.publications = {one.folder: one for one in (self._publication, *self._publication.others)}
        self._renderer = make_renderer(paths.root, self._publication.packs)
        self._pipeline = Pipeline(paths.root, self._publication, self._renderer, Stage.BUILD, paths.as_of)
        self._out, self._staging = Folder(paths.out), Folder(paths.staging)
        self._renderer.pictures.find_made = MadeFiles(paths.out)
        self._editions: dict[Period, tuple[Edition, ...]] = {}

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
        editions = [edition, *(other.edition for other in prepared.others)]
        staged = self._stage_editions(editions, is_live=is_live, email_only=email_only)
        record = IssueRecord(
            key=key,
            is_live=is_live,
            live_on=live_on,
            summary=summarise_issue(edition, self._renderer),
            subject=edition.subject,
            blocks=len(list(issue.walk())),
            html_size=next((file.size for file in staged if file.path == f"{EMAIL}{issue.period}.html"), 0),
            problems=prepared.problems,
            files=record_files(staged),
            others=tuple(summarise_issue(other, self._renderer) for other in editions[1:]),
            number=issue.place_in_series,
            hidden=find_hidden_files([one.issue for one in editions], prepared.document),
            is_withdrawn=issue.withdrawn is not None,
            tombstones=tuple(one.withdrawn.tombstones for one in editions),
            points=tuple(f"{one.block.id}#{name}" for one in edition.items for name in list_point_ids(one)),
            withdrawn_files=tuple(map(digest_name, edition.withdrawn.files)),
        )
        return IssueOutcome(prepared.document.file, record, prepared.problems, staged)

    def _stage_editions(
        self, editions: Sequence[Edition], *, is_live: bool, email_only: bool
    ) -> tuple[StagedFile, ...]:
        """Make the files of an issue in each of its languages, one language after the other."""
        staged: list[StagedFile] = []
        for edition in editions:
            is_public = is_live and not email_only
            made = list(make_issue_artifacts(edition, self._renderer, is_public=is_public))
            staged += self._stage(made)
            if is_public and not edition.issue.withdrawn:
                self._make_fragments(edition, made)
        return tuple(staged)

    def make_page(self, aggregate: AggregatePage, key: str) -> PageOutcome:
        """Make the files of one aggregate page, from the fragments of the issues it asks for."""
        fragments = [self._find_fragment(aggregate, period) for period in aggregate.periods]
        fragments += [self._read_needed(aggregate, name) for name in aggregate.needs]
        made = list(make_aggregate_page(aggregate, fragments, self._renderer))
        self._hand_on(artifact for artifact in made if artifact.path.startswith(FRAGMENTS))
        staged = self._stage(made)
        return PageOutcome(aggregate.name, PageRecord(key, record_files(staged)), staged)

    def _find_fragment(self, aggregate: AggregatePage, period: Period) -> bytes:
        """Return what a page needs of an issue; one that has not changed is loaded for it, once in a process."""
        output, publication = aggregate.fragments_of or aggregate.output, aggregate.publication
        name = _name_fragment(output, publication, period)
        if self._staging.find(name) is None:
            if kept := self._find_kept(output, publication, period):
                return kept
            editions = {edition.language: edition for edition in self._find_editions(period)}
            edition = editions[publication.language] if publication.others else next(iter(editions.values()))
            fragment = find_outputs((output,))[output].make_fragment(edition, self._renderer)
            self._staging.write(name, fragment, is_durable=False)
        return self._staging.read(name)

    def _find_kept(self, output: str, publication: Publication, period: Period) -> bytes | None:
        """Return a fragment that is a file of the last build, too, if the output says which; the issue is as it was."""
        path = find_fragment_path(find_outputs((output,))[output], publication, period)
        return self._out.read(path) if path and self._out.find(path) else None

    def _find_editions(self, period: Period) -> tuple[Edition, ...]:
        if period not in self._editions:
            self._editions[period] = make_editions(self._publication, self._load(f"issues/{period}.yaml"))
        return self._editions[period]

    def _load(self, name: str) -> LoadedIssue:
        return load_issue(self._paths.root / name, name, self._publication.packs, self._publication.tags)

    def _make_fragments(self, edition: Edition, made: Sequence[Artifact]) -> None:
        for output, fragment in make_fragments(edition, self._renderer, made):
            named = _name_fragment(output, edition.publication, edition.issue.period)
            self._staging.write(named, fragment, is_durable=False)

    def _hand_on(self, fragments: Iterable[Artifact]) -> None:
        """Keep the fragments of pages in the staging folder, where the pages that need them look first."""
        for artifact in fragments:
            self._staging.write(_name_kept(artifact.path), artifact.content, is_durable=False)

    def _read_needed(self, aggregate: AggregatePage, name: str) -> bytes:
        """Return the fragment of a page that another needs: of this build, or of the last one if it is up to date."""
        path = place_fragment(aggregate.output, name, aggregate.publication)
        staged = _name_kept(path)
        return self._out.read(path) if self._staging.find(staged) is None else self._staging.read(staged)

    def _stage(self, artifacts: Iterable[Artifact]) -> tuple[StagedFile, ...]:
        return tuple(stage(artifact, self._out, self._staging) for artifact in artifacts)


def _name_fragment(output: str, publication: Publication, period: Period) -> str:
    return f"fragment!{output}!{publication.folder.rstrip('/')}!{period}"


def _name_kept(path: str) -> str:
    return path.replace("/", "!")


def record_files(staged: Iterable[StagedFile]) -> tuple[FileRecord, ...]:
    """Return the records of staged files."""
    return tuple(FileRecord(file.path, file.size, file.changed) for file in staged)


POOL_THRESHOLD = 24
"""Issues from which starting processes costs less time than it saves."""

IssueTask = tuple[str, str]
PageTask = tuple[AggregatePage, str]


FEW = 3
"""Issues that the page of an issue shows: itself, the one before and the one after."""

FEW_PAGES = 16
"""Pages of single issues that a process is given at a time: each takes less time than to hand it over."""


class _PageJob(NamedTuple):
    """An aggregate page without its publication, which every process has: there may be a thousand of them."""

    folder: str
    """The folder of the publication's language."""
    values: dict[str, Any]

    @classmethod
    def of(cls, aggregate: AggregatePage) -> Self:
        names = (field.name for field in fields(aggregate) if field.name != "publication")
        return cls(aggregate.publication.folder, {name: getattr(aggregate, name) for name in names})

    def open(self, publication: Publication) -> AggregatePage:
        return AggregatePage(publication=publication, **self.values)


class WorkerPool:
    """Builds issues and aggregate pages, in the order in which they are given."""

    def __init__(self, paths: BuildPaths, pool: ProcessPool | None = None) -> None:
        self._paths = paths
        self._pool = pool

    def make_email(self, name: str) -> IssueOutcome:
        """Make one issue's e-mail and nothing else."""
        return self._builder.make_issue(name, key="", email_only=True)

    def make_issues(self, orders: Sequence[IssueTask]) -> Iterator[IssueOutcome]:
        """Yield the outcome of each issue, given as its file and its key."""
        if self._pool is None:
            return (self._builder.make_issue(*order) for order in orders)
        return self._pool.map(_make_issue, [(self._paths, *order) for order in orders], chunksize=4)

    def make_pages(self, orders: Sequence[PageTask]) -> Iterator[PageOutcome]:
        """Return the outcome of each page, given with its key and the largest first: small ones go many at a time."""
        if self._pool is None:
            return (self._builder.make_page(*order) for order in orders)
        jobs = [(self._paths, _PageJob.of(aggregate), key) for aggregate, key in orders]
        large = sum(weigh_page(aggregate) > FEW for aggregate, _ in orders)
        single = self._pool.map(_make_page, jobs[:large]), self._pool.map(_make_page, jobs[large:], chunksize=FEW_PAGES)
        return chain(*single)

    @cached_property
    def _builder(self) -> IssueBuilder:
        return IssueBuilder(self._paths)


@contextmanager
def open_pool(paths: BuildPaths, work: int) -> Iterator[WorkerPool]:
    """Start as many processes as ``work`` issues are worth.

    Raises:
        ProcessLostError: a process of the pool was killed.

    """
    if work < POOL_THRESHOLD or count_processes() == 1:
        yield WorkerPool(paths, None)
        return
    with open_process_pool("the build") as pool:
        yield WorkerPool(paths, pool)


@cache
def _open_builder(paths: BuildPaths) -> IssueBuilder:
    """Return the builder of this process of a pool, which lives no longer than one build."""
    return IssueBuilder(paths)


def _make_issue(job: tuple[BuildPaths, str, str]) -> IssueOutcome:
    paths, name, key = job
    return _open_builder(paths).make_issue(name, key)


def _make_page(job: tuple[BuildPaths, _PageJob, str]) -> PageOutcome:
    paths, page, key = job
    builder = _open_builder(paths)
    return builder.make_page(page.open(builder.publications[page.folder]), key)
