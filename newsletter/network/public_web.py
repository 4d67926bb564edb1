"""Requests to the public web: only to public addresses, and only the status and headers are read.

A host is resolved first, and the request goes to exactly that address. Private, loopback and other special addresses
are refused, whatever name resolves to them.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl

from newsletter import __version__
from newsletter.errors import ExchangeError
from newsletter.network.budget import Budget, Limits
from newsletter.network.http import Request, Response, send_request, split_host
from newsletter.network.sockets import Address

TIMEOUT = 30.0
"""Seconds for one whole visit: DNS, connections, redirects and responses."""

MAX_HEADER_BYTES = 1_000_000
"""Bytes of all responses of one visit together."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052, section 2.1
_UNICAST = ipaddress.ip_network("2000::/3")  # global unicast addresses of IPv6 (RFC 4291, section 2.4)
AGENT = f"newsletter-publisher/{__version__} (checks links)"
"""How this program introduces itself to the hosts that it asks."""


class RefusedAddressError(OSError):
    """The address is not on the public web."""


def is_public(address: str) -> bool:
    """Return whether an IP address is on the public web, including any IPv4 address embedded in it."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(known.packed[-4:]) if known in _NAT64 else None
        known = known.ipv4_mapped or known.sixtofour or translated or known
        if isinstance(known, ipaddress.IPv6Address) and known not in _UNICAST:
            return False
    return known.is_global and not known.is_multicast


def resolve_public(host: str, port: int) -> Address:
    """Return an address of a host, if all of its addresses are on the public web.

    Raises:
        RefusedAddressError: one of them is private, loopback, or otherwise special.
        OSError: the host has no address.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if not is_public(address):
            raise RefusedAddressError(f"{host} is at {address}, which is not on the public web")
    return addresses[0], port


def fetch_status(url: str, address: str, trust: ssl.SSLContext | None = None, seconds: float = TIMEOUT) -> int | str:
    """Get a page from one address of its host, without cookies or redirects; return its status or the error message."""
    try:
        place = address, split_host(url)[1]
        return fetch_headers("GET", url, place, trust, Budget(Limits(seconds, MAX_HEADER_BYTES))).status
    except ExchangeError as error:
        return str(error)


def fetch_headers(method: str, url: str, place: Address, trust: ssl.SSLContext | None, budget: Budget) -> Response:
    """Return the status and headers of a page at the resolved address of its host.

    The host is not resolved again, so that it cannot change to another address. The body is not read.

    Raises:
        ExchangeError: there is no usable response.
    """
    headers = {"User-Agent": AGENT, "Accept": "*/*"}
    return send_request(Request(method, url, headers, at=place, trust=trust), budget, with_body=False)
