"""DMARC (RFC 9989): the policy of the sender's domain, and whether SPF and DKIM domains are aligned with it.

A domain without a policy inherits one from a domain above it, which is found by the DNS tree walk (section 4.10).
Receivers that still follow RFC 7489 use the public suffix list instead, which is not consulted here; results differ
only where a registry publishes policies of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from newsletter.deliverability.diagnostics import Diagnostic, DiagnosticStatus, fail, ok, warning
from newsletter.deliverability.dns import Resolver, format_record, read_tags

POLICIES = ("none", "quarantine", "reject")

_CHECK = "DMARC"
_LONGEST_WALK = 8  # labels, RFC 9989, section 4.10: longer names are cut to the last seven
_START = "Publish v=DMARC1; p=none; rua=mailto:… there: large mailbox providers require it from bulk senders."
_NOT_CHECKED = "Look at the name servers of the domain, then ask again."
_ALIGNMENT = "Alignment"
_KEYS = {"SPF": "aspf"}


@dataclass(frozen=True, slots=True)
class DmarcPolicy:
    """The DMARC record of one domain."""

    domain: str
    tags: dict[str, str]

    @property
    def psd(self) -> str:
        """Whether it is that of a registry: ``y``, ``n``, or ``u`` for unknown."""
        return self.tags.get("psd", "u").lower()

    def is_strict(self, what: str) -> bool:
        """Return whether ``aspf`` or ``adkim`` wants exactly the same domain."""
        return self.tags.get(what, "r").lower() == "s"


@dataclass(frozen=True, slots=True)
class DmarcLookup:
    """What was found on the way up from a domain: records, and why some could not be read."""

    policies: tuple[DmarcPolicy, ...]
    damaged: tuple[str, ...] = ()
    failure: str = ""

    def organisational_domain(self, domain: str) -> str:
        """Return the organisational domain: the highest with a policy, unless one says what it is (``psd``)."""
        for policy in self.policies:
            if policy.psd == "n":
                return policy.domain
            if policy.psd == "y" and policy.domain != domain:
                below = domain.removesuffix(f".{policy.domain}").rpartition(".")[2]
                return f"{below}.{policy.domain}"
        return self.policies[-1].domain if self.policies else domain

    def policy_for(self, domain: str) -> DmarcPolicy | None:
        """Return the policy that holds for a domain: its own, or that of its organisation, or of its registry."""
        places = (domain, self.organisational_domain(domain))
        found = (policy for place in places for policy in self.policies if policy.domain == place)
        return next(found, next((policy for policy in self.policies if policy.psd == "y"), None))


def walk_dns_tree(resolver: Resolver, domain: str) -> DmarcLookup:
    """Read the DMARC records of a domain and of those above it, its own first."""
    policies: list[DmarcPolicy] = []
    damaged: list[str] = []
    for name in _ancestors(domain):
        answer = resolver.texts(f"_dmarc.{name}")
        if answer.failure:
            return DmarcLookup(tuple(policies), tuple(damaged), f"_dmarc.{name}: {answer.failure}")
        records = [text for text in answer.values if text.lower().replace(" ", "").startswith("v=dmarc1")]
        tags = read_tags(records[0], any_case=True) if len(records) == 1 else None
        if tags is not None and tags.get("v") == "DMARC1":
            policies.append(DmarcPolicy(name, tags))
        elif records:
            damaged.append(
                f"{len(records)} records at _dmarc.{name}" if len(records) > 1 else format_record(records[0])
            )
    return DmarcLookup(tuple(policies), tuple(damaged))


def check_policy(lookup: DmarcLookup, domain: str) -> Iterator[Diagnostic]:
    """Look at the policy that holds for the sender's domain."""
    policy = lookup.policy_for(domain)
    if lookup.damaged:
        observed = f"There is an unusable DMARC record: {'; '.join(lookup.damaged)}."
        yield fail(_CHECK, observed, "Leave one record at each name: v=DMARC1; p=none; rua=mailto:…")
    if policy is None and lookup.failure:
        yield fail(_CHECK, f"Not checked: {lookup.failure}.", _NOT_CHECKED)
    elif policy is None and not lookup.damaged:
        yield fail(_CHECK, f"There is no DMARC record at _dmarc.{domain}, or above it.", _START)
    elif policy:
        yield _check_policy_strength(policy, domain)
        yield from _check_reports(policy)


def _check_policy_strength(policy: DmarcPolicy, domain: str) -> Diagnostic:
    inherited = policy.domain != domain
    what = policy.tags.get("sp") if inherited and "sp" in policy.tags else policy.tags.get("p")
    place = f"_dmarc.{policy.domain}, which was found by walking up from {domain}" if inherited else f"_dmarc.{domain}"
    wish = (what or "").lower()
    if wish not in POLICIES:
        found = f"'{format_record(what)}' as its policy" if what else "no policy"
        return fail(_CHECK, f"The record at {place} has {found}.", f"Write p= and one of: {', '.join(POLICIES)}.")
    if wish == "none":
        advice = "It is enough to send in bulk. Once its reports show no surprise, go on to p=quarantine or p=reject."
        return warning(_CHECK, f"The record at {place} only watches (p=none): anybody can still pose as you.", advice)
    return ok(_CHECK, f"The record at {place} asks to {wish} what fails.")


def _check_reports(policy: DmarcPolicy) -> Iterator[Diagnostic]:
    wanted = [part.strip() for part in policy.tags.get("rua", "").split(",") if part.strip()]
    wrong = [part for part in wanted if not part.lower().startswith("mailto:") or "@" not in part]
    if wrong:
        yield warning(
            "DMARC reports",
            f"'{format_record(wrong[0])}' is not an address for reports.",
            "Write rua=mailto:you@example.org",
        )
    elif not wanted:
        yield warning(
            "DMARC reports", "No one receives reports on mail sent in your name.", "Add rua=mailto: and an address."
        )
    else:
        yield ok("DMARC reports", f"They go to {format_record(', '.join(wanted))}.")


def _ancestors(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    yield domain
    above = labels[1:] if len(labels) < _LONGEST_WALK else labels[-(_LONGEST_WALK - 1) :]
    yield from (".".join(above[start:]) for start in range(len(above)))


def check_alignment(
    resolver: Resolver, author: str, lookup: DmarcLookup, authenticated: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Compare the sender's domain with those that ``authenticated`` names beside SPF and each DKIM selector."""
    if not authenticated:
        observed = "Neither SPF nor DKIM, as far as they were looked at, speaks for the sender."
        yield fail(_ALIGNMENT, observed, "Fix the problems with them above.")
        return
    diagnostics = [_compare(resolver, author, lookup, what, domain) for what, domain in authenticated.items()]
    if any(diagnostic.status is DiagnosticStatus.OK for diagnostic in diagnostics):
        yield from diagnostics
        return
    for diagnostic in diagnostics:
        yield fail(diagnostic.check, diagnostic.observed, diagnostic.advice)


def _compare(resolver: Resolver, author: str, lookup: DmarcLookup, what: str, domain: str) -> Diagnostic:
    policy = lookup.policy_for(author) or DmarcPolicy(author, {})
    strict = policy.is_strict(_KEYS.get(what, "adkim"))
    check = f"{_ALIGNMENT} {what}"
    if domain == author:
        return ok(check, f"{what} speaks for {domain}, the domain of the sender.")
    organisation = lookup.organisational_domain(author)
    if not strict and walk_dns_tree(resolver, domain).organisational_domain(domain) == organisation:
        return ok(check, f"{what} speaks for {domain}, which belongs to {organisation} as the sender does.")
    rule = "the record wants exactly the same domain" if strict else f"which does not belong to {organisation}"
    advice = f"Have your mailing service use a domain of yours: {author} or, unless DMARC is strict, one below it."
    return warning(check, f"{what} speaks for {domain}, but the sender is at {author}: {rule}.", advice)
