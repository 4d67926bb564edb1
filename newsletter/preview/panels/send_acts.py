"""What the panel of sending does: the same code and the same refusals as the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from newsletter.errors import NewsletterError, SendRefusedError, find_page_text, join_reasons
from newsletter.preview.panels.send_page import (
    Overview,
    format_report,
    name_typed,
    show_confirmation,
    show_progress,
)
from newsletter.preview.send_jobs import SendJob, ShownPlan
from newsletter.rendering.message import check_address
from newsletter.sending.blockers import find_growth_blockers
from newsletter.sending.editions import (
    Planned,
    Sent,
    find_left,
    list_reasons,
    plan_editions,
    require_typed,
    send_editions,
)
from newsletter.sending.follow_up import ask_provider, cancel_editions, report_send
from newsletter.sending.live import WEB
from newsletter.sending.opening import FollowUp, SendSession, open_follow_ups, open_sessions
from newsletter.sending.options import NOW_TO_ALL, SendOptions, read_time
from newsletter.sending.plan_words import format_moment, format_step
from newsletter.sending.reconcile import resolve_unknown
from newsletter.sending.test_send import send_test

if TYPE_CHECKING:
    from newsletter.preview.app import Preview

_NUMBER = re.compile(r"[0-9]{1,9}")
_BETWEEN = re.compile(r"[\s,;]+")

Given = Mapping[str, str]


class SendPanel:
    """The panel of one issue, for one request."""

    def __init__(self, preview: Preview, period: str) -> None:
        self.period = period
        self._root, self._environment, self._jobs = preview.root, preview.environment, preview.jobs
        self._documents = preview.editing.documents

    def show(self) -> str:
        """Return how far a send is that runs; otherwise the plan, with what became of the last one."""
        job = self._jobs.find(self.period)
        if job is not None and not job.is_over:
            return show_progress(job, self._name())
        return self._show_overview(job.said if job else (), job.error if job else "")

    def act(self, given: Given) -> str:
        """Do what a form asks for; return the panel as it is then, with the reason where that is refused."""
        acts: dict[str, Callable[[Given], str]] = {
            "look": self._look,
            "send": self._send,
            "test": self._send_test,
            "ask": self._ask_provider,
            "settle": self._settle,
            "cancel": self._cancel,
        }
        act = acts.get(given.get("act", ""))
        if act is None or self._jobs.is_running(self.period):
            return self.show()
        try:
            return act(given)
        except NewsletterError as error:
            return self._show_overview(error=find_page_text(error.reason), given=given)

    def _show_overview(self, said: Sequence[str] = (), error: str = "", given: Given | None = None) -> str:
        try:
            planned = [*plan_editions(self._open(), NOW_TO_ALL)]
            fault = ""
        except NewsletterError as failure:
            planned, fault = [], find_page_text(failure.reason)
        errors = [*filter(None, [error, fault])]
        return Overview(self.period, self._name(), planned, self._follow_up(), said, errors, given or {}).render()

    def _name(self) -> str:
        return self._documents.name_issue(self.period)

    def _open(self) -> tuple[SendSession, ...]:
        return open_sessions(self._root, self.period, self._environment)

    def _follow_up(self) -> tuple[FollowUp, ...]:
        try:
            return open_follow_ups(self._root, self.period, self._environment)
        except NewsletterError:  # the plan says what is wrong
            return ()

    def _look(self, given: Given) -> str:
        """Look at page and pictures too, and ask for a confirmation where nothing speaks against the send."""
        sessions = [session.look_at_web(is_kept=True) for session in self._open()]
        options = _read_options(sessions[0], given)
        planned = plan_editions(sessions, options)
        left = find_left(planned)
        if not left:
            return Overview(self.period, self._name(), planned, self._follow_up(), given=given).render()
        return show_confirmation(planned, left, self._jobs.remember(ShownPlan(self.period, left)))

    def _send(self, given: Given) -> str:
        """Start the send of a plan that was shown, once its issue was typed."""
        name = given.get("plan", "")
        shown = self._jobs.find_shown(name, self.period)
        if shown is None:
            return self._show_overview(error="Nothing was sent: this plan is not open any more. Look at it once more.")
        try:
            require_typed(_read_typed(given.get("typed", ""), name_typed(shown.left), self.period), self.period)
        except SendRefusedError:
            wrong = f"These are other words than {name_typed(shown.left)}. Nothing was sent."
            return show_confirmation(shown.left, shown.left, name, error=wrong)
        self._jobs.start(name, self.period, lambda job: self._carry_out(job, shown))
        return self.show()

    def _carry_out(self, job: SendJob, shown: ShownPlan) -> tuple[str, ...]:
        """Send what was confirmed, if it is still the same; called by the thread of the job."""
        left = self._confirm(shown)
        counts: dict[str, int] = {}

        def note(step: str) -> None:
            counts[step] = counts.get(step, -1) + 1
            job.steps.append(find_page_text(format_step(step, left[counts[step]].plan)))

        lines: list[str] = []
        for sent in send_editions(left, now=datetime.now(UTC), on_step=note):
            lines += _describe_sent(sent)
            job.said = tuple(lines)
        return tuple(lines)

    def _confirm(self, shown: ShownPlan) -> list[Planned]:
        """Return the plan as it is now, with what was seen of the web when it was shown.

        Raises:
            SendRefusedError: it is not what was confirmed.
        """
        options = shown.left[0].plan.options
        planned = plan_editions(self._open(), options)
        left = find_left(planned)
        if not left:
            raise SendRefusedError(join_reasons([*list_reasons(planned), "Nothing was sent."]))
        if not _is_same(left, shown.left):
            raise SendRefusedError(
                "The issue, or a setting of the publication, has changed since the plan was shown. Nothing was sent: "
                "look at the new plan."
            )
        for one, before in zip(left, shown.left, strict=True):
            if reasons := [*find_growth_blockers(before.plan.audience, one.plan.audience)]:
                raise SendRefusedError(join_reasons([*reasons, "Nothing was sent."]))
        return [
            replace(one, plan=replace(one.plan, live=it.plan.live)) for one, it in zip(left, shown.left, strict=True)
        ]

    def _send_test(self, given: Given) -> str:
        people = tuple(dict.fromkeys(map(check_address, filter(None, _BETWEEN.split(given.get("addresses", ""))))))
        lines: list[str] = []
        with self._jobs.acting():
            sessions = self._open()
            chosen = [one for one in sessions if one.prepared.campaign.edition == given.get("language")]
            for session in chosen or sessions:
                receipt = send_test(session.context, session.prepared.campaign, people, now=session.now)
                lines.append(f"Test sent to {', '.join(people)} alone: {find_page_text(receipt.detail)}")
                live = session.make_live_check(is_kept=True).run()
                lines += [find_page_text(fault.reason) for fault in live.faults if fault.what != WEB]
        return self._show_overview(lines)

    def _ask_provider(self, _given: Given) -> str:
        lines: list[str] = []
        with self._jobs.acting():
            for follow_up in self._follow_up():
                lines += format_report(follow_up, report_send(follow_up, ask_provider(follow_up)))
        return self._show_overview(lines)

    def _settle(self, given: Given) -> str:
        """Record what a person has found out about an unknown outcome."""
        answer, language = given.get("was_sent", ""), given.get("language", "")
        if given.get("sure") != "yes" or answer not in {"yes", "no"}:
            raise SendRefusedError("Say which it was, and that you have made sure. Nothing was recorded.")
        with self._jobs.acting():
            for one in open_follow_ups(self._root, self.period, self._environment, language):
                resolve_unknown(one.context, one.marker, was_sent=answer == "yes", now=one.now)
        message = "Recorded: it was sent." if answer == "yes" else "Recorded: it was not sent, and can be sent now."
        return self._show_overview([message])

    def _cancel(self, _given: Given) -> str:
        with self._jobs.acting():
            events = cancel_editions(self._follow_up(), self.period)
        return self._show_overview(
            [
                f"{event.name} is cancelled at {event.provider}: it is a draft again, and can be changed and sent."
                for event in events
            ]
        )


def _read_typed(typed: str, words: str, period: str) -> str:
    """Return the period where its words were typed, in any case and with any spaces; anything else as it is."""
    return period if " ".join(typed.split()).casefold() == words.casefold() else typed


def _read_options(session: SendSession, given: Given) -> SendOptions:
    at, most = given.get("at", "").strip(), given.get("most", "").strip()
    if most and not _NUMBER.fullmatch(most):
        raise SendRefusedError("The highest number of readers is not a whole number. Write it like 1200.")
    time = read_time(at, session.prepared.publication.zone) if at else None
    return SendOptions(time, int(most) if most else None)


def _is_same(left: Sequence[Planned], shown: Sequence[Planned]) -> bool:
    """Whether the editions would be sent as they were shown: the same content, with the same settings."""

    def identify(one: Planned) -> tuple[object, ...]:
        return one.plan.campaign.marker, one.plan.campaign.digest, one.session.prepared.publication

    return list(map(identify, left)) == list(map(identify, shown))


def _describe_sent(sent: Sent) -> list[str]:
    plan = sent.plan
    edition = f" ({plan.campaign.edition})" if plan.campaign.edition else ""
    to = f"{plan.audience.name}{edition}"
    what = f"Sent to {to}" if plan.at is None else f"Scheduled for {to}, {format_moment(plan.at)}"
    return [f"{what}: {find_page_text(sent.receipt.detail)}", *filter(None, [find_page_text(sent.recorded)])]
