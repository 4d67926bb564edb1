"""All that ``newsletter check`` does: every rule, on the publication and on its issues, and their waivers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from newsletter.checking import find_in_issue, find_in_publication
from newsletter.checking.base import ISSUE_RULES, Rule, Stage, choose
from newsletter.checking.mails import EMAIL_RULES, Mail
from newsletter.checking.rendered import find_in_mail
from newsletter.checking.reporting import report
from newsletter.checking.subjects import Premises
from newsletter.checking.waiving import WAIVER_RULES, Leftovers, Waived, sift
from newsletter.documents.publication import Publication
from newsletter.errors import Problem, ProblemsFoundError, Severity, sort_problems
from newsletter.loading import LoadedIssue, load_issue
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import make_renderer
from newsletter.settings import load_publication


@dataclass(frozen=True, slots=True)
class Request:
    """What to check: the ``chosen`` of all issues of the publication in ``root``, as on a day."""

    root: Path
    today: date
    names: tuple[str, ...]
    chosen: tuple[str, ...]
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
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


def inspect(request: Request, progress: Progress = lambda _done, _total: None) -> Inspection:
    """Apply every rule there is.

    Raises:
        ProblemsFoundError: the publication itself cannot be used.
        TemplateError: a template of the publication is wrong.
    """
    loaded = load_publication(request.root)
    premises = Premises(loaded.publication, request.today, request.root)
    problems = list(find_in_publication(loaded.document, premises, Stage.CHECK))
    waived: list[Waived] = []
    inspector = Inspector(request, loaded.publication)
    for done, name in enumerate(request.chosen, 1):
        found, excused = inspector.inspect_issue(name)
        progress(done, len(request.chosen))
        problems += found
        waived += excused
    return Inspection(sort_problems(problems), tuple(waived), len(request.chosen))


class Inspector:
    """Inspects the issues of one publication; holds what they share."""

    def __init__(self, request: Request, publication: Publication) -> None:
        self._request = request
        self._publication = publication
        self._renderer = make_renderer(request.root)
        kinds: tuple[Mapping[str, Rule[Any]], ...] = (ISSUE_RULES, EMAIL_RULES)
        self._asked = frozenset(rule.id for rules in kinds for rule in choose(rules, publication, Stage.CHECK))

    def inspect_issue(self, name: str) -> tuple[tuple[Problem, ...], tuple[Waived, ...]]:
        """Return the problems of one issue, and those that its editor answers for."""
        try:
            loaded = load_issue(self._request.root / name, name)
        except ProblemsFoundError as error:
            return error.problems, ()
        sifted = sift(loaded, self._find(loaded))
        left = Leftovers(loaded.issue, sifted.unused, self._asked)
        stale = (
            report(loaded.document, rule, finding, is_ready=loaded.issue.is_ready)
            for rule in WAIVER_RULES.values()
            for finding in rule.find(left)
        )
        return (*sifted.problems, *stale), sifted.waived

    def _find(self, loaded: LoadedIssue) -> Iterator[Problem]:
        yield from find_in_issue(loaded, self._publication, Stage.CHECK)
        edition = Edition(self._publication, loaded.issue)
        campaign = render_campaign(edition, self._renderer)
        mail = Mail(edition, self._renderer, campaign.html.encode(), campaign.text)
        yield from find_in_mail(loaded.document, mail, Stage.CHECK)
