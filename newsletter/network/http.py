"""HTTP: one request, one connection, one answer, within a deadline and a limit on bytes as a whole.

Redirects are never followed here, for what a request carries may be secret. The libraries that do the work are an
extra, and are loaded with the first request.
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
    """One request. ``at`` is the address to ask, where the host was resolved before; then no proxy is used."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: object = None
    query: _Query | None = None
    at: Address | None = None
    trust: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """What came back; the names of fields are in lower case, and ``body`` is decompressed."""

    status: int
    reason: str
    fields: Mapping[str, str]
    body: bytes = b""

    def data(self) -> object:
        """Return what the body says as JSON, or nothing where it is none, or nested without end."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def send_request(request: Request, budget: Budget, *, with_body: bool = True) -> Response:
    """Make a request and return its answer, whatever it is.

    Raises:
        ExchangeError: there is none that can be used, for whatever reason.
        MissingExtraError: the libraries for it are not installed.
    """
    require_extra("send", "Asking the network")
    from newsletter.network.transport import send_over_httpcore  # noqa: PLC0415  # an extra, and slow to import

    return send_over_httpcore(request, budget, with_body=with_body)


def split_host(url: str) -> tuple[str, int]:
    """Return the host of an address as it is asked for, in ASCII, and its port.

    Raises:
        ExchangeError: it is no address of the web.
        MissingExtraError: the libraries for it are not installed.
    """
    require_extra("send", "Asking the network")
    from newsletter.network.transport import parse_url  # noqa: PLC0415  # as above

    parts = parse_url(url)
    return parts.raw_host.decode("ascii"), parts.port or {"https": 443}.get(parts.scheme, 80)
