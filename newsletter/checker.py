"""All that ``newsletter check`` does: every rule, on the publication and its issues, in one process or several."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from newsletter.checking import check_publication
from newsletter.checking.registry import Stage
from newsletter.checking.waivers import Waived
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, ProblemsFoundError, Severity, sort_problems
from newsletter.loading import load_publication
from newsletter.pipeline import Pipeline, Tools, open_pipeline
from newsletter.process_pool import count_processes, open_process_pool
from newsletter.year_reports import load_reports

POOL_THRESHOLD = 24
"""Issues from which starting processes costs less time than it saves."""


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What to check: the ``chosen`` issues of the publication in ``root``, as on a day, with these tools."""

    root: Path
    today: date
    chosen: tuple[str, ...]
    tools: Tools
    find_made: Callable[[str], bytes | None] | None = None
    """Returns what an earlier build has made of a picture, so that it is not made again."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found, what the issues waive, how many were checked, and which checks could not be made."""

    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    checked: int = 0
    notes: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many problems have this severity."""
        return sum(problem.severity is severity for problem in self.problems)


Progress = Callable[[int, int], None]
"""Called with how many issues are checked, and how many there are."""


def check_all(request: CheckRequest, progress: Progress = lambda _done, _total: None) -> CheckResult:
    """Apply every rule there is.

    Raises:
        ProblemsFoundError: the publication itself cannot be used.
        TemplateError: a template of the publication is wrong.
    """
    loaded = load_publication(request.root)
    problems = list(check_publication(loaded, request.today, request.root, Stage.CHECK, has_issues=True))
    problems += _check_reports(request.root, loaded.publication)
    waived: list[Waived] = []
    notes: list[str] = []
    for done, found in enumerate(_check_each(request), 1):
        progress(done, len(request.chosen))
        problems += found.problems
        waived += found.waived
        notes += found.notes
    return CheckResult(sort_problems(problems), tuple(waived), len(request.chosen), tuple(dict.fromkeys(notes)))


def _check_reports(root: Path, publication: Publication) -> tuple[Problem, ...]:
    """Return the problems in the year reports that an editor has written."""
    try:
        load_reports(root, publication)
    except ProblemsFoundError as error:
        return error.problems
    return ()


def _check_each(request: CheckRequest) -> Iterator[CheckResult]:
    """Check each issue: here if there are few, or links to follow; in a pool of processes if there are many."""
    if request.tools.web or count_processes() == 1 or len(request.chosen) < POOL_THRESHOLD:
        pipeline = _open_pipeline(request)
        yield from (_check_issue(pipeline, name) for name in request.chosen)
        return
    with open_process_pool("the check") as pool:
        yield from pool.map(partial(_check_in_pool, request), request.chosen, chunksize=8)


_PIPELINES: dict[Path, Pipeline] = {}
"""The pipeline of a process of a pool, which lives no longer than one check."""


def _check_in_pool(request: CheckRequest, name: str) -> CheckResult:
    if request.root not in _PIPELINES:
        _PIPELINES[request.root] = _open_pipeline(request)
    return _check_issue(_PIPELINES[request.root], name)


def _open_pipeline(request: CheckRequest) -> Pipeline:
    publication = load_publication(request.root).publication
    pipeline = open_pipeline(request.root, publication, Stage.CHECK, request.today, request.tools)
    pipeline.renderer.pictures.find_made = request.find_made or pipeline.renderer.pictures.find_made
    return pipeline


def _check_issue(pipeline: Pipeline, name: str) -> CheckResult:
    try:
        prepared = pipeline.prepare(name)
    except ProblemsFoundError as error:
        return CheckResult(error.problems)
    return CheckResult(prepared.problems, prepared.waived, 1, prepared.notes)
