"""From an issue's file to what can be sent: loaded, checked, rendered, with all that speaks against sending it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from newsletter.checking import Stage, ask, check_issue, check_publication
from newsletter.checking.contexts import EmailContext
from newsletter.documents.publication import Publication
from newsletter.documents.waivers import Waiver
from newsletter.errors import Problem, Severity
from newsletter.loading import LoadedIssue, LoadedPublication, load_issue, load_publication
from newsletter.parsing.document import Document
from newsletter.providers.base import Capabilities
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.edition import Edition
from newsletter.rendering.email import render_campaign
from newsletter.rendering.renderer import make_renderer
from newsletter.sending.approvals import load_approvals
from newsletter.sending.plan import Readiness
from newsletter.sending.requirements import ApprovalPolicy


@dataclass(frozen=True, slots=True)
class Prepared:
    """An issue ready to be planned."""

    publication: Publication
    source: Document
    """The document that the publication came from, so that rules can point at its lines."""
    campaign: Campaign
    readiness: Readiness


def prepare_issue(root: Path, period: str, now: datetime) -> Prepared:
    """Load, check and render an issue of the publication in the folder ``root``.

    Raises:
        ProblemsFoundError: the issue or the publication cannot be used.

    """
    described = load_publication(root)
    publication = described.publication
    name = f"issues/{period}.yaml"
    loaded = load_issue(root / name, name, publication.packs)
    renderer = make_renderer(root, publication.packs)
    edition = Edition(publication, loaded.issue)
    campaign = render_campaign(edition, renderer)
    size = ask(EmailContext(edition, renderer, campaign), loaded.document, Stage.BUILD)
    problems = check_issue(loaded, publication, now.astimezone(publication.zone).date())
    return Prepared(publication, described.document, campaign, _assess(loaded, (*problems, *size)))


def apply_publication_policy(root: Path, prepared: Prepared, capabilities: Capabilities, today: date) -> Prepared:
    """Add what is wrong with the publication, what it asks before a send, and which approvals there are.

    Raises:
        ProblemsFoundError: the file of approvals cannot be understood.
    """
    asked = prepared.publication.sending
    by_default = capabilities.reaches_readers and capabilities.test_send == "any"
    policy = ApprovalPolicy(
        approvals_needed=asked.approvals,
        test_first=by_default if asked.test_first is None else asked.test_first,
        approvals=load_approvals(root, prepared.campaign.issue),
    )
    problems = check_publication(LoadedPublication(prepared.publication, prepared.source), today, root)
    found = prepared.readiness
    blockers = (*found.blockers, *_format_problems(problems, Severity.ERROR))
    warnings = (*found.warnings, *_format_problems(problems, Severity.WARNING))
    return replace(prepared, readiness=Readiness(blockers, warnings, policy))


def _assess(loaded: LoadedIssue, problems: tuple[Problem, ...]) -> Readiness:
    errors, warnings = _format_problems(problems, Severity.ERROR), _format_problems(problems, Severity.WARNING)
    warnings += [_format_waiver(waiver) for waiver in loaded.issue.waivers]
    if not loaded.issue.is_ready:
        errors.append(
            f"{loaded.issue.period} is a draft. Write status: ready in {loaded.document.file} when it may go out."
        )
    return Readiness(tuple(errors), tuple(warnings))


def _format_problems(problems: Iterable[Problem], severity: Severity) -> list[str]:
    return [str(problem) for problem in problems if problem.severity is severity]


def _format_waiver(waiver: Waiver) -> str:
    where = waiver.block or waiver.path or "the issue as a whole"
    return f"Waived: {waiver.rule} for {where}. {waiver.reason}"
