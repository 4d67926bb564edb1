"""Alignment: whether the domains that SPF and DKIM speak for are those of the address that readers see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from newsletter.deliverability.diagnostics import Diagnostic, DiagnosticStatus, fail, ok, warning
from newsletter.deliverability.dmarc import DmarcLookup, DmarcPolicy, walk_dns_tree
from newsletter.deliverability.dns import Resolver

_CHECK = "Alignment"
_KEYS = {"SPF": "aspf"}


def check_alignment(
    resolver: Resolver, author: str, lookup: DmarcLookup, authenticated: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Compare the sender's domain with those that ``authenticated`` names beside SPF and each DKIM selector."""
    if not authenticated:
        observed = "Neither SPF nor DKIM, as far as they were looked at, speaks for the sender."
        yield fail(_CHECK, observed, "Mend what is said of them above.")
        return
    policy = lookup.policy_for(author) or DmarcPolicy(author, {})
    diagnostics = [_compare(resolver, author, lookup, policy, what, domain) for what, domain in authenticated.items()]
    if any(diagnostic.status is DiagnosticStatus.OK for diagnostic in diagnostics):
        yield from diagnostics
        return
    for diagnostic in diagnostics:
        yield fail(diagnostic.check, diagnostic.observed, diagnostic.advice)


def _compare(  # noqa: PLR0913, PLR0917  # a comparison has two sides
    resolver: Resolver, author: str, lookup: DmarcLookup, policy: DmarcPolicy, what: str, domain: str
) -> Diagnostic:
    strict = policy.is_strict(_KEYS.get(what, "adkim"))
    check = f"{_CHECK} {what}"
    if domain == author:
        return ok(check, f"{what} speaks for {domain}, the domain of the sender.")
    organisation = lookup.organisational_domain(author)
    if not strict and walk_dns_tree(resolver, domain).organisational_domain(domain) == organisation:
        return ok(check, f"{what} speaks for {domain}, which belongs to {organisation} as the sender does.")
    rule = "the record wants the very same domain" if strict else f"which does not belong to {organisation}"
    advice = f"Have your mailing service use a domain of yours: {author} or, unless DMARC is strict, one below it."
    return warning(check, f"{what} speaks for {domain}, but the sender is at {author}: {rule}.", advice)
