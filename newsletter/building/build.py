"""A build from start to end: find what changed, make it, and publish it only when all of it is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from newsletter.building import cache_keys
from newsletter.building.files import StagedFile, is_unchanged, open_staging, publish, remove, stage
from newsletter.building.frozen import find_lost_addresses, find_unknown_corrected
from newsletter.building.kept import find_kept_pictures, keep_picture
from newsletter.building.manifest import (
    BuildReport,
    FileRecord,
    IssueRecord,
    Manifest,
    PageRecord,
    read_manifest,
    report_build,
    write_manifest,
)
from newsletter.building.page_order import list_needs, name_page, order_pages
from newsletter.building.sources import Sources
from newsletter.building.worker import BuildPaths, IssueOutcome, WorkerPool, open_pool, record_files
from newsletter.checking import check_publication
from newsletter.documents.publication import Publication
from newsletter.documents.published import PublishedRecord
from newsletter.errors import BuildError, Location, Problem, Severity
from newsletter.files import Folder
from newsletter.loading import LoadedPublication, choose_issue, find_issue_names, load_publication
from newsletter.outputs import plan_aggregate_pages
from newsletter.outputs.base import AggregatePage, Archive, Artifact
from newsletter.pipeline import refuse_errors
from newsletter.published import load_published
from newsletter.rendering.renderer import make_renderer
from newsletter.year_reports import YearReports, load_reports

T = TypeVar("T")

_UNFINISHED, _KEPT = "unfinished", "kept"
"""What the records of pages have besides pages: files of a build that was killed, and pictures of published e-mails."""

Progress = Callable[[int, int], None]
"""Called with how many tasks are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build, into which folder, as of which day: the whole publication, or one issue's e-mail."""

    root: Path
    out: Path
    as_of: date
    only: str | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build works with: its folders, the record of the last build, and the cache keys of this one."""

    paths: BuildPaths
    out: Folder
    staging: Folder
    publication: Publication
    record: PublishedRecord
    old: Manifest
    base_key: str
    keys: dict[str, str]
    sources: Sources
    reports: dict[str, YearReports]
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Result:
    """What a build will publish: the new record, the staged files, and the issues to report."""

    manifest: Manifest
    staged: tuple[StagedFile, ...]
    shown: tuple[IssueRecord, ...]


def build(request: BuildRequest, progress: Progress = lambda _done, _total: None) -> BuildReport:
    """Build a publication, or one issue's e-mail.

    Raises:
        ProblemsFoundError: documents have errors; the output folder is as it was.
        BuildError: the output folder cannot be written, or two outputs claim one path.

    """
    start = _begin(request)
    with open_staging(request.out) as staging, Folder(request.out) as out, Folder(staging) as aside:
        job = start.open_job(request, (out, aside), progress)
        return _publish(job, _make(job, request.only, start.problems), start.problems)


def try_build(request: BuildRequest, progress: Progress = lambda _done, _total: None) -> None:
    """Make all that a build would write without publishing it, to raise what a build would raise.

    What an earlier build made of the same sources is not made again.

    Raises:
        ProblemsFoundError: documents have errors.
        BuildError: as in ``build``, except for an output folder that cannot be written.

    """
    start = _begin(request)
    with _open_aside(start, request, progress) as job:
        _refuse_double_claims(_make(job, request.only, start.problems).manifest)


def read_archives(request: BuildRequest, progress: Progress = lambda _done, _total: None) -> tuple[Archive, ...]:
    """Return what a build would know of all published issues, in each language, the main one first; publish nothing.

    Raises:
        ProblemsFoundError: documents have errors.
    """
    start = _begin(request)
    with _open_aside(start, request, progress) as job:
        fresh = _find_fresh(job)
        with open_pool(job.paths, len(job.keys) - len(fresh)) as workers:
            issues, _ = _make_issues(job, workers, fresh, start.problems)
        return tuple(_make_archives(job, issues))


@contextmanager
def _open_aside(start: _Start, request: BuildRequest, progress: Progress) -> Iterator[_Job]:
    """Open a job that knows the last build and writes into a folder of its own, which is then removed."""
    with TemporaryDirectory() as place:
        shown = request.out if request.out.is_dir() else Path(place)
        with open_staging(Path(place)) as staging, Folder(shown) as out, Folder(staging) as aside:
            yield start.open_job(request, (out, aside), progress)


@dataclass(frozen=True, slots=True)
class _Start:
    """What a build reads before it makes anything: the publication, its problems, the record, the last build, keys."""

    publication: Publication
    record: PublishedRecord
    problems: tuple[Problem, ...]
    old: Manifest
    base_key: str
    keys: dict[str, str]
    sources: Sources
    reports: dict[str, YearReports]

    def open_job(self, request: BuildRequest, folders: tuple[Folder, Folder], progress: Progress) -> _Job:
        out, staging = folders
        paths = BuildPaths(request.root, out.root, staging.root, request.as_of)
        known = (self.old, self.base_key, self.keys, self.sources, self.reports)
        return _Job(paths, out, staging, self.publication, self.record, *known, progress)


def _begin(request: BuildRequest) -> _Start:
    loaded = load_publication(request.root)
    problems = check_publication(loaded, request.as_of, request.root)
    old = read_manifest(request.out)
    sources = Sources(request.root, old.sources)
    base_key, keys = _make_keys(request, loaded, old, sources)
    record = load_published(request.root)
    reports = load_reports(request.root, loaded.publication)
    return _Start(loaded.publication, record, problems, old, base_key, keys, sources, reports)


def _make_keys(
    request: BuildRequest, loaded: LoadedPublication, old: Manifest, sources: Sources
) -> tuple[str, dict[str, str]]:
    """Return the key of all files and those of the issues; they are empty where one issue's e-mail is made anew."""
    root, publication = request.root, loaded.publication
    if request.only:
        return "", dict.fromkeys(find_issue_names(root), "")
    templates = make_renderer(root, publication.packs).fingerprint
    base_key = cache_keys.make_base_key(loaded.document.digest, templates, publication, root)
    hidden = {name: record.hidden for name, record in old.issues.items()}
    return base_key, cache_keys.make_issue_keys(sources, base_key, hidden, publication)


def _make(job: _Job, only: str | None, problems: tuple[Problem, ...]) -> _Result:
    return _make_email(job, only, problems) if only else _make_all(job, problems)


def _make_email(job: _Job, period: str, problems: tuple[Problem, ...]) -> _Result:
    """Make one issue's e-mail. Its record has no key, so that the next full build makes the whole issue."""
    name = choose_issue(tuple(job.keys), period)
    outcome = WorkerPool(job.paths).make_email(name)
    refuse_errors((*problems, *outcome.problems))
    before = job.old.issues.get(name)
    record = _require_record(outcome)
    if record.is_withdrawn:
        raise BuildError(f"{period} has been withdrawn, so it has no e-mail to build. Run build without naming it.")
    rest = {file.path: file for file in before.files} if before else {}
    kept = replace(record, files=tuple((rest | {file.path: file for file in record.files}).values()))
    manifest = replace(job.old, issues=job.old.issues | {name: kept})
    return _Result(manifest, outcome.staged, (record,))


def _make_all(job: _Job, problems: tuple[Problem, ...]) -> _Result:
    fresh = _find_fresh(job)
    with open_pool(job.paths, len(job.keys) - len(fresh)) as workers:
        issues, outcomes = _make_issues(job, workers, fresh, problems)
        state = [(job.keys[name], record.is_live) for name, record in issues.items()]
        pages_key = cache_keys.make_pages_key(job.base_key, job.paths.as_of, state, job.publication, job.reports)
        known = _find_known_pages(job, pages_key)
        pages, staged = (known, ()) if known else _make_pages(job, workers, issues)
    manifest = Manifest(
        issues=issues, pages=pages, pages_key=pages_key, sources=job.sources.list_settled(time.time_ns())
    )
    kept = _keep_pictures(job, manifest)
    manifest.pages |= {_KEPT: PageRecord("", record_files(kept))} if kept else {}
    refuse_errors(tuple(find_lost_addresses(job.record, manifest, job.publication, job.paths.as_of)))
    refuse_errors(tuple(find_unknown_corrected(manifest.issues)))
    new = (*(file for outcome in outcomes for file in outcome.staged), *staged, *kept)
    return _Result(manifest, new, tuple(issues.values()))


def _find_known_pages(job: _Job, pages_key: str) -> dict[str, PageRecord]:
    """Return all pages as the last build left them, if it would plan the same ones and each is as it was."""
    known = {name: record for name, record in job.old.pages.items() if name != _KEPT}
    is_same = pages_key == job.old.pages_key and _UNFINISHED not in known
    return known if is_same and all(_is_intact(job, record.files) for record in known.values()) else {}


def _find_fresh(job: _Job) -> dict[str, IssueRecord]:
    return {name: record for name, record in job.old.issues.items() if _is_fresh(job, name, record)}


def _make_issues(
    job: _Job, workers: WorkerPool, fresh: dict[str, IssueRecord], problems: tuple[Problem, ...]
) -> tuple[dict[str, IssueRecord], list[IssueOutcome]]:
    """Make the issues that are not fresh; return the record of every issue, and what was made.

    Raises:
        ProblemsFoundError: documents have errors.
    """
    stale = [name for name in job.keys if name not in fresh]
    outcomes = list(_follow(job.progress, workers.make_issues([(n, job.keys[n]) for n in stale]), len(stale)))
    refuse_errors((*problems, *(p for outcome in outcomes for p in outcome.problems)))
    built = {outcome.name: _require_record(outcome) for outcome in outcomes}
    return {name: built.get(name) or fresh[name] for name in job.keys}, outcomes


def _make_pages(
    job: _Job, workers: WorkerPool, issues: dict[str, IssueRecord]
) -> tuple[dict[str, PageRecord], tuple[StagedFile, ...]]:
    planned = {
        name_page(aggregate): aggregate
        for archive in _make_archives(job, issues)
        for aggregate in plan_aggregate_pages(archive)
    }
    keys = _make_page_keys(job, planned)
    fresh = {n: r for n, r in job.old.pages.items() if keys.get(n) == r.key and _is_intact(job, r.files)}
    stale = {name: planned[name] for name in planned if name not in fresh}
    groups = list(order_pages(stale))
    made = (outcome for group in groups for outcome in workers.make_pages([(planned[n], keys[n]) for n in group]))
    outcomes = list(_follow(job.progress, made, len(stale)))
    built = {name: outcome.record for name, outcome in zip(chain(*groups), outcomes, strict=True)}
    pages = {name: built.get(name) or fresh[name] for name in planned}
    return pages, tuple(file for outcome in outcomes for file in outcome.staged)


def _make_page_keys(job: _Job, planned: Mapping[str, AggregatePage]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for name, aggregate in planned.items():
        needed = [keys[need] for need in list_needs(aggregate)]
        keys[name] = cache_keys.make_page_key(job.base_key, aggregate, job.keys, needed)
    return keys


def _make_archives(job: _Job, issues: dict[str, IssueRecord]) -> Iterator[Archive]:
    """Yield the archive of a publication in each of its languages, the main one first, without what was withdrawn."""
    publication = job.publication
    live = [record for record in issues.values() if record.is_live]
    shown = [(record.summary, *record.others) for record in live if not record.is_withdrawn]
    order = publication.rhythm.order
    for number, version in enumerate((publication, *publication.others)):
        summaries = [summary[number] for summary in shown]
        gone = [one for record in live for one in record.tombstones[number : number + 1]]
        newest_first = sorted(
            summaries, key=lambda one: (one.published.astimezone(UTC), order(one.period)), reverse=True
        )
        latest = sorted((one for each in gone for one in each), key=lambda one: (one.at.astimezone(UTC), one.path))
        listed = tuple(one for one in newest_first if not one.corrects)
        notices = tuple(one for one in newest_first if one.corrects)
        reports = job.reports[version.folder]
        yield Archive(version, listed, notices, tuple(reversed(latest)), reports, job.paths.as_of)


def _keep_pictures(job: _Job, made: Manifest) -> tuple[StagedFile, ...]:
    """Stage the pictures of published e-mails that nothing else has made.

    Raises:
        ProblemsFoundError: one of them cannot be made again.
    """
    withdrawn = {str(one.summary.period): frozenset(one.withdrawn_files) for one in made.issues.values()}
    wanted = find_kept_pictures(job.record, job.publication, made.files_by_path().keys(), withdrawn)
    kept = [keep_picture(period, picture, job.paths.root, job.out) for period, picture in wanted]
    refuse_errors(tuple(one for one in kept if isinstance(one, Problem)))
    return tuple(stage(one, job.out, job.staging) for one in kept if isinstance(one, Artifact))


def _is_fresh(job: _Job, name: str, record: IssueRecord) -> bool:
    """Tell whether the files of an issue are up to date: neither what they were made of nor they have changed."""
    is_live = record.live_on is not None and record.live_on <= job.paths.as_of
    is_future = is_live and record.summary.updated.date() > job.paths.as_of  # a correction with a later date is refused
    same = job.keys.get(name) == record.key and is_live == record.is_live and not is_future
    return same and _is_intact(job, record.files)


def _is_intact(job: _Job, files: Iterable[FileRecord]) -> bool:
    return all(is_unchanged(file.path, file.size, file.changed, job.out) for file in files)


def _require_record(outcome: IssueOutcome) -> IssueRecord:
    if outcome.record is None:
        raise BuildError(f"{outcome.name}: nothing was made of this issue.")
    return outcome.record


def _follow(progress: Progress, outcomes: Iterable[T], total: int) -> Iterator[T]:
    for done, outcome in enumerate(outcomes, 1):
        progress(done, total)
        yield outcome


def _publish(job: _Job, result: _Result, problems: tuple[Problem, ...]) -> BuildReport:
    _refuse_double_claims(result.manifest)
    files = result.manifest.files_by_path()
    _record_new_files(job, files)
    publish(result.staged, job.out, job.paths.staging)
    removed = remove(job.old.files_by_path().keys() - files.keys(), job.out)
    if result.manifest != job.old:
        write_manifest(job.out, job.staging, result.manifest)
    found = [problem for record in result.shown for problem in record.problems]
    found += _find_numbers_used_twice(result.manifest.issues)
    return report_build(result.shown, result.staged, len(files), removed, [*problems, *found])


def _find_numbers_used_twice(issues: Mapping[str, IssueRecord]) -> Iterator[Problem]:
    """Yield a warning for each issue that has the number of an earlier one: neither can be sent."""
    first: dict[int, IssueRecord] = {}
    for name, record in issues.items():
        if record.number is not None and first.setdefault(record.number, record) is not record:
            message = f"{record.number} is already the number of {first[record.number].summary.period}"
            hint = "Give each issue a number of its own."
            yield Problem(Location(name), "issue.number-twice", message, hint, "number", Severity.WARNING)


def _record_new_files(job: _Job, files: dict[str, FileRecord]) -> None:
    """Record the new files first, so that a later build removes them if this one is killed half-way."""
    before = job.old.files_by_path()
    if new := tuple(file for path, file in files.items() if path not in before):
        unfinished = {_UNFINISHED: PageRecord("", new)}
        write_manifest(job.out, job.staging, replace(job.old, pages=job.old.pages | unfinished))


def _refuse_double_claims(manifest: Manifest) -> None:
    if twice := manifest.find_double_claims():
        raise BuildError(f"Two outputs claim the same file: {', '.join(twice)}. Change the path of one of them.")
