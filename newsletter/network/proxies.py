"""The proxy from the environment: ``HTTPS_PROXY``, or else ``ALL_PROXY``; none for hosts in ``NO_PROXY``.

It is used as a tunnel (CONNECT, RFC 9110, section 9.3.6), so it sees the name of the host and no key. Connections to
this machine are direct. An invalid variable is an error, never ignored.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit
from urllib.request import proxy_bypass

from newsletter.errors import ExchangeError, ExchangeStage
from newsletter.network.hosts import is_loopback

_OURS = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
_OTHERS = ("http_proxy", "HTTP_PROXY")
"""Only this machine is contacted without TLS, so these are never used; they are validated nevertheless."""


def choose_proxy(host: str) -> SplitResult | None:
    """Return the proxy for a host, or None for a direct connection.

    Raises:
        ExchangeError: a variable names a proxy that cannot be used.
    """
    known = dict(_read_all())
    chosen = next((known[name] for name in _OURS if name in known), None)
    return None if chosen is None or is_loopback(host) or proxy_bypass(host) else chosen


def _read_all() -> Iterator[tuple[str, SplitResult]]:
    for name in (*_OURS, *_OTHERS):
        if given := os.environ.get(name, "").strip():
            yield name, _read(name, given)


def _read(name: str, given: str) -> SplitResult:
    """Parse the URL of a proxy. Errors do not show it: it may hold a password."""
    try:
        parts = urlsplit(given if "://" in given else f"http://{given}")
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0) and given.isprintable()
    except ValueError:
        raise _refuse(name, "is not the URL of a proxy") from None
    if parts.scheme != "http":
        raise _refuse(name, f"names a proxy of an unsupported kind ({parts.scheme[:20]}:)")
    if not is_whole:
        raise _refuse(name, "is not the URL of a proxy")
    return parts


def _refuse(name: str, why: str) -> ExchangeError:
    message = f"{name} {why}. Write {name}=http://proxy.example.org:3128, or unset it"
    return ExchangeError(message, ExchangeStage.SETTING)
