"""HTTP: one request, one connection, one response, within one deadline and one limit on bytes.

Redirects are never followed, because a request may carry a secret. The libraries are an extra, and are imported with
the first request.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newsletter.installation import require_extra
from newsletter.network.budget import Budget
from newsletter.network.sockets import Address

_Query = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Request:
    """One request. ``at`` is the address to connect to if the host has been resolved already; then no proxy is used."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: object = None
    query: _Query | None = None
    at: Address | None = None
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """The response; names of header fields are in lower case, and ``body`` is decompressed."""

    status: int
    reason: str
    fields: Mapping[str, str]
    body: bytes = b""

    def data(self) -> object:
        """Return the body parsed as JSON, or None if it is not JSON or is nested too deeply."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def send_request(request: Request, budget: Budget, *, with_body: bool = True) -> Response:
    """Make a request and return its response, whatever its status.

    Raises:
        ExchangeError: there is no usable response.
        MissingExtraError: the libraries are not installed.
    """
    require_extra("send", "Access to the network")
    from newsletter.network.transport import send_over_httpcore  # noqa: PLC0415  # an extra, and slow to import

    return send_over_httpcore(request, budget, with_body=with_body)


def split_host(url: str) -> tuple[str, int]:
    """Return the host of a URL, in ASCII, and its port.

    Raises:
        ExchangeError: the URL is not valid.
        MissingExtraError: the libraries are not installed.
    """
    require_extra("send", "Access to the network")
    from newsletter.network.transport import parse_url  # noqa: PLC0415  # as above

    parts = parse_url(url)
    return parts.raw_host.decode("ascii"), parts.port or {"https": 443}.get(parts.scheme, 80)
