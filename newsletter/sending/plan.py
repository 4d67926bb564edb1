"""What a send would do, shown before it happens. Reads the ledger and the provider, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from newsletter.providers.base import Audience, CampaignState, Capabilities, RemoteCampaign
from newsletter.rendering.campaign import Campaign
from newsletter.sending.destinations import name_server, reasons_against_secrets
from newsletter.sending.history import EventKind, History
from newsletter.sending.options import NOW_TO_ALL, SendOptions, reasons_against_audience, reasons_against_time
from newsletter.sending.placeholders import reasons_against_places
from newsletter.sending.requirements import ApprovalPolicy
from newsletter.sending.session import Decision, Outcome, SendContext, decide, tell_change
from newsletter.sending.snapshot import diff_snapshots, take_snapshot
from newsletter.sending.steps import tell_steps

NO_GATE = ApprovalPolicy()


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of an issue: ``blockers`` forbid a real send, ``warnings`` do not, ``gate`` asks for more."""

    blockers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    gate: ApprovalPolicy = NO_GATE


@dataclass(frozen=True, slots=True)
class Plan:
    """One send, before it happens: exactly this campaign, to this audience, now or at a time."""

    campaign: Campaign
    provider: str
    capabilities: Capabilities
    audience: Audience
    judgement: Decision
    warnings: tuple[str, ...]
    found: RemoteCampaign | None
    history: History
    gate: ApprovalPolicy = NO_GATE
    order: SendOptions = NOW_TO_ALL
    server: str = ""
    """Which server gets the key; nothing where none does."""

    @property
    def at(self) -> datetime | None:
        """When the provider shall send it, None for now."""
        return self.order.at

    @property
    def may_go(self) -> bool:
        """Whether it may be sent now."""
        return self.judgement.verdict is Outcome.GO

    @property
    def steps(self) -> tuple[str, ...]:
        """What will be done, in order; nothing where it may not go."""
        return tell_steps(self.at) if self.may_go else ()

    @property
    def tested(self) -> tuple[str, ...]:
        """The addresses that got a test of exactly these words."""
        return find_tests(self.history, self.campaign.digest)

    @property
    def approved_by(self) -> tuple[str, ...]:
        """Who approved exactly these words."""
        return self.gate.approved_by(self.campaign.digest)

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
            "at": self.at.isoformat() if self.at else None,
            "provider": self.provider,
            "server": self.server or None,
            "capabilities": self.capabilities.as_data(),
            "audience": asdict(self.audience),
            "verdict": self.judgement.verdict,
            "reasons": list(self.judgement.reasons),
            "warnings": list(self.warnings),
            "tested": list(self.tested),
            "test_first": self.gate.test_first,
            "approved_by": list(self.approved_by),
            "approvals_needed": self.gate.approvals_needed,
            "found": describe_remote(self.found) if self.found else None,
            "steps": list(self.steps),
            "history": [event.as_data() for event in self.history.events],
        }


def find_tests(history: History, digest: str) -> tuple[str, ...]:
    """Return the addresses that got a test of exactly what has this digest."""
    tests = (event for event in history.events if event.kind is EventKind.TEST and event.digest == digest)
    return tuple(dict.fromkeys(event.audience for event in tests))


def describe_remote(remote: RemoteCampaign) -> dict[str, Any]:
    """Return what the provider holds as JSON can hold it."""
    return asdict(remote) | {"at": remote.at.isoformat() if remote.at else None}


def plan_send(
    desk: SendContext, campaign: Campaign, findings: Findings, *, now: datetime, order: SendOptions = NOW_TO_ALL
) -> Plan:
    """Say what sending ``campaign`` to the whole audience would do.

    Raises:
        LedgerError: the ledger cannot be read.
        ProviderError: the provider cannot be asked what it already has.
    """
    history = desk.ledger.read(campaign.marker)
    judgement, audience, found = decide(desk, campaign, history, now), _last_audience(history), None
    if judgement.verdict is Outcome.GO:
        judgement, audience, found = _Case(desk, campaign, findings, order, history, now).ask()
    return Plan(
        campaign=campaign,
        provider=desk.provider.name,
        capabilities=desk.provider.capabilities,
        audience=audience,
        judgement=judgement,
        warnings=(*findings.warnings, *findings.gate.warnings(campaign.digest), *_warn(desk)),
        found=found,
        history=history,
        gate=findings.gate,
        order=order,
        server=name_server(desk.provider),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that can speak against a send which the ledger allows."""

    desk: SendContext
    campaign: Campaign
    findings: Findings
    order: SendOptions
    history: History
    now: datetime

    def ask(self) -> tuple[Decision, Audience, RemoteCampaign | None]:
        """Ask the provider what it has and whom it would reach, unless there is no key to ask with."""
        provider = self.desk.provider
        if speaks_against := [*reasons_against_secrets(provider)]:
            return _refuse([*self._reasons(), *speaks_against]), _NOBODY_KNOWS, None
        audience, found = provider.audience(), provider.find(self.campaign.marker)
        if found and found.state is not CampaignState.DRAFT:
            return _judge_found(self.desk, self.campaign, found), audience, found
        return _refuse([*self._reasons(), *reasons_against_audience(audience, self.order)]), audience, found

    def _reasons(self) -> Iterator[str]:
        provider, campaign = self.desk.provider, self.campaign
        yield from self.findings.blockers
        yield from self._reasons_against_haste()
        yield from reasons_against_time(campaign, provider, self.order, self.now)
        if provider.capabilities.reaches_readers:
            yield from reasons_against_places(campaign)
        yield from provider.unsupported(campaign)
        tests = find_tests(self.history, campaign.digest)
        yield from self.findings.gate.reasons_against(campaign, tests)
        if self.findings.gate.test_first and not tests:
            yield from self._compare_with_last_test()

    def _reasons_against_haste(self) -> Iterator[str]:
        """Refuse an unattended send that nothing but an empty, or another, ledger stands behind."""
        if self.desk.provider.capabilities.remembers or not (self.order.is_unattended or self.order.is_first):
            return
        knows_any, issue = _knows_a_send(self.desk), self.campaign.issue
        if self.order.is_first and knows_any:
            yield f"This is not the first send: newsletter status lists those before {issue}. Leave --first-send out."
        elif not self.order.is_first and not knows_any:
            yield (
                f"{self.desk.provider.name} cannot tell what it sent, and the ledger here knows of no send by this "
                "publication. If there was one, bring its ledger here (.newsletter/, or NEWSLETTER_LEDGER_URL). If "
                f"{issue} is truly the first: newsletter send {issue} --yes --first-send"
            )

    def _compare_with_last_test(self) -> Iterator[str]:
        """Show what has changed since somebody looked at a test."""
        tests = [event.digest for event in self.history.events if event.kind is EventKind.TEST]
        letter = self.desk.ledger.find_snapshot(tests[-1]) if tests else None
        if letter is not None and letter != self.findings.gate.approvals.letter:
            yield "The last test was of other words. What is new since then:"
            yield from diff_snapshots(letter, take_snapshot(self.campaign))


def _knows_a_send(desk: SendContext) -> bool:
    """Whether anything of this publication is on record that readers got; tests do not count."""
    return any(event.reaches_readers for event in desk.ledger.export())


_NOBODY_KNOWS = Audience("not known yet")


def _last_audience(history: History) -> Audience:
    event = history.effective_event
    return Audience(event.audience) if event else _NOBODY_KNOWS


def _refuse(reasons: list[str]) -> Decision:
    return Decision(Outcome.REFUSED, tuple(reasons)) if reasons else Decision()


def _judge_found(desk: SendContext, campaign: Campaign, found: RemoteCampaign) -> Decision:
    name = desk.provider.name
    if found.state is CampaignState.UNKNOWN:
        said = f"{name} has {campaign.issue} already, as {found.id}, in a state that may have reached readers."
        return _refuse([f"{said} Look there; delete it if it reached nobody."])
    said = f"{name} already has {campaign.issue}, {found.state} as {found.id}. There is nothing left to do."
    return Decision(Outcome.DONE, (said, *tell_change(campaign, found.digest)))


def _warn(desk: SendContext) -> tuple[str, ...]:
    warnings = []
    if not desk.provider.capabilities.own_text:
        warnings.append(f"{desk.provider.name} makes a plain text of its own; ours is not used.")
    if not desk.provider.capabilities.remembers and not _knows_a_send(desk):
        warnings.append(
            f"The ledger here knows of no send by this publication, and {desk.provider.name} cannot tell whether there "
            "was one."
        )
    return tuple(warnings)
