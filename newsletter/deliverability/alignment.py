"""Alignment: whether the domains that SPF and DKIM speak for are those of the address that readers see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.deliverability.dmarc import Policy, Standing, walk_up
from newsletter.deliverability.dns import Resolver
from newsletter.deliverability.report import Finding, Weight, fail, ok, warning

_CHECK = "Alignment"
_KEYS = {"SPF": "aspf"}


def check_alignment(
    resolver: Resolver, author: str, standing: Standing, speaking: Mapping[str, str]
) -> Iterator[Finding]:
    """Compare the sender's domain with those that ``speaking`` names beside SPF and each DKIM selector."""
    if not speaking:
        seen = "Neither SPF nor DKIM, as far as they were looked at, speaks for the sender."
        yield fail(_CHECK, seen, "Mend what is said of them above.")
        return
    policy = standing.policy_for(author) or Policy(author, {})
    findings = [_compare(resolver, author, standing, policy, what, domain) for what, domain in speaking.items()]
    if any(finding.weight is Weight.OK for finding in findings):
        yield from findings
        return
    for finding in findings:
        yield fail(finding.check, finding.seen, finding.advice)


def _compare(  # noqa: PLR0913, PLR0917  # a comparison has two sides
    resolver: Resolver, author: str, standing: Standing, policy: Policy, what: str, domain: str
) -> Finding:
    strict = policy.is_strict(_KEYS.get(what, "adkim"))
    check = f"{_CHECK} {what}"
    if domain == author:
        return ok(check, f"{what} speaks for {domain}, the domain of the sender.")
    organisation = standing.organisation(author)
    if not strict and walk_up(resolver, domain).organisation(domain) == organisation:
        return ok(check, f"{what} speaks for {domain}, which belongs to {organisation} as the sender does.")
    rule = "the record wants the very same domain" if strict else f"which does not belong to {organisation}"
    advice = f"Have your mailing service use a domain of yours: {author} or, unless DMARC is strict, one below it."
    return warning(check, f"{what} speaks for {domain}, but the sender is at {author}: {rule}.", advice)
