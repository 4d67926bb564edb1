"""Addresses as exports carry them, made into what a document may hold: whole, https, without what follows readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

from pydantic import TypeAdapter, ValidationError

from newsletter.documents.values import HttpsUrl
from newsletter.importing.account import Entry, Fate
from newsletter.reading.document import shorten

_HTTPS: TypeAdapter[str] = TypeAdapter(HttpsUrl)
_FOLLOWING = re.compile(r"(utm_\w+|mc_[ce]id|fbclid|gclid|msclkid|_hs\w+)", re.IGNORECASE)
_WRAPPERS = {"safelinks.protection.outlook.com": "url", "www.google.com": "q", "urldefense.com": "u"}
_REDIRECTORS = re.compile(r"(^|\.)(list-manage\.com|mailchi\.mp|sendgrid\.net|mandrillapp\.com|createsend1?\.com)$")


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
        url = _strip_following(url, notes)
    except ValueError:
        return Address(None, found)
    if (normal := read_https(url)) is None:
        return Address(None, found, tuple(notes))
    url = normal
    if _REDIRECTORS.search(urlsplit(url).hostname or ""):
        notes.append("the address passes through a service that counts who follows it")
    return Address(url, found, tuple(notes))


def find_lost_addresses(entries: Iterable[Entry], document: str) -> Iterator[str]:
    """Say of each link whose words are in a document where its address is not: some places hold plain words alone."""
    for entry in entries:
        is_kept = any(claim.fate is not Fate.DROPPED for claim in entry.claims)
        for mark in entry.line.marks if is_kept else ():
            if mark.kind == "link" and not _holds(document, mark.url):
                words = shorten(entry.line.text[mark.start : mark.end])
                yield f'the link of "{words}" is not in the draft: {mark.url}'


def _holds(document: str, found: str) -> bool:
    url = read_address(found).url or found
    forms = (url, url.replace("(", "%28").replace(")", "%29"), found)
    return found.startswith("#") or not found or any(form in document for form in forms)


def read_https(url: str) -> str | None:
    """Return an address as a document holds it, or nothing where it may not."""
    try:
        return _HTTPS.validate_python(url)
    except ValidationError:
        return None


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
