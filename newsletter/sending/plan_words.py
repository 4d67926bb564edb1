"""The plan of a send in words: what goes to whom and when, and what will be done."""

from __future__ import annotations

from datetime import datetime

from newsletter.documents.dates import name_weekday
from newsletter.errors import Reason
from newsletter.providers.base import Audience, Capabilities
from newsletter.sending.live import WEB
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


def format_step(step: str, plan: Plan) -> str:
    """Say in a sentence what a step of a plan does."""
    words = STEPS.get(step) or f"{step[:1].upper()}{step[1:]}."
    if step not in STEPS:
        return words
    audience = format_audience(plan.audience)
    told = (words.format(provider=plan.provider, audience=one) for one in (audience, plan.audience.name))
    return Reason("", *told)


def describe_plan(plan: Plan) -> dict[str, str]:
    """Return a plan as pairs of a name and what to say of it."""
    campaign = plan.campaign
    return {
        "Issue": campaign.name,
        "Subject": campaign.subject,
        "Preheader": campaign.preheader or "none: inboxes show how the mail begins",
        "From": f"{campaign.sender.name} <{campaign.sender.email}>",
        "To": format_audience(plan.audience),
        "When": format_moment(plan.at) if plan.at else "at once, when you have confirmed it",
        "Published": format_moment(campaign.date),
        "Provider": Reason("", f"{plan.provider}: {_format_capabilities(plan.capabilities)}", _explain_provider(plan)),
        **({"Key goes to": plan.server} if plan.server else {}),
        "Web": _format_live(plan),
        "Tested": f"seen by {', '.join(plan.tested)}" if plan.tested else "this content was not test-sent",
        "Approved": _format_approvals(plan),
        "Digest": f"{campaign.digest} (of all that readers get: it changes with every letter)",
    }


def format_audience(audience: Audience) -> str:
    """Describe an audience: Subscribers, 120 readers."""
    if audience.size is None:
        unknown = f"{audience.name} (number of readers unknown)"
        return Reason("", unknown, f"{audience.name}; how many readers that is cannot be counted here")
    return f"{audience.name}, {audience.size:,} {'reader' if audience.size == 1 else 'readers'}"


def format_moment(moment: datetime) -> str:
    """Say a day and a time: Thursday 1 February 2024 at 09:00 GMT."""
    return f"{name_weekday(moment.date())} at {moment:%H:%M %Z}"


def _format_capabilities(known: Capabilities) -> str:
    text = "sends the plain text that you see" if known.own_text else "makes a plain text of its own"
    whom = {"any": "a test can go to anyone", "subscribers": "a test can go to subscribers", "none": "no tests"}
    step = known.schedule_step
    waits = "it sends at once" if step is None else "it can wait for a time"
    rhythm = f", every {step} minutes" if step and step > 1 else ""
    return f"{text}; {whom[known.test_send]}; {waits}{rhythm}"


def _explain_provider(plan: Plan) -> str:
    """Say in sentences what a mailing service does with the mail, as far as a person who sends has to know."""
    known = plan.capabilities
    sentences = [
        "It sends nothing to readers: the mail is kept in a folder." if not known.reaches_readers else "",
        "" if known.own_text else "Its readers get a plain text that it makes itself.",
        "No test can be sent with it." if known.test_send == "none" else "",
        "" if known.schedule_step else "It cannot wait for a time.",
    ]
    return " ".join([f"{plan.provider}.", *filter(None, sentences)])


def _format_live(plan: Plan) -> str:
    if plan.live is None:
        can_look = ": --online looks at page, pictures and links" if plan.may_go else ""
        return Reason("not looked at", can_look, "yet" if plan.may_go else "")
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
