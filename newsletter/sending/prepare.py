"""An issue prepared for a send, with all that blocks the send."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from newsletter.checking import Stage, check_publication
from newsletter.documents.dates import name_day
from newsletter.documents.issue import Waiver
from newsletter.documents.publication import Publication
from newsletter.documents.published import PublishedIssue
from newsletter.errors import Problem, ProblemsFoundError, Reason, Severity
from newsletter.loading import LoadedPublication, load_publication
from newsletter.pipeline import PreparedIssue, open_pipeline, open_tools
from newsletter.providers.base import Capabilities
from newsletter.published import load_published
from newsletter.rendering.campaign import Campaign
from newsletter.rendering.entries import Tombstone
from newsletter.rendering.mail_pictures import MailPicture, list_loaded_pictures, list_mail_variants
from newsletter.rendering.pictures import Pictures
from newsletter.sending.approvals import ApprovalPolicy, load_approvals
from newsletter.sending.corrected import find_corrected
from newsletter.sending.plan import Readiness


@dataclass(frozen=True, slots=True)
class PreparedSend:
    """An issue ready to be planned."""

    loaded: LoadedPublication
    """The publication with its document, so that rules can point at its lines."""
    issue: PreparedIssue
    readiness: Readiness
    pictures: tuple[MailPicture, ...] = ()
    """What the e-mail loads from the site; what is attached to it is not among it."""
    recorded: PublishedIssue | None = None
    """What ``issues/published.json`` has of the issue."""
    files: Pictures | None = None
    """The pictures of the publication, some of them encoded already."""
    others: tuple[PreparedIssue, ...] = ()
    """The issue in the other languages of its publication: in the same e-mail, or in one that goes out with it."""

    @property
    def campaign(self) -> Campaign:
        """The issue as it is sent."""
        return self.issue.campaign

    @property
    def publication(self) -> Publication:
        """The publication that the issue is of."""
        return self.loaded.publication


def prepare_issue(root: Path, period: str, now: datetime) -> PreparedSend:
    """Prepare the e-mail of an issue, of several editions that in the main language; see ``prepare_editions``.

    Raises:
        ProblemsFoundError: the issue or the publication cannot be used.

    """
    return next(one for one in prepare_editions(root, period, now) if not one.publication.folder)


def prepare_editions(root: Path, period: str, now: datetime) -> tuple[PreparedSend, ...]:
    """Prepare the e-mails of an issue of the publication in the folder ``root``, in the order of its languages.

    Raises:
        ProblemsFoundError: the issue or the publication cannot be used.

    """
    loaded = load_publication(root)
    publication = loaded.publication
    today = now.astimezone(publication.zone).date()
    pipeline = open_pipeline(root, publication, Stage.SEND, today, open_tools(root))
    prepared = pipeline.prepare(f"issues/{period}.yaml")
    every, readiness = prepared.in_every_language, _find_blockers(prepared)
    variants = list_mail_variants(prepared.edition, pipeline.renderer)
    return tuple(
        PreparedSend(
            replace(loaded, publication=one.edition.publication),
            one,
            replace(readiness, corrected=find_corrected(one.edition.issue, one.edition.publication)),
            list_loaded_pictures(one.campaign, one.edition.publication, variants),
            files=pipeline.renderer.pictures,
            others=tuple(other for other in every if other is not one),
        )
        for one in prepared.mails
    )


def apply_publication_policy(
    root: Path, prepared: PreparedSend, capabilities: Capabilities, today: date
) -> PreparedSend:
    """Add what is wrong with the publication, what it asks before a send, and which approvals there are.

    Raises:
        ProblemsFoundError: the file of approvals cannot be understood.
    """
    asked = prepared.publication.sending
    by_default = capabilities.reaches_readers and capabilities.test_send == "any"
    policy = ApprovalPolicy(
        approvals_needed=asked.approvals,
        test_first=by_default if asked.test_first is None else asked.test_first,
        approvals=load_approvals(root, prepared.campaign.issue, prepared.campaign.edition),
    )
    recorded, broken = _find_recorded(root, prepared)
    problems = (*check_publication(prepared.loaded, today, root, Stage.SEND, has_issues=True), *broken)
    found = prepared.readiness
    blockers = (*found.blockers, *_format_problems(problems, Severity.ERROR))
    warnings = (*found.warnings, *_format_problems(problems, Severity.WARNING))
    readiness = replace(found, blockers=blockers, warnings=warnings, policy=policy)
    return replace(prepared, readiness=readiness, recorded=recorded)


def _find_recorded(root: Path, prepared: PreparedSend) -> tuple[PublishedIssue | None, tuple[Problem, ...]]:
    """Return an issue's entry in the record, or what is wrong with the record, to which a send has to add."""
    try:
        recorded = load_published(root).issues.get(prepared.campaign.issue)
        is_main = not prepared.publication.folder
        return recorded if is_main or not recorded else recorded.languages.get(prepared.publication.language), ()
    except ProblemsFoundError as error:
        return None, error.problems


def _find_blockers(prepared: PreparedIssue) -> Readiness:
    issue = prepared.edition.issue
    errors, warnings = (
        _format_problems(prepared.problems, Severity.ERROR),
        _format_problems(prepared.problems, Severity.WARNING),
    )
    warnings += [_format_waiver(waiver) for waiver in issue.waivers]
    warnings += map(_format_left_out, prepared.edition.withdrawn.tombstones)
    if issue.withdrawn:
        errors.append(Reason(f"{issue.period} was withdrawn on {name_day(issue.withdrawn.at.date())}.", *_NOT_AGAIN))
    if not issue.is_ready:
        terminal = f"Write status: ready in {prepared.document.file} when it may go out."
        errors.append(Reason(f"{issue.period} is a draft.", terminal, "Say that it is ready when it may go out."))
    return Readiness(tuple(errors), tuple(warnings))


_NOT_AGAIN = ("Nothing of it can be sent.", "Nothing of it can be sent.")


def _format_left_out(tombstone: Tombstone) -> str:
    fate = f"was withdrawn on {name_day(tombstone.at.date())} and is left out of the e-mail."
    return Reason("", f"{tombstone.item_id or 'The issue'} {fate}", f"An entry {fate}")


def _format_problems(problems: Iterable[Problem], severity: Severity) -> list[str]:
    return [problem.reason for problem in problems if problem.severity is severity]


def _format_waiver(waiver: Waiver) -> str:
    where = waiver.block or waiver.path or "the issue as a whole"
    message = f"Waived: {waiver.rule} for {where}. {waiver.reason}"
    return Reason("", message, f"One rule was waived here, with this reason: {waiver.reason}")
