"""Visits to the public web: only public addresses are asked, and only status and headers are read.

A host is resolved first, and the request goes to that very address; private, loopback and other special addresses are
refused, whatever a name leads to.
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
"""Seconds for one visit as a whole: name, connections, redirects and responses."""

MAX_HEADER_BYTES = 1_000_000
"""Bytes that all responses of one visit may take."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052, section 2.1
_UNICAST = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out to the public (RFC 4291, section 2.4)
_AGENT = f"newsletter-publisher/{__version__} (checks links)"


class RefusedAddressError(OSError):
    """The address is not one of the public web."""


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the public web, and so is the IPv4 address that it may carry."""
    known = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(known, ipaddress.IPv6Address):
        translated = ipaddress.IPv4Address(known.packed[-4:]) if known in _NAT64 else None
        known = known.ipv4_mapped or known.sixtofour or translated or known
        if isinstance(known, ipaddress.IPv6Address) and known not in _UNICAST:
            return False
    return known.is_global and not known.is_multicast


def resolve_public(host: str, port: int) -> Address:
    """Return an address that a host has, if all of them are of the public web.

    Raises:
        RefusedAddressError: one of them is private, loopback, or special in another way.
        OSError: the host has none.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(info[4][0]) for info in found]
    for address in addresses:
        if not is_public(address):
            raise RefusedAddressError(f"{host} is at {address}, which is not on the public web")
    return addresses[0], port


def fetch_status(url: str, address: str, trust: ssl.SSLContext | None = None, seconds: float = TIMEOUT) -> int | str:
    """Get a page from one address of its host, no cookies or redirects; return the status, or why there is none."""
    try:
        place = address, split_host(url)[1]
        return fetch_headers("GET", url, place, trust, Budget(Limits(seconds, MAX_HEADER_BYTES))).status
    except ExchangeError as error:
        return str(error)


def fetch_headers(method: str, url: str, place: Address, trust: ssl.SSLContext | None, budget: Budget) -> Response:
    """Return the status and headers of a page at the address that its host was resolved to.

    The host is not resolved again, so that it cannot lead elsewhere by then. The body is not read.

    Raises:
        ExchangeError: there is no usable response.
    """
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    return send_request(Request(method, url, headers, at=place, trust=trust), budget, with_body=False)
