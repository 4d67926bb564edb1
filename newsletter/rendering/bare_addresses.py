"""Finds addresses that stand in prose as they are: https://…, www.… and name@host, but never a name with a dot alone.

Where an address ends is decided as GitHub Flavored Markdown does (section 6.9, extended autolinks), and besides at
quotation marks and punctuation outside ASCII. Serves markdown-it's own ``linkify`` rules in the place of linkify-it,
which takes quadratic time and keeps a closing quotation mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 2000
"""Characters that an address in prose has at most."""

_NO_PART = r"\s<>\"`\u00a0-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_HTTPS = re.compile(rf"https://[^{_NO_PART}]{{1,{LONGEST}}}", re.IGNORECASE)
_WWW = re.compile(
    rf"(?<![A-Za-z0-9_.+/@:=-])(?:https://|www\.(?=[A-Za-z0-9-]{{1,63}}\.))[^{_NO_PART}]{{1,{LONGEST}}}", re.IGNORECASE
)
_HOST_AFTER_AT = re.compile(
    r"@((?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,63})(?![A-Za-z0-9_@/-]|:\S|\.[A-Za-z0-9])"
)
_LOCAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-"
_LONGEST_LOCAL = 64  # RFC 5321, section 4.5.3.1.1
_CLOSED = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class BareAddress:
    """An address in a text: where it stands, its words, and where it leads. The names are those of linkify-it."""

    index: int
    last_index: int
    text: str
    url: str
    schema: str = "https:"


class BareAddresses:
    """What markdown-it asks of a finder of addresses."""

    def pretest(self, text: str) -> bool:
        """Tell at a glance whether there may be an address."""
        return "@" in text or "://" in text or "www." in text.lower()

    def test(self, text: str) -> bool:
        """As ``pretest``; ``match`` is quick enough."""
        return self.pretest(text)

    def match(self, text: str) -> list[BareAddress]:
        """Return every address in a text, in its order."""
        found = sorted([*_find_pages(text), *_find_mailboxes(text)], key=lambda address: address.index)
        ends = [0, *(address.last_index for address in found)]
        return [address for end, address in zip(ends, found, strict=False) if address.index >= end]

    def match_at_start(self, text: str) -> BareAddress | None:
        """Return the https address that a text begins with."""
        found = _HTTPS.match(text)
        address = _trim(found[0]) if found else ""
        return BareAddress(0, len(address), address, address) if address else None


def _find_pages(text: str) -> Iterator[BareAddress]:
    for found in _WWW.finditer(text):
        if address := _trim(found[0]):
            url = address if "://" in address[:8] else f"https://{address}"
            yield BareAddress(found.start(), found.start() + len(address), address, url)


def _find_mailboxes(text: str) -> Iterator[BareAddress]:
    for found in _HOST_AFTER_AT.finditer(text):
        before = text[max(0, found.start() - _LONGEST_LOCAL - 1) : found.start()]
        local = before[len(before.rstrip(_LOCAL)) :].lstrip(".+-_")
        start = found.start() - len(local)
        is_whole = (
            0 < len(local) <= _LONGEST_LOCAL and local[-1] != "." and text[start - 1 : start] not in {"@", "/", ":"}
        )
        if is_whole:
            address = f"{local}@{found[1]}"
            yield BareAddress(start, found.end(1), address, f"mailto:{address}", "mailto:")


def _trim(address: str) -> str:
    """Take from the end of an address what belongs to the sentence: punctuation, and brackets that it does not open."""
    end = len(address)
    unopened = {closing: address.count(closing) - address.count(opening) for closing, opening in _CLOSED.items()}
    while end:
        last = address[end - 1]
        if last in _CLOSED and unopened[last] > 0:
            unopened[last] -= 1
        elif last not in "?!.,:;*_~'|\\":
            break
        end -= 1
    return address[:end]
