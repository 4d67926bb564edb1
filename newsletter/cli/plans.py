"""The plan of a send as people read it: what goes to whom and when, what speaks against it, and what will be done."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

import click

from newsletter.cli.console import show_pairs
from newsletter.cli.send_output import show_history
from newsletter.cli.terminal import clean_line, say

if TYPE_CHECKING:
    from newsletter.providers.base import Audience, Capabilities
    from newsletter.sending.plan import Plan

STEPS = {
    "write the intent to the ledger": "Record that the issue is being sent, so that no one else sends it too.",
    "look for the issue at the provider": "Ask {provider} whether it already has the issue, and stop if it was sent.",
    "put the draft there": "Give the issue to {provider} as a draft.",
    "read the draft back and compare it": "Read the draft back, and stop if anything in it differs.",
    "look at the audience once more": "Check the audience again, and stop if it is a different one or has grown a lot.",
    "write to the ledger that it is being sent": "Record that it may have been sent from here on.",
    "send it": "Send it to {audience}.",
    "record the receipt": "Record the answer of {provider}.",
}
"""What each step of a send means to the person who is asked."""


def show_plan(plan: Plan) -> None:
    """Print a plan."""
    show_pairs(_describe(plan))
    if plan.found is not None:
        say(f"\n{plan.provider} has it already: {plan.found.state} as {clean_line(plan.found.id)}")
    if plan.history.events:
        say(click.style("\nWhat happened so far", bold=True))
        show_history(plan.history)
    if plan.warnings:
        say(click.style("\nBefore you send", bold=True))
    show_warnings(plan.warnings)
    if plan.steps:
        say(click.style("\nWhat will be done", bold=True))
    for number, step in enumerate(plan.steps, 1):
        say(f"{number}. {_format_step(step, plan)}")
    say()


def show_warnings(warnings: Iterable[str]) -> None:
    """Print warnings, one a line."""
    for warning in warnings:
        say(click.style(clean_line(warning), fg="yellow"))


def _format_step(step: str, plan: Plan) -> str:
    words = STEPS.get(step) or f"{step[:1].upper()}{step[1:]}."
    return words.format(provider=plan.provider, audience=format_audience(plan.audience)) if step in STEPS else words


def _describe(plan: Plan) -> dict[str, str]:
    campaign = plan.campaign
    return {
        "Issue": campaign.name,
        "Subject": campaign.subject,
        "Preheader": campaign.preheader or "none: inboxes show how the mail begins",
        "From": f"{campaign.sender.name} <{campaign.sender.email}>",
        "To": format_audience(plan.audience),
        "When": _format_moment(plan.at) if plan.at else "at once, when you have confirmed it",
        "Published": _format_moment(campaign.date),
        "Provider": f"{plan.provider}: {_format_capabilities(plan.capabilities)}",
        **({"Key goes to": plan.server} if plan.server else {}),
        "Web": _format_live(plan),
        "Tested": f"seen by {', '.join(plan.tested)}" if plan.tested else "this content was not test-sent",
        "Approved": _format_approvals(plan),
        "Digest": f"{campaign.digest} (of all that readers get: it changes with every letter)",
    }


def format_audience(audience: Audience) -> str:
    """Say whom an audience is made of: Subscribers, 120 readers."""
    if audience.size is None:
        return f"{audience.name} (number of readers unknown)"
    return f"{audience.name}, {audience.size:,} {'reader' if audience.size == 1 else 'readers'}"


def _format_moment(moment: datetime) -> str:
    from newsletter.documents.dates import name_weekday

    return f"{name_weekday(moment.date())} at {moment:%H:%M %Z}"


def _format_capabilities(known: Capabilities) -> str:
    text = "sends the plain text that you see" if known.own_text else "makes a plain text of its own"
    whom = {"any": "a test can go to anyone", "subscribers": "a test can go to subscribers", "none": "no tests"}
    step = known.schedule_step
    waits = "it sends at once" if step is None else "it can wait for a time"
    rhythm = f", every {step} minutes" if step and step > 1 else ""
    return f"{text}; {whom[known.test_send]}; {waits}{rhythm}"


def _format_live(plan: Plan) -> str:
    from newsletter.sending.live import WEB

    if plan.live is None:
        return "not looked at: --online looks at page, pictures and links" if plan.may_go else "not looked at"
    if any(fault.what == WEB for fault in plan.live.faults):
        return "not looked at: see below"
    if faults := len(plan.live.faults):
        return f"{faults} of {len(plan.live.findings)} not as it should be: see below"
    pictures = len(plan.live.pictures)
    return f"the page and {pictures} {'picture' if pictures == 1 else 'pictures'}, as they are sent"


def _format_approvals(plan: Plan) -> str:
    needed, by = plan.policy.approvals_needed, ", ".join(plan.approved_by)
    if not needed:
        return f"not needed, but given by {by}" if by else "not needed"
    people = "1 person" if needed == 1 else f"{needed} people"
    return f"by {by}; needed: {people}" if by else f"by no one yet; needed: {people}"
