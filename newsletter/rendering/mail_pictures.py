"""The pictures that an e-mail loads: at which address, from which file of the site, made from what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import PurePosixPath

from newsletter.documents.publication import Publication
from newsletter.rendering.edition import logo_path

MEDIA_TYPES: Mapping[str, str] = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}

_LOADED = re.compile(r"""\s(?:src|srcset|background)=["']([^"']*)["']|url\(["']?([^"')]*)""")
"""What a mail loads: attributes of HTML and of the VML for Outlook, and backgrounds in CSS."""


@dataclass(frozen=True, slots=True)
class MailPicture:
    """A picture of an e-mail.

    ``file`` is its path in the site, empty for another site; ``origin`` is the publication's file that the site serves
    as it is, empty for any other.
    """

    address: str
    file: str = ""
    media_type: str = ""
    origin: str = ""


def list_mail_pictures(html: str, publication: Publication) -> tuple[MailPicture, ...]:
    """Return every picture that a mail loads, in its order, each once."""
    return tuple(_describe(address, publication) for address in find_picture_addresses(html))


def _describe(address: str, publication: Publication) -> MailPicture:
    home, logo = f"{publication.base_url}/", publication.logo
    file = address.removeprefix(home) if address.startswith(home) else ""
    media_type = MEDIA_TYPES.get(PurePosixPath(file).suffix.lower(), "")
    is_logo = logo is not None and file == logo_path(logo.file)
    return MailPicture(address, file, media_type, logo.file if logo and is_logo else "")


def find_picture_addresses(html: str) -> tuple[str, ...]:
    """Return the address of every picture that a mail loads, in its order, each once."""
    return tuple(dict.fromkeys(_list_addresses(html)))


def _list_addresses(html: str) -> Iterator[str]:
    for attribute, style in _LOADED.findall(html):
        for candidate in unescape(attribute or style).split(","):  # a srcset has several, each with its width
            address = candidate.split()[:1]
            yield from (url for url in address if url.startswith("https://"))
