"""What a send would do, shown before it happens. Reads the ledger and the provider, changes nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newsletter.providers.base import Audience, Remote, RemoteState
from newsletter.rendering.campaign import Campaign
from newsletter.sending.desk import Desk, Judgement, Verdict, judge, tell_change
from newsletter.sending.history import History, Kind
from newsletter.sending.steps import STEPS


@dataclass(frozen=True, slots=True)
class Findings:
    """What checking said about an issue: ``blockers`` forbid a real send, ``warnings`` are only said."""

    blockers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One send, before it happens: exactly this campaign, to this audience."""

    campaign: Campaign
    provider: str
    audience: Audience
    judgement: Judgement
    warnings: tuple[str, ...]
    found: Remote | None
    history: History

    @property
    def may_go(self) -> bool:
        """Whether it may be sent now."""
        return self.judgement.verdict is Verdict.GO

    @property
    def steps(self) -> tuple[str, ...]:
        """What will be done, in order; nothing where it may not go."""
        return tuple(step.says for step in STEPS) if self.may_go else ()

    @property
    def tested(self) -> tuple[str, ...]:
        """The addresses that got a test of exactly these words."""
        tests = (event for event in self.history.events if event.kind is Kind.TEST)
        return tuple(dict.fromkeys(event.audience for event in tests if event.digest == self.campaign.digest))

    def as_data(self) -> dict[str, Any]:
        """Return the plan as JSON can hold it, without the words of the issue."""
        campaign = self.campaign
        return {
            "issue": campaign.issue,
            "digest": campaign.digest,
            "marker": campaign.marker,
            "subject": campaign.subject,
            "preheader": campaign.preheader,
            "sender": asdict(campaign.sender),
            "published": campaign.date.isoformat(),
            "provider": self.provider,
            "audience": asdict(self.audience),
            "verdict": self.judgement.verdict,
            "reasons": list(self.judgement.reasons),
            "warnings": list(self.warnings),
            "tested": list(self.tested),
            "found": asdict(self.found) if self.found else None,
            "steps": list(self.steps),
            "history": [event.as_data() for event in self.history.events],
        }


def plan_send(desk: Desk, campaign: Campaign, findings: Findings, *, now: datetime) -> Plan:
    """Say what sending ``campaign`` to the whole audience would do.

    Raises:
        LedgerError: the ledger cannot be read.
        ProviderError: the provider cannot be asked what it already has.
    """
    provider = desk.provider
    history = desk.ledger.read(campaign.marker)
    judgement = judge(desk, campaign, history, now)
    missing = provider.environment.missing(provider.secrets)
    found = provider.find(campaign.marker) if judgement.verdict is Verdict.GO and not missing else None
    if found and found.state is not RemoteState.DRAFT:
        judgement = _judge_found(desk, campaign, found)
    elif judgement.verdict is Verdict.GO:
        judgement = _judge_readiness(campaign, findings, missing, now)
    return Plan(
        campaign=campaign,
        provider=provider.name,
        audience=provider.audience(),
        judgement=judgement,
        warnings=(*findings.warnings, *_warn(desk)),
        found=found,
        history=history,
    )


def _judge_found(desk: Desk, campaign: Campaign, found: Remote) -> Judgement:
    said = (
        f"{desk.provider.name} already has {campaign.issue}, {found.state} as {found.id}. There is nothing left to do."
    )
    return Judgement(Verdict.DONE, (said, *tell_change(campaign, found.digest)))


def _judge_readiness(campaign: Campaign, findings: Findings, missing: tuple[str, ...], now: datetime) -> Judgement:
    reasons = [*findings.blockers]
    reasons += [f"{name} is not set. Put it into the environment; secrets never stand in a file." for name in missing]
    if campaign.date > now:
        reasons.append(
            f"{campaign.issue} is published on {campaign.date:%Y-%m-%d at %H:%M %Z}, which is yet to come. "
            "Send it then, or change 'published' in the issue."
        )
    return Judgement(Verdict.REFUSED, tuple(reasons)) if reasons else Judgement()


def _warn(desk: Desk) -> tuple[str, ...]:
    warnings = []
    if not desk.provider.capabilities.own_text:
        warnings.append(f"{desk.provider.name} makes a plain text of its own; ours is not used.")
    if not desk.provider.capabilities.remembers and not desk.ledger.exists:
        warnings.append(f"There is no ledger yet, and {desk.provider.name} cannot tell whether this was sent before.")
    return tuple(warnings)
