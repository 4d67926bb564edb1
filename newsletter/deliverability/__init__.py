"""The doctor: what big mailbox providers ask of who sends in bulk, looked at from outside. It changes nothing.

SPF, DKIM and DMARC with alignment, as the DNS has them; the List-* fields and links of the rendered message; and
whether the unsubscribe page is there. Which servers really send cannot be seen from here: a test message shows that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from newsletter.deliverability.diagnostics import Diagnostic, DiagnosticStatus, warning
from newsletter.deliverability.dkim import check_key, check_signatures, check_unsigned, locate_key
from newsletter.deliverability.dmarc import check_alignment, check_policy, walk_dns_tree
from newsletter.deliverability.dns import Resolver
from newsletter.deliverability.fields import check_fields, check_identity
from newsletter.deliverability.spf import check_spf
from newsletter.deliverability.unsubscribe_page import FetchOptions, check_page

__all__ = [
    "Diagnostic",
    "FetchOptions",
    "RenderedMessage",
    "Resolver",
    "SenderIdentity",
    "check_message",
    "check_sender",
    "check_signatures",
    "check_unsigned",
]

_NO_SELECTOR = "Name it as your mailing service does: --selector s1, or dkim_selectors in newsletter.toml."


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """Whose name is looked at: the domain that readers see, that of the envelope, and the DKIM selectors."""

    domain: str
    envelope: str
    selectors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """A rendered message; ``fills_in`` says that the service puts in an unsubscribe address for each reader."""

    message: bytes
    unsubscribe_url: str | None
    service: str
    fills_in: bool


def check_sender(sender: SenderIdentity, resolver: Resolver) -> Iterator[Diagnostic]:
    """Look at what the DNS says of a sender, and yield each finding as it is made."""
    authenticated = {}
    yield from (spf := tuple(check_spf(resolver, sender.envelope)))
    if _is_usable(spf):
        authenticated["SPF"] = sender.envelope
    for name, domain in (locate_key(selector, sender.domain) for selector in sender.selectors):
        yield from (key := tuple(check_key(resolver, name)))
        if _is_usable(key):
            authenticated[f"DKIM {name.partition('.')[0]}"] = domain
    if not sender.selectors:
        yield warning("DKIM", "Not checked: no selector is known, and the DNS cannot list them.", _NO_SELECTOR)
    lookup = walk_dns_tree(resolver, sender.domain)
    yield from check_policy(lookup, sender.domain)
    yield from check_alignment(resolver, sender.domain, lookup, authenticated)


def _is_usable(diagnostics: tuple[Diagnostic, ...]) -> bool:
    """Return whether receivers can use a record: a missing or broken one authenticates nothing."""
    return all(diagnostic.status is not DiagnosticStatus.FAIL for diagnostic in diagnostics)


def check_message(rendered: RenderedMessage, resolver: Resolver, fetch: FetchOptions) -> Iterator[Diagnostic]:
    """Look at a message and at the page where its readers leave."""
    yield from check_fields(rendered.message)
    yield check_identity(rendered.service, fills_in=rendered.fills_in)
    yield from check_page(resolver, rendered.unsubscribe_url, fetch)
