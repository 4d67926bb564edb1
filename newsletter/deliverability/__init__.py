"""The doctor: what big mailbox providers ask of who sends in bulk, looked at from outside. It changes nothing.

SPF, DKIM and DMARC with alignment, as the DNS has them; the List-* fields and links of the rendered message; and
whether the unsubscribe page is there. Which servers really send cannot be seen from here: a test message shows that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.deliverability.alignment import check_alignment
from newsletter.deliverability.dkim import check_key, name_key
from newsletter.deliverability.dmarc import check_policy, walk_up
from newsletter.deliverability.dns import Resolver
from newsletter.deliverability.fields import check_fields, check_identity
from newsletter.deliverability.reaching import Reach, check_page
from newsletter.deliverability.report import Finding, Weight, warning
from newsletter.deliverability.signatures import check_signatures, check_unsigned
from newsletter.deliverability.spf import check_spf

__all__ = [
    "Finding",
    "Letter",
    "Reach",
    "Resolver",
    "Sender",
    "check_signatures",
    "check_unsigned",
    "examine_letter",
    "examine_sender",
]

_NO_SELECTOR = "Name it as your mailing service does: --selector s1, or dkim_selectors in newsletter.toml."


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose name is looked at: the domain that readers see, that of the envelope, and the DKIM selectors."""

    domain: str
    envelope: str
    selectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered message; ``fills_in`` says that the service puts in an unsubscribe address for each reader."""

    message: bytes
    unsubscribe_url: str | None
    service: str
    fills_in: bool


def examine_sender(sender: Sender, resolver: Resolver) -> Iterator[Finding]:
    """Look at what the DNS says of a sender, and yield each finding as it is made."""
    speaking = {}
    yield from (spf := tuple(check_spf(resolver, sender.envelope)))
    if _holds(spf):
        speaking["SPF"] = sender.envelope
    for name, domain in (name_key(selector, sender.domain) for selector in sender.selectors):
        yield from (key := tuple(check_key(resolver, name)))
        if _holds(key):
            speaking[f"DKIM {name.partition('.')[0]}"] = domain
    if not sender.selectors:
        yield warning("DKIM", "Not checked: no selector is known, and the DNS cannot list them.", _NO_SELECTOR)
    standing = walk_up(resolver, sender.domain)
    yield from check_policy(standing, sender.domain)
    yield from check_alignment(resolver, sender.domain, standing, speaking)


def _holds(findings: tuple[Finding, ...]) -> bool:
    """Whether receivers can use what was looked at: what is missing or broken speaks for nobody."""
    return all(finding.weight is not Weight.FAIL for finding in findings)


def examine_letter(letter: Letter, resolver: Resolver, reach: Reach) -> Iterator[Finding]:
    """Look at a message and at the page where its readers leave."""
    yield from check_fields(letter.message)
    yield check_identity(letter.service, fills_in=letter.fills_in)
    yield from check_page(resolver, letter.unsubscribe_url, reach)
