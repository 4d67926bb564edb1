"""Addresses as exports carry them, made into what a document may hold: whole, https, without what follows readers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import TypeAdapter, ValidationError

from newsletter.documents.values import HttpsUrl

_HTTPS: TypeAdapter[str] = TypeAdapter(HttpsUrl)
_FOLLOWING = re.compile(r"(utm_\w+|mc_[ce]id|fbclid|gclid|msclkid|_hs\w+)", re.IGNORECASE)
_WRAPPERS = {"safelinks.protection.outlook.com": "url", "www.google.com": "q", "urldefense.com": "u"}
_REDIRECTORS = re.compile(r"(^|\.)(list-manage\.com|mailchi\.mp|sendgrid\.net|mandrillapp\.com|createsend1?\.com)$")
_OF_ONE_NETWORK = re.compile(
    r"(?:^|\.)(?:\d+|0x[\da-f]*|localhost|local|lan|internal|intranet|corp|home|test|invalid|home\.arpa)$",
    re.IGNORECASE,
)
KEPT_AS_HTTPS = "the address was http, and is kept as https"


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a document may hold, or ``None`` and the one that was found; and what was done to it."""

    url: str | None
    found: str
    notes: tuple[str, ...] = ()


def read_address(found: str) -> Address:
    """Unwrap an address, take out what follows readers, and see whether a document may hold it."""
    notes: list[str] = []
    try:
        url = _unwrap(found.strip(), notes)
        url = _secure(_strip_following(url, notes), notes)
    except ValueError:
        return Address(None, found)
    if (normal := read_https(url)) is None:
        return Address(None, found, tuple(notes))
    url = normal
    if _REDIRECTORS.search(urlsplit(url).hostname or ""):
        notes.append("the address passes through a service that counts who follows it")
    return Address(url, found, tuple(notes))


def read_https(url: str) -> str | None:
    """Return an address as a document holds it, or nothing where it may not."""
    try:
        return _HTTPS.validate_python(url)
    except ValidationError:
        return None


def _secure(url: str, notes: list[str]) -> str:
    """Write https for http, where the address is of a site that everybody reaches and names no port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    is_site = parts.netloc.isprintable() and not re.search(r"[@:\[]", parts.netloc)
    if parts.scheme != "http" or not is_site or "." not in host or _OF_ONE_NETWORK.search(host):
        return url
    notes.append(KEPT_AS_HTTPS)
    return f"https{url[4:]}"


def _unwrap(url: str, notes: list[str]) -> str:
    parts = urlsplit(url)
    for host, key in _WRAPPERS.items():
        inner = parse_qs(parts.query).get(key) if (parts.hostname or "").endswith(host) else None
        if inner and inner[0].startswith(("https://", "http://")):
            notes.append(f"the address was wrapped by {host}")
            return inner[0]
    return url


def _strip_following(url: str, notes: list[str]) -> str:
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in asked if not _FOLLOWING.fullmatch(key)]
    if len(kept) == len(asked):
        return url
    notes.append("parts of the address that follow readers were taken out")
    return urlunsplit(parts._replace(query=urlencode(kept)))
