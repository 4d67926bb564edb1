"""All that ``newsletter check`` does: every rule, on the publication and on its issues, and their waivers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.checking import check_publication
from newsletter.checking.analysis.link_index import LinkIndex
from newsletter.checking.analysis.spam_filter import SpamScore
from newsletter.checking.analysis.spell_checker import FOLDERS, Speller
from newsletter.checking.analysis.word_lists import find_right_words
from newsletter.checking.contexts import ArchiveContext, EmailContext, IssueContext, LinkContext, WaiverContext
from newsletter.checking.registry import Resource, Stage, ask, choose
from newsletter.checking.waivers import Waived, apply_waivers
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, ProblemsFoundError, Severity, sort_problems
from newsletter.loading import LoadedIssue, load_issue, load_publication
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import make_renderer

if TYPE_CHECKING:
    from newsletter.checking.analysis.link_checker import Web


WORTH_A_POOL = 24
"""Issues from which starting processes costs less time than it saves."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to check: the ``chosen`` of all issues of the publication in ``root``, as on a day.

    ``web`` follows links and ``judge`` asks a spam filter, where they are given; ``dictionaries`` are the folders to
    look for one in, after the publication's own.
    """

    root: Path
    today: date
    names: tuple[str, ...]
    chosen: tuple[str, ...]
    web: Web | None = None
    judge: Callable[[bytes], SpamScore | None] | None = None
    dictionaries: tuple[Path, ...] = FOLDERS


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What was found, what editors answer for, and which checks could not be made."""

    problems: tuple[Problem, ...]
    waived: tuple[Waived, ...] = ()
    checked: int = 0
    notes: tuple[str, ...] = ()

    def count(self, severity: Severity) -> int:
        """Return how many problems weigh so much."""
        return sum(problem.severity is severity for problem in self.problems)


Progress = Callable[[int, int], None]
"""Told how many issues are checked, and how many there are."""


def inspect(request: Request, progress: Progress = lambda _done, _total: None) -> CheckResult:
    """Apply every rule there is.

    Raises:
        ProblemsFoundError: the publication itself cannot be used.
        TemplateError: a template of the publication is wrong.
    """
    loaded = load_publication(request.root)
    problems = list(check_publication(loaded, request.today, request.root, Stage.CHECK))
    waived: list[Waived] = []
    notes: list[str] = []
    for done, found in enumerate(_inspect_all(request, loaded.publication), 1):
        progress(done, len(request.chosen))
        problems += found.problems
        waived += found.waived
        notes += found.notes
    return CheckResult(sort_problems(problems), tuple(waived), len(request.chosen), tuple(dict.fromkeys(notes)))


def _inspect_all(request: Request, publication: Publication) -> Iterator[CheckResult]:
    """Inspect each issue: here where there are few, or links to follow; in a pool of processes where there are many."""
    hands = os.cpu_count() or 1
    if request.web or hands == 1 or len(request.chosen) < WORTH_A_POOL:
        inspector = IssueChecker(request, publication)
        yield from map(inspector.inspect_issue, request.chosen)
        return
    with ProcessPoolExecutor(min(hands, 8), get_context("spawn")) as pool:
        yield from pool.map(partial(_inspect_one, request), request.chosen, chunksize=8)


_INSPECTORS: dict[Path, IssueChecker] = {}
"""The inspector of this process of a pool, which lives no longer than one inspection."""


def _inspect_one(request: Request, name: str) -> CheckResult:
    if request.root not in _INSPECTORS:
        _INSPECTORS[request.root] = IssueChecker(request, load_publication(request.root).publication)
    return _INSPECTORS[request.root].inspect_issue(name)


class IssueChecker:
    """Inspects the issues of one publication; holds what they share."""

    def __init__(self, request: Request, publication: Publication) -> None:
        self._request = request
        self._publication = publication
        self._renderer = make_renderer(request.root, publication.packs)
        self._link_index = LinkIndex(request.root, request.names)
        self._spellers: dict[str, Speller] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """Which checks could not be made, and what is missing for them."""
        return tuple(dict.fromkeys(speller.missing for speller in self._spellers.values() if speller.missing))

    def inspect_issue(self, name: str) -> CheckResult:
        """Return the problems of one issue, and those that its editor answers for."""
        try:
            loaded = load_issue(self._request.root / name, name, self._publication.packs)
        except ProblemsFoundError as error:
            return CheckResult(error.problems)
        context = self._make_context(loaded)
        result = apply_waivers(loaded, self._find(loaded, context))
        left = WaiverContext(context, result.unused, self._find_asked(context))
        return CheckResult((*result.problems, *ask(left, loaded.document, Stage.CHECK)), result.waived, 1, self.notes)

    def _make_context(self, loaded: LoadedIssue) -> IssueContext:
        speller = self._find_speller(Edition(self._publication, loaded.issue).language)
        return IssueContext(loaded.issue, self._publication, loaded.document.file, speller, self._request.today)

    def _find_asked(self, context: IssueContext) -> frozenset[str]:
        """Return the rules that were asked, and had what they judge by."""
        has_dictionary = context.speller is not None and not context.speller.missing
        present = {
            Resource.ARCHIVE: True,
            Resource.DICTIONARY: has_dictionary,
            Resource.SPAM_FILTER: self._request.judge is not None,
            Resource.WEB: self._request.web is not None,
        }
        rules = choose(self._publication, Stage.CHECK)
        return frozenset(rule.id for rule in rules if rule.needs is None or present[rule.needs])

    def _find(self, loaded: LoadedIssue, context: IssueContext) -> Iterator[Problem]:
        yield from ask(context, loaded.document, Stage.CHECK)
        yield from ask(ArchiveContext(context, self._link_index), loaded.document, Stage.CHECK)
        edition = Edition(self._publication, loaded.issue)
        campaign = render_campaign(edition, self._renderer)
        email = EmailContext(edition, self._renderer, campaign, self._request.judge)
        yield from ask(email, loaded.document, Stage.CHECK)
        if self._request.web:
            outcomes = self._request.web.follow_all(link.url for link in context.links)
            yield from ask(LinkContext(context, outcomes), loaded.document, Stage.CHECK)

    def _find_speller(self, language: str) -> Speller:
        if language not in self._spellers:
            folders = (self._request.root / "dictionaries", *self._request.dictionaries)
            words = tuple(find_right_words(self._publication))
            self._spellers[language] = Speller(language, folders, words)
        return self._spellers[language]
