"""What a send would do, shown before it happens. Reads the ledger and the provider, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from newsletter.errors import Reason
from newsletter.providers.base import Audience, CampaignState, Capabilities, RemoteCampaign
from newsletter.rendering.campaign import Campaign
from newsletter.sending.approvals import ApprovalPolicy
from newsletter.sending.blockers import (
    find_audience_blockers,
    find_picture_blockers,
    find_placeholder_blockers,
    find_secret_blockers,
    find_time_blockers,
    find_weight_warnings,
    format_server,
)
from newsletter.sending.corrected import CorrectedMail, find_audience_warnings, find_correction_blockers
from newsletter.sending.history import EventKind, History
from newsletter.sending.live import LiveResult, split_faults
from newsletter.sending.options import NOW_TO_ALL, SendOptions
from newsletter.sending.session import Decision, Outcome, SendContext, decide, format_change
from newsletter.sending.snapshot import diff_snapshots, take_snapshot
from newsletter.sending.steps import format_steps

NO_POLICY = ApprovalPolicy()


@dataclass(frozen=True, slots=True)
class Readiness:
    """What is known of an issue: ``blockers`` forbid a real send, ``warnings`` do not, ``policy`` asks for more.

    ``ask_web`` finds whether page and pictures are live; without it nobody asks.
    """

    blockers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    policy: ApprovalPolicy = NO_POLICY
    ask_web: Callable[[], LiveResult] | None = None
    corrected: CorrectedMail | None = None
    """The e-mail that this one corrects, if it is about a correction."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One send, before it happens: exactly this campaign, to this audience, now or at a time."""

    campaign: Campaign
    provider: str
    capabilities: Capabilities
    audience: Audience
    decision: Decision
    warnings: tuple[str, ...]
    found: RemoteCampaign | None
    history: History
    policy: ApprovalPolicy = NO_POLICY
    options: SendOptions = NOW_TO_ALL
    server: str = ""
    """Which server gets the key; nothing where none does."""
    live: LiveResult | None = None
    """What was found of page, pictures and links on the web; None if nobody asked."""

    @property
    def at(self) -> datetime | None:
        """When the provider shall send it, None for now."""
        return self.options.at

    @property
    def may_go(self) -> bool:
        """Whether it may be sent now."""
        return self.decision.outcome is Outcome.GO

    @property
    def steps(self) -> tuple[str, ...]:
        """What will be done, in order; nothing where it may not go."""
        return format_steps(self.at) if self.may_go else ()

    @property
    def tested(self) -> tuple[str, ...]:
        """The addresses that got a test of exactly these words."""
        return find_tests(self.history, self.campaign.digest)

    @property
    def approved_by(self) -> tuple[str, ...]:
        """Who approved exactly these words."""
        return self.policy.approved_by(self.campaign.digest)

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
            "verdict": self.decision.outcome,
            "reasons": list(self.decision.reasons),
            "warnings": list(self.warnings),
            "live": self.live.as_data() if self.live else None,
            "tested": list(self.tested),
            "test_first": self.policy.test_first,
            "approved_by": list(self.approved_by),
            "approvals_needed": self.policy.approvals_needed,
            "found": describe_remote_campaign(self.found) if self.found else None,
            "steps": list(self.steps),
            "history": [event.as_data() for event in self.history.events],
        }


def find_tests(history: History, digest: str) -> tuple[str, ...]:
    """Return the addresses that got a test of exactly what has this digest."""
    tests = (event for event in history.events if event.kind is EventKind.TEST and event.digest == digest)
    return tuple(dict.fromkeys(event.audience for event in tests))


def describe_remote_campaign(remote_campaign: RemoteCampaign) -> dict[str, Any]:
    """Return what the provider holds as JSON can hold it."""
    return asdict(remote_campaign) | {"at": remote_campaign.at.isoformat() if remote_campaign.at else None}


def plan_send(
    context: SendContext, campaign: Campaign, readiness: Readiness, *, now: datetime, options: SendOptions = NOW_TO_ALL
) -> Plan:
    """Say what sending ``campaign`` to the whole audience would do.

    Raises:
        LedgerError: the ledger cannot be read.
        ProviderError: the provider cannot be asked what it already has.
    """
    history = context.ledger.read(campaign.marker)
    preflight = _Preflight(context, campaign, readiness, options, history, now)
    decision, audience, found = decide(context, campaign, history, now), _last_audience(history), None
    if decision.outcome is Outcome.GO:
        decision, audience, found = preflight.ask()
    return Plan(
        campaign=campaign,
        provider=context.provider.name,
        capabilities=context.provider.capabilities,
        audience=audience,
        decision=decision,
        warnings=(*readiness.warnings, *preflight.warnings, *_find_warnings(context, readiness, campaign)),
        found=found,
        history=history,
        policy=readiness.policy,
        options=options,
        server=format_server(context.provider),
        live=preflight.live,
    )


@dataclass(slots=True)
class _Preflight:
    """Everything that can speak against a send which the ledger allows; ``live`` is what the web said."""

    context: SendContext
    campaign: Campaign
    readiness: Readiness
    options: SendOptions
    history: History
    now: datetime
    live: LiveResult | None = None
    warnings: list[str] = field(default_factory=list)

    def ask(self) -> tuple[Decision, Audience, RemoteCampaign | None]:
        """Ask the provider for its campaign and audience, unless there is no usable key."""
        provider = self.context.provider
        if speaks_against := [*find_secret_blockers(provider)]:
            return _refuse([*self._find_blockers(), *speaks_against]), _NOBODY_KNOWS, None
        audience, found = provider.audience(), provider.find(self.campaign.marker)
        if found and found.state is not CampaignState.DRAFT:
            return _decide_on_found(self.context, self.campaign, found), audience, found
        self.warnings += self._find_other_audience(audience)
        return _refuse([*self._find_blockers(), *find_audience_blockers(audience, self.options)]), audience, found

    def _find_blockers(self) -> Iterator[str]:
        provider, campaign = self.context.provider, self.campaign
        yield from self.readiness.blockers
        yield from self._find_first_send_blockers()
        if self.readiness.corrected:
            yield from find_correction_blockers(self.context.ledger, self.readiness.corrected)
        yield from find_time_blockers(campaign, provider, self.options, self.now)
        if provider.capabilities.reaches_readers:
            yield from find_placeholder_blockers(campaign)
        yield from self._ask_web()
        yield from find_picture_blockers(campaign, provider)
        yield from provider.unsupported(campaign)
        tests = find_tests(self.history, campaign.digest)
        yield from self.readiness.policy.find_blockers(campaign, tests)
        if self.readiness.policy.test_first and not tests:
            yield from self._compare_with_last_test()

    def _find_other_audience(self, audience: Audience) -> Iterator[str]:
        if self.readiness.corrected:
            yield from find_audience_warnings(self.context.ledger, self.readiness.corrected, audience)

    def _ask_web(self) -> list[str]:
        """Return what was found on the web that blocks a send, and keep the warnings."""
        if self.readiness.ask_web is None:
            return []
        self.live = self.readiness.ask_web()
        reaches, is_later = self.context.provider.capabilities.reaches_readers, self.options.at is not None
        blockers, warnings = split_faults(self.live, reaches_readers=reaches, is_later=is_later)
        self.warnings += warnings
        return blockers

    def _find_first_send_blockers(self) -> Iterator[str]:
        """Refuse an unattended send that nothing but an empty, or another, ledger stands behind."""
        if self.context.provider.capabilities.remembers or not (self.options.is_unattended or self.options.is_first):
            return
        knows_any, issue = _knows_a_send(self.context), self.campaign.issue
        if self.options.is_first and knows_any:
            remedy = f"newsletter status lists those before {issue}. Leave --first-send out."
            yield Reason("This is not the first send", f": {remedy}", ".")
        elif not self.options.is_first and not knows_any:
            yield Reason(
                f"{self.context.provider.name} cannot tell what it sent, and the ledger here knows of no send by this "
                "publication.",
                "If there was one, bring its ledger here (.newsletter/, or NEWSLETTER_LEDGER_URL). If "
                f"{issue} is truly the first: newsletter send {issue} --yes --first-send",
                "If there was one, ask the person who installed this program to bring its ledger here.",
            )

    def _compare_with_last_test(self) -> Iterator[str]:
        """Show what has changed since the last test send."""
        tests = [event.digest for event in self.history.events if event.kind is EventKind.TEST]
        snapshot = self.context.ledger.find_snapshot(tests[-1]) if tests else None
        if snapshot is not None and snapshot != self.readiness.policy.approvals.snapshot:
            yield "The last test had different content. Changes since then:"
            yield from diff_snapshots(snapshot, take_snapshot(self.campaign))


def _knows_a_send(context: SendContext) -> bool:
    """Whether anything of this publication is on record that readers got; tests do not count."""
    return any(event.reaches_readers for event in context.ledger.export())


_NOBODY_KNOWS = Audience("not known yet")


def _last_audience(history: History) -> Audience:
    event = history.effective_event
    return Audience(event.audience) if event else _NOBODY_KNOWS


def _refuse(reasons: list[str]) -> Decision:
    return Decision(Outcome.REFUSED, tuple(reasons)) if reasons else Decision()


def _decide_on_found(context: SendContext, campaign: Campaign, found: RemoteCampaign) -> Decision:
    name = context.provider.name
    if found.state is CampaignState.UNKNOWN:
        message = f"{name} has {campaign.issue} already, as {found.id}, in a state that may have reached readers."
        return _refuse([f"{message} Check there; delete it if it did not reach anyone."])
    message = f"{name} already has {campaign.issue}, {found.state} as {found.id}. There is nothing to do."
    return Decision(Outcome.DONE, (message, *format_change(campaign, found.digest)))


def _find_warnings(context: SendContext, readiness: Readiness, campaign: Campaign) -> tuple[str, ...]:
    warnings = [*readiness.policy.warnings(campaign.digest), *find_weight_warnings(campaign)]
    if not context.provider.capabilities.own_text:
        warnings.append(f"{context.provider.name} makes its own plain text; ours is not used.")
    if not context.provider.capabilities.remembers and not _knows_a_send(context):
        warnings.append(
            f"The ledger here knows of no send by this publication, and {context.provider.name} cannot tell whether "
            "there was one."
        )
    return tuple(warnings)
