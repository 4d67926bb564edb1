"""All that ``newsletter check`` does: every rule, on the publication and on its issues, and their waivers."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.checking import apply, find_in_publication
from newsletter.checking.analysis.spell_checker import FOLDERS, Speller
from newsletter.checking.analysis.word_lists import find_own_words, read_words
from newsletter.checking.archives import ARCHIVE_RULES, Archive, ArchiveContext
from newsletter.checking.contexts import IssueContext, PublicationContext
from newsletter.checking.mails import EMAIL_RULES, EmailContext, Judged
from newsletter.checking.online import ONLINE_RULES, LinkContext
from newsletter.checking.registry import ISSUE_RULES, Rule, Stage, choose
from newsletter.checking.waivers import WAIVER_RULES, Waived, WaiverContext, apply_waivers
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
    judge: Callable[[bytes], Judged | None] | None = None
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
    context = PublicationContext(loaded.publication, request.today, request.root)
    problems = list(find_in_publication(loaded.document, context, Stage.CHECK))
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
        self._archive = Archive(request.root, request.names)
        self._spellers: dict[str, Speller] = {}
        kinds: tuple[Mapping[str, Rule[Any]], ...] = (ISSUE_RULES, EMAIL_RULES, ARCHIVE_RULES)
        kinds = (*kinds, ONLINE_RULES) if request.web else kinds
        self._asked = frozenset(rule.id for rules in kinds for rule in choose(rules, publication, Stage.CHECK))

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
        sifted = apply_waivers(loaded, self._find(loaded))
        left = WaiverContext(loaded.issue, sifted.unused, self._asked - self._find_unable(loaded))
        stale = apply(WAIVER_RULES, left, loaded, self._stage)
        return CheckResult((*sifted.problems, *stale), sifted.waived, 1, self.notes)

    def _find_unable(self, loaded: LoadedIssue) -> frozenset[str]:
        """Return the rules that were asked, but lacked what they judge by: a dictionary, a spam filter."""
        speller = self._find_speller(Edition(self._publication, loaded.issue).language)
        by_dictionary = dict.fromkeys(("words.spelling", "review.unknown-name"), bool(speller.missing))
        lacking = by_dictionary | {"email.spam-score": self._request.judge is None}
        return frozenset(rule for rule, lacks in lacking.items() if lacks)

    @property
    def _stage(self) -> tuple[Publication, Stage]:
        return self._publication, Stage.CHECK

    def _find(self, loaded: LoadedIssue) -> Iterator[Problem]:
        edition = Edition(self._publication, loaded.issue)
        speller, today = self._find_speller(edition.language), self._request.today
        context = IssueContext(loaded.issue, self._publication, loaded.document.file, speller, today)
        yield from apply(ISSUE_RULES, context, loaded, self._stage)
        yield from apply(ARCHIVE_RULES, ArchiveContext(context, self._archive), loaded, self._stage)
        campaign = render_campaign(edition, self._renderer)
        email = EmailContext(edition, self._renderer, campaign.html.encode(), campaign, self._request.judge)
        yield from apply(EMAIL_RULES, email, loaded, self._stage)
        if self._request.web:
            outcomes = self._request.web.follow_all(link.url for link in context.links)
            yield from apply(ONLINE_RULES, LinkContext(context, outcomes), loaded, self._stage)

    def _find_speller(self, language: str) -> Speller:
        if language not in self._spellers:
            folders = (self._request.root / "dictionaries", *self._request.dictionaries)
            words = (*find_own_words(self._publication), *read_words("modern"))
            self._spellers[language] = Speller(language, folders, words)
        return self._spellers[language]
