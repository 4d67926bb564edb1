"""Whether the unsubscribe page is there. It is fetched as a scanner would (GET), which must not unsubscribe anyone.

Private addresses are never asked, whatever a name leads to; the address that was checked is the one connected to.
"""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

from newsletter.deliverability.diagnostics import Diagnostic, fail, ok, warning
from newsletter.deliverability.dns import Resolver
from newsletter.network.public_web import TIMEOUT, fetch_status, is_public

_CHECK = "Unsubscribe page"
_SUCCESS = range(200, 300)
_REDIRECT = range(300, 400)


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How far a visit may go, and how long: only a test lets it reach its own machine, and trust its own authority."""

    loopback: bool = False
    trust: ssl.SSLContext | None = None
    seconds: float = TIMEOUT


def check_page(resolver: Resolver, url: str | None, fetch: FetchOptions) -> Iterator[Diagnostic]:
    """Ask for the unsubscribe page, and say what answers."""
    if url is None:
        yield fail(_CHECK, "The publication has no unsubscribe_url.", "Set it in newsletter.toml: https://…")
        return
    host = str(urlsplit(url).hostname)
    answer = resolver.addresses(host)
    if answer.failure or not answer.values:
        yield fail(
            _CHECK, f"{host} has no address: {answer.failure or 'the DNS knows none'}.", "Check unsubscribe_url."
        )
    elif inner := [address for address in answer.values if not _may_visit(address, fetch)]:
        observed = f"Not visited: {host} leads to {inner[0]}, which is not a public address."
        yield fail(_CHECK, observed, "Readers cannot reach it. Check unsubscribe_url.")
    else:
        yield _visit(url, answer.values[0], fetch)


def _visit(url: str, address: str, fetch: FetchOptions) -> Diagnostic:
    status = fetch_status(url, address, fetch.trust, fetch.seconds)
    if isinstance(status, str):
        return fail(_CHECK, f"{url} cannot be reached: {status}.", "Check the address, the server and its certificate.")
    observed = f"{url} answers with {_name(status)}."
    if status in _SUCCESS:
        return ok(_CHECK, observed)
    if status in _REDIRECT:
        return warning(
            _CHECK, observed, "A click from a mailbox (POST) must work without a redirect: name the last address."
        )
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        return warning(_CHECK, observed, "Show a page that asks, for readers who follow the link.")
    return fail(_CHECK, observed, "Readers cannot leave there. Mend the page, or correct unsubscribe_url.")


def _may_visit(address: str, fetch: FetchOptions) -> bool:
    return is_public(address) or (fetch.loopback and ip_address(address).is_loopback)


def _name(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}" if status in set(HTTPStatus) else str(status)
