"""The proxy that the environment names: ``HTTPS_PROXY``, or else ``ALL_PROXY``; none for hosts in ``NO_PROXY``.

It is used as a tunnel (CONNECT, RFC 9110, section 9.3.6), so it sees which host is asked, and no key. This machine
itself is asked directly. A variable that cannot be used is said, never passed over.
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
"""Only this machine is ever asked without TLS, so nobody is asked through these; they are looked at nevertheless."""


def choose_proxy(host: str) -> SplitResult | None:
    """Return the proxy to ask a host through, or nothing where it is asked directly.

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
    """Read the address of a proxy, which is not shown: it may hold a password."""
    try:
        parts = urlsplit(given if "://" in given else f"http://{given}")
        is_whole = bool(parts.hostname) and (parts.port is None or parts.port > 0) and given.isprintable()
    except ValueError:
        raise _refuse(name, "is no address of a proxy") from None
    if parts.scheme != "http":
        raise _refuse(name, f"names a proxy of a kind that is not known here ({parts.scheme[:20]}:)")
    if not is_whole:
        raise _refuse(name, "is no address of a proxy")
    return parts


def _refuse(name: str, why: str) -> ExchangeError:
    said = f"{name} {why}. Write {name}=http://proxy.example.org:3128, or unset it"
    return ExchangeError(said, ExchangeStage.SETTING)
