"""The pictures that an e-mail loads from the publication's site, and what is known of each before it is asked for."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath

from newsletter.checking.analysis.images import measure_picture
from newsletter.documents.publication import Publication
from newsletter.files import read_below
from newsletter.outputs import find_all_copies
from newsletter.outputs.base import SITE

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
class ExpectedPicture:
    """A picture at its address; what is not known of it is empty, and not compared.

    ``size`` is in pixels; ``sha256`` is of the file, and ``known_from`` says who knows it, to end a sentence.
    """

    address: str
    media_type: str = ""
    size: tuple[int, int] | None = None
    sha256: str = ""
    known_from: str = ""


def find_picture_addresses(html: str) -> tuple[str, ...]:
    """Return the address of every picture that a mail loads, in its order, each once."""
    return tuple(dict.fromkeys(_list_addresses(html)))


def _list_addresses(html: str) -> Iterator[str]:
    for attribute, style in _LOADED.findall(html):
        for candidate in unescape(attribute or style).split(","):  # a srcset has several, each with its width
            address = candidate.split()[:1]
            yield from (url for url in address if url.startswith("https://"))


def expect_pictures(html: str, publication: Publication, root: Path) -> tuple[ExpectedPicture, ...]:
    """Return what is expected of each picture of a mail; the files that the site serves as they are give the most."""
    copies = find_all_copies(publication)
    return tuple(_expect(address, publication, root, copies) for address in find_picture_addresses(html))


def _expect(address: str, publication: Publication, root: Path, copies: Mapping[str, str]) -> ExpectedPicture:
    kind = MEDIA_TYPES.get(PurePosixPath(address).suffix.lower(), "")
    source = copies.get(address.replace(f"{publication.base_url}/", SITE, 1))
    if source is None:
        return ExpectedPicture(address, kind)
    try:
        content = read_below(root, source)
    except OSError:
        return ExpectedPicture(address, kind)  # a rule reports that it is missing
    return ExpectedPicture(address, kind, measure_picture(content), hashlib.sha256(content).hexdigest(), source)
