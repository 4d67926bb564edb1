"""Names of hosts, written in one way, and whether one is this machine."""

from __future__ import annotations

from ipaddress import ip_address


def normalise_host(host: str) -> str:
    """Return the one spelling of a name or an address: small letters, ASCII (RFC 5891), no dot or brackets around."""
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
    """Tell whether a host is this machine, by its name or by its address; no look-up is made."""
    name = normalise_host(host)
    try:
        return name == "localhost" or ip_address(name).is_loopback
    except ValueError:
        return False
