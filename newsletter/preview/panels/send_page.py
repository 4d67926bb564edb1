"""What the panel of sending shows: plans, receipts, progress and the ledger's story, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from newsletter.errors import find_page_text
from newsletter.languages.names import name_language
from newsletter.preview.frames import render_page
from newsletter.preview.panels.new_issue import name_in_words
from newsletter.preview.send_jobs import SendJob
from newsletter.sending.editions import Planned, find_left, format_audiences, list_reasons
from newsletter.sending.follow_up import SendReport
from newsletter.sending.history import History, SendStatus
from newsletter.sending.opening import FollowUp
from newsletter.sending.plan import Plan
from newsletter.sending.plan_words import describe_plan, format_moment, format_step
from newsletter.sending.session import Outcome
from newsletter.sending.story import tell_history

_HIDDEN = {"Issue", "Digest"}
"""Pairs of a plan that the panel's heading says, or that it says in its own way."""

_OPEN = {SendStatus.UNKNOWN, SendStatus.SENDING}


@dataclass(frozen=True, slots=True)
class Overview:
    """The panel before anything is confirmed; ``said`` and ``errors`` are what the last act came to."""

    period: str
    title: str
    planned: Sequence[Planned]
    follow_ups: Sequence[FollowUp]
    said: Sequence[str] = ()
    errors: Sequence[str] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def render(self) -> str:
        """Return the plan of each edition, what can be done now, and the ledger's story."""
        plans = [one.plan for one in self.planned]
        return render_page(
            "panels/send.html",
            period=self.period,
            title=self.title,
            plans=[_describe(plan) for plan in plans],
            reasons=_split_lines(list_reasons(self.planned)),
            is_refused=any(plan.decision.outcome is Outcome.REFUSED for plan in plans),
            may_go=bool(find_left(self.planned)),
            can_test=any(plan.capabilities.test_send != "none" for plan in plans),
            languages=[(one, _name_language(one)) for plan in plans if (one := plan.campaign.edition)],
            can_wait=any(plan.capabilities.schedule_step for plan in plans),
            said=_split_lines(self.said),
            errors=_split_lines(self.errors),
            given={"at": "", "most": "", "addresses": "", "language": "", **self.given},
            **self._follow_up(),
        )

    def _follow_up(self) -> dict[str, object]:
        known = [(one, one.context.ledger.read(one.marker)) for one in self.follow_ups]
        zone = self.planned[0].session.prepared.publication.zone if self.planned else ZoneInfo("UTC")
        effective = [event for _, history in known if (event := history.effective_event)]
        return {
            "story": [(_name_language(one.language), list(tell_history(history, zone))) for one, history in known],
            "can_ask": any(event.remote_id for event in effective),
            "can_cancel": any(history.status is SendStatus.SCHEDULED for _, history in known),
            "unsettled": [(one.language, _name_language(one.language)) for one, it in known if _may_settle(it)],
        }


def show_confirmation(planned: Sequence[Planned], left: Sequence[Planned], name: str, error: str = "") -> str:
    """Return the plan with what was found on the web, and ask for the name of the issue."""
    return render_page(
        "panels/send_confirm.html",
        period=left[0].plan.campaign.issue,
        title=left[0].session.prepared.issue.edition.issue.title,
        plans=[_describe(one.plan) for one in left],
        before=_split_lines(list_reasons(planned)),
        audience=find_page_text(format_audiences(left)),
        words=name_typed(left),
        at=left[0].plan.at,
        name=name,
        error=error,
    )


def name_typed(left: Sequence[Planned]) -> str:
    """Return the words that a person types who sends: the period of the issue, such as January 2024."""
    edition = left[0].session.prepared.issue.edition
    return name_in_words(edition.issue.period, edition.publication)


def show_progress(job: SendJob, title: str) -> str:
    """Return the steps of a send that runs."""
    return render_page(
        "panels/send_progress.html", period=job.period, title=title, steps=list(job.steps), said=list(job.said)
    )


def format_report(follow_up: FollowUp, report: SendReport) -> Iterator[str]:
    """Say what the provider has of an edition, and in what that differs from the ledger."""
    found, name = report.remote_campaign, follow_up.context.provider.name
    if found is None:
        yield f"{name} has nothing of it."
        return
    counted = {"recipients": "recipients", "sent": "sent", "bounces": "bounced", "unsubscribes": "unsubscribed"}
    figures = [
        f"{count:,} {words}"
        for field, words in counted.items()
        if (count := getattr(found.statistics, field)) is not None
    ]
    at = f" for {format_moment(found.at)}" if found.at else ""
    yield f"{name} says: {found.state}{at}{': ' if figures else ''}{', '.join(figures)}."
    yield from (find_page_text(it.message) for it in report.discrepancies)


def _describe(plan: Plan) -> dict[str, Any]:
    """Return what a template shows of a plan."""
    rows = describe_plan(plan)
    found, live = plan.found, plan.live.findings if plan.live else ()
    return {
        "language": _name_language(plan.campaign.edition),
        "rows": [(name, find_page_text(value)) for name, value in rows.items() if name not in _HIDDEN],
        "version": plan.campaign.digest[:8],
        "found": f"{plan.provider} has it already: {found.state}." if found else "",
        "warnings": _split_lines([warning for warning in plan.warnings if warning not in [it.reason for it in live]]),
        "live": [(it.is_fault, find_page_text(it.reason)) for it in live],
        "steps": [_say_step(step, plan) for step in plan.steps],
    }


def _say_step(step: str, plan: Plan) -> str:
    return find_page_text(format_step(step, plan))


def _split_lines(texts: Sequence[str]) -> list[str]:
    """Return sentences for the page; one that has several lines is several."""
    return [line for one in texts for line in find_page_text(one).splitlines() if line.strip()]


def _name_language(language: str) -> str:
    return name_language(language) if language else ""


def _may_settle(history: History) -> bool:
    event = history.effective_event
    return event is not None and (history.status in _OPEN or event.reached_nobody)
