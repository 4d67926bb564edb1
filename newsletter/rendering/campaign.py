"""The finished thing a provider gets, and the digest that names exactly what a reader would see."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from html import unescape

from newsletter.documents.values import MERGE_HOST

UNSUBSCRIBE_TOKEN = f"https://{MERGE_HOST}/unsubscribe_url"
"""The place in HTML and text of each reader's own unsubscribe address; providers replace it."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name and an address, as in RFC 5322 section 3.4."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class AttachedPicture:
    """A picture that travels with the message; without it, the e-mail would load it from its address."""

    address: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Campaign:
    """One issue as an e-mail, still holding the merge tokens.

    ``marker`` names the campaign at a provider, the same on every machine; ``list_id`` is the ``List-Id`` of RFC 2919
    without its angle brackets; ``date`` is when the issue is published. ``left_out`` is how many blocks at the end of
    the issue did not fit. ``attached`` are pictures that do not count for the digest: encoders differ from machine to
    machine.
    """

    marker: str
    issue: str
    subject: str
    preheader: str
    html: str
    text: str
    sender: Mailbox
    reply_to: Mailbox | None
    list_name: str
    list_id: str
    unsubscribe_url: str | None
    archive_url: str
    date: datetime
    language: str
    left_out: int = 0
    attached: tuple[AttachedPicture, ...] = ()
    edition: str = ""
    """The language of a publication that has an e-mail of its own for each; its audience is that language's."""

    @property
    def name(self) -> str:
        """The issue for people, with the language of one among several editions: 2026-11 (cy)."""
        return name_edition(self.issue, self.edition)

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of what the reader gets: subject, preheader, HTML, text and sender."""
        content = [self.subject, self.preheader, self.html, self.text, asdict(self.sender)]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


_LINK = re.compile(r'<a\b[^<>]*\shref="([^"<>]*)"')


def find_link_addresses(html: str) -> tuple[str, ...]:
    """Return where the links of an e-mail lead on the web, without fragments, each once; tokens are left out."""
    addresses = (unescape(address).partition("#")[0] for address in _LINK.findall(html))
    tokens = f"https://{MERGE_HOST}/"
    return tuple(dict.fromkeys(one for one in addresses if one.startswith("https://") and not one.startswith(tokens)))


def name_edition(issue: str, language: str) -> str:
    """Name an issue, and the language of one among several editions of it."""
    return f"{issue} ({language})" if language else issue


def merge(content: str, values: Mapping[str, str]) -> str:
    """Replace each token in ``content`` by the value given for it."""
    for token, value in values.items():
        content = content.replace(token, value)
    return content
