"""Normalises host names, and recognises those of this machine."""

from __future__ import annotations

from ipaddress import ip_address


def normalise_host(host: str) -> str:
    """Return the normal form of a name or an address: lower case, ASCII (RFC 5891), without final dot or brackets."""
    host = host.strip().strip("[]").rstrip(".").lower()
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine, by its name or its address and without a DNS query."""
    name = normalise_host(host)
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
